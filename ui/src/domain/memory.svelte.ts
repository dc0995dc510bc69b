/** What the window remembers across starts: small texts by key, kept by the engine. */
import { call } from "../ipc";

export class Memory {
  /** While everything about the user is erased, and until the page begins anew, nothing is kept. */
  silent = false;
  private values = $state.raw<Readonly<Record<string, string>>>({});

  restore(saved: Partial<Record<string, string>>): void {
    this.values = { ...saved } as Record<string, string>;
  }

  get(key: string): string | undefined {
    return this.values[key];
  }

  /** Remembers a text, or forgets it with `null`. */
  set(key: string, value: string | null): void {
    const others = Object.fromEntries(Object.entries(this.values).filter(([name]) => name !== key));
    this.values = value === null ? others : { ...others, [key]: value };
    if (this.silent) return;
    // What the next start looks like is not worth an error message.
    void call("set_ui_state", { key, value }).catch(() => {});
  }
}
