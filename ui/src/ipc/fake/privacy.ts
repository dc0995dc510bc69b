/** The user's data on a machine that has none: encrypted or not, locked, lost, written out, erased. */
import type {
  EncryptionView,
  Erased,
  IpcError,
  PrivacyExport,
  PrivacyFile,
  PrivacyFileRequest,
  PrivacyPath,
} from "../bindings";
import type { State } from "./states";

const COUNTS = {
  settings: 4,
  window: 9,
  favourites: 12,
  ratings: 3,
  edits: 2,
  own_skills: 1,
  conflicts: 5,
  resolutions: 2,
  drafts: 1,
  saved_searches: 2,
  collections: 2,
  collection_skills: 7,
  history: 64,
  activity: 118,
  facts: 2,
};

export class FakePrivacy {
  /** What was chosen to write to; `null`: the dialog was closed. */
  file: string | null = "/home/ada/skilldock-my-data.json";
  erased = 0;
  private opened = false;

  constructor(
    private readonly state: State,
    private readonly begun: () => void,
    private readonly fail: (code: IpcError["code"], message: string, hint?: string) => IpcError,
  ) {}

  get encryption(): EncryptionView {
    if (this.state !== "plain") return { encrypted: true, wanted: true, problem: null };
    const { code, message, hint } = this.fail("keychain", "No keychain can be reached.", "Start a Secret Service.");
    return { encrypted: false, wanted: true, problem: { code, message, hint } };
  }

  /** Why the data cannot be opened, where they cannot. */
  get closed(): IpcError | null {
    if (this.opened) return null;
    if (this.state === "data-locked")
      return this.fail(
        "data_locked",
        "Your data are encrypted, and the key is in the keychain. The keychain is locked.",
      );
    if (this.state === "key-lost")
      return this.fail("key_lost", "Your data are encrypted, and the keychain no longer has their key.");
    if (this.state === "key-nowhere")
      return this.fail("no_place_for_key", "SKILLDOCK_ENCRYPTION is on, and there is no place for the key.");
    return null;
  }

  /** The keychain is unlocked. */
  unlock(): void {
    this.opened = true;
  }

  readonly answers = {
    open_data: (): null => {
      if (this.closed) throw this.closed;
      return null;
    },
    start_anew: (): null => {
      if (this.state !== "key-lost") throw this.fail("busy", "The key of your data is not lost.");
      this.opened = true;
      return null;
    },
    choose_privacy_file: (_: PrivacyFileRequest): PrivacyFile => ({ path: this.file }),
    privacy_export: ({ path }: PrivacyPath): PrivacyExport => {
      if (this.state === "failed")
        throw this.fail("disk", "The disk is full.", "Make room on the disk, then try again.");
      return { counts: COUNTS, path };
    },
    privacy_erase: (): Erased => {
      if (this.state === "failed")
        throw this.fail("busy", "Another Skilldock is open.", "Close the other Skilldock, then try again.");
      this.erased++;
      this.begun();
      return {
        counts: COUNTS,
        files_searched: 12,
        found: 0,
        marketplace:
          this.state === "local-only"
            ? null
            : {
                user_id: "sha256:b5fc85e55755f9e0d030a10ab4429b6b2944855f14a1d7d0a2d27dc6b5b2dcf3",
                ratings: 3,
                marketplace: "https://market.example.org",
              },
        keychain: null,
      };
    },
  };
}
