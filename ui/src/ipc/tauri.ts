import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";

import type { EngineEvent, ShellEvent } from "./bindings";
import type { Transport } from "./transport";

export const tauri: Transport = {
  invoke: (command, args) => invoke(command, args),
  listen: (handler) => listen<EngineEvent | ShellEvent>("engine", ({ payload }) => handler(payload)),
  drops: (handler) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") handler({ over: false, paths: payload.paths });
      else handler(payload.type === "leave" ? { over: false, paths: [] } : { over: true });
    }),
};
