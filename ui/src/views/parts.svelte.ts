/**
 * What is not looked at first, each in files of its own. What is here when the window opens is the list and the skill
 * beside it; the rest is read when it is wanted, and before that in moments when nothing else is to be done,
 * so that hardly a click ever waits for it.
 */
import type { View } from "../domain/app.svelte";

/** Without it a view would be read in the frame that shows the list; WebKit has no idle callback to ask for. */
const PAUSE_MS = 30;

export class Part<C> {
  /** What draws it, as soon as it has been read. */
  drawn = $state.raw<C | null>(null);
  /** Whether its files could not be read, which is said in its place. */
  failed = $state(false);
  private reading: Promise<void> | null = null;

  constructor(private readonly read: () => Promise<{ default: C }>) {}

  /** Reads it, once; after a failure, again. */
  load(): Promise<void> {
    return (this.reading ??= this.read().then(
      (module) => {
        this.drawn = module.default;
        this.failed = false;
      },
      () => {
        this.reading = null;
        this.failed = true;
      },
    ));
  }

  /** Whether there is something to draw in its place. */
  get here(): boolean {
    return this.drawn !== null || this.failed;
  }
}

/** In the order in which they are likely to be wanted. */
export const parts = {
  dialogs: new Part(() => import("./Dialogs.svelte")),
  panels: new Part(async () => ({ default: await import("./skill/panels") })),
  library: new Part(() => import("./library/Library.svelte")),
  settings: new Part(() => import("./settings/Settings.svelte")),
  sync: new Part(() => import("./sync/Sync.svelte")),
  edit: new Part(() => import("./edit/Edit.svelte")),
  conflicts: new Part(() => import("./conflicts/Conflicts.svelte")),
  updates: new Part(() => import("./updates/Updates.svelte")),
  ratings: new Part(() => import("./ratings/Ratings.svelte")),
} satisfies Record<Exclude<View, "discover"> | "dialogs" | "panels" | "edit", Part<unknown>>;

/** Reads one after the other, and lets go in between. */
export async function loadAll(pause = PAUSE_MS): Promise<void> {
  for (const part of Object.values(parts)) {
    await new Promise((done) => setTimeout(done, pause));
    await part.load();
  }
}
