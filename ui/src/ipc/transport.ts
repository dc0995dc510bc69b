import type { EngineEvent, ShellEvent } from "./bindings";

/** The two things the window needs of whatever runs behind it: Rust in the app, the fake in a browser. */
export interface Transport {
  invoke(command: string, args?: Record<string, unknown>): Promise<unknown>;
  listen(handler: (event: EngineEvent | ShellEvent) => void): Promise<() => void>;
}
