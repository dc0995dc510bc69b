import type { EngineEvent, ShellEvent } from "./bindings";

/** Files over the window, as the shell hears of them. */
export type Dropping = { over: true } | { over: false; paths: string[] };

/** The things the window needs of whatever runs behind it: Rust in the app, the fake in a browser. */
export interface Transport {
  invoke(command: string, args?: Record<string, unknown>): Promise<unknown>;
  listen(handler: (event: EngineEvent | ShellEvent) => void): Promise<() => void>;
  /** Files are dragged over the window, dropped on it (with their places), or taken away again (with none). */
  drops(handler: (dropping: Dropping) => void): Promise<() => void>;
}
