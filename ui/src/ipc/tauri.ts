import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { EngineEvent, ShellEvent } from "./bindings";
import type { Transport } from "./transport";

export const tauri: Transport = {
  invoke: (command, args) => invoke(command, args),
  listen: (handler) => listen<EngineEvent | ShellEvent>("engine", ({ payload }) => handler(payload)),
  drops: async (handler) => {
    // Read by itself: it brings all there is to a native window, of which only this is needed, and not at first.
    const { getCurrentWebview } = await import("@tauri-apps/api/webview");
    return getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") handler({ over: false, paths: payload.paths });
      else handler(payload.type === "leave" ? { over: false, paths: [] } : { over: true });
    });
  },
};
