import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { EngineEvent, ShellEvent } from "./bindings";
import type { Transport } from "./transport";

export const tauri: Transport = {
  invoke: (command, args) => invoke(command, args),
  listen: (handler) => listen<EngineEvent | ShellEvent>("engine", ({ payload }) => handler(payload)),
};
