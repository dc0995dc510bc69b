/** A comment while it is written: kept with every pause in typing, so that a crash costs no word. */
import { call } from "../../ipc";

/** A pause in typing. */
const PAUSE_MS = 300;

export class CommentDraft {
  private readonly key: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: string | null | undefined;
  /** One after the other, so that of two the later is what is kept. */
  private before: Promise<unknown> = Promise.resolve();

  constructor(id: string) {
    this.key = `rate:${id}`;
  }

  /** What was being written when it was last left; null where nothing was. */
  async read(): Promise<string | null> {
    // A draft that cannot be read must not stand in the way of writing a new one.
    const draft = await call("draft", { key: this.key }).catch(() => null);
    return draft?.value ?? null;
  }

  keep(text: string): void {
    this.waiting = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** It was said, or given up. */
  drop(): Promise<void> {
    this.waiting = null;
    return this.flush();
  }

  /** Keeps now what waits for a pause: the page goes away. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.waiting === undefined) return;
    const value = this.waiting;
    this.waiting = undefined;
    this.before = this.before.then(() => call("set_draft", { key: this.key, value }).catch(() => {}));
    await this.before;
  }
}
