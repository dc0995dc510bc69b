/** What a fake engine knows of the token beside whether it is there: its age, its rotation, its keychain. */
import type {
  KeychainOutcome,
  KeychainReport,
  Notice,
  RotationCame,
  RotationReport,
  RotationStep,
  TokenStatus,
} from "../bindings";
import type { State } from "./states";

const DAY = 24 * 60 * 60_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

export const NO_TOKEN: TokenStatus = {
  present: false,
  source: null,
  expires_at: null,
  since: null,
  reminder: null,
  rotation: null,
  keychain: null,
};

/** A token of twelve days that runs out in another twelve, unless the state is about something else. */
export function tokenOf(state: State, local: boolean): TokenStatus {
  const kept: TokenStatus = {
    ...NO_TOKEN,
    present: true,
    source: "keychain",
    expires_at: at(12 * DAY),
    since: at(-12 * DAY),
  };
  switch (state) {
    case "token-missing":
      return NO_TOKEN;
    case "keychain-locked":
      return { ...NO_TOKEN, keychain: "locked" };
    case "demo":
      return { ...kept, source: "session", expires_at: null };
    case "env-locked":
      return { ...kept, source: "environment" };
    case "token-old":
      return { ...kept, expires_at: null, since: at(-97 * DAY), reminder: "old" };
    case "token-expires":
      return { ...kept, expires_at: at(3 * DAY), reminder: "expires" };
    case "token-expired":
      return { ...kept, expires_at: at(-2 * DAY), reminder: "expired" };
    case "token-two":
      return { ...kept, rotation: "old_still_good" };
    case "keychain-absent":
      return { ...kept, source: "session", expires_at: null };
    default:
      return local ? NO_TOKEN : kept;
  }
}

/** The line above the content that is about the token, where nothing more urgent is. */
export function tokenNotice({ present, keychain, reminder }: TokenStatus, calm: boolean): Notice | null {
  if (!present) return keychain ? "keychain_waits" : "token_missing";
  if (reminder === "expired") return "token_expired";
  if (!calm) return null;
  return reminder === "expires" ? "token_expires" : reminder === "old" ? "token_old" : null;
}

const SAID: Record<KeychainOutcome, string> = {
  works: "The keychain works: an entry was written, read and deleted.",
  locked: "The keychain is locked.",
  absent: "No keychain can be reached.",
  denied: "The keychain refused access.",
  slow: "The keychain did not answer in time.",
  other: "The keychain failed: it did not keep what was written.",
};

export function keychain(state: State): KeychainReport {
  const outcome: KeychainOutcome =
    state === "keychain-locked" ? "locked" : state === "keychain-absent" ? "absent" : "works";
  return { outcome, message: SAID[outcome], hint: "", tools: "gnome" };
}

/** What comes of a rotation: in the state where one token is left over the marketplace still refuses to revoke it. */
export function rotated(state: State, now: TokenStatus): RotationReport {
  const token: TokenStatus = { ...now, expires_at: null, since: at(0), reminder: null, rotation: null };
  const error = { code: "server_error", message: "The marketplace answered 403.", hint: "Try again later." } as const;
  if (state === "token-two")
    return {
      ending: "old_still_good",
      problem: error,
      failed_at: "revoke",
      token: { ...token, rotation: "old_still_good" },
    };
  if (state === "token-old") return { ending: "went_back", problem: error, failed_at: "prove", token: now };
  return { ending: "rotated", problem: null, failed_at: null, token };
}

const STEPS: RotationStep[] = ["create", "keep", "prove", "prove_socket", "retain", "store", "switch", "revoke"];

/** What the engine tells on the way to this report. */
export function stepsTo({ ending, failed_at }: RotationReport): { step: RotationStep; came: RotationCame | null }[] {
  const steps = failed_at ? STEPS.slice(0, STEPS.indexOf(failed_at) + 1) : [...STEPS];
  if (ending === "went_back") steps.push("undo");
  return steps.flatMap((step) => [
    { step, came: null },
    { step, came: step === failed_at ? "failed" : "done" },
  ]);
}
