/** The live connection in one line: a pure function from the engine's status to the words the window shows. */
import type { Status } from "../../ipc";
import { ago, number } from "../../shared/i18n/format";
import { m } from "../../shared/i18n/index.svelte";
import { modeWord, tokenMissing, type StatusLine } from "./status";

/** Connected; being connected again; left to the syncs by the clock; without a network; or not wanted. */
export type SocketState = "connected" | "reconnecting" | "polling" | "offline" | "off";

export interface SocketLine extends StatusLine {
  state: SocketState;
}

/** What keeps a connection from being wanted comes first, then the connection, then what became of the attempts. */
export function socketLine(status: Status, now: number): SocketLine {
  const { last_message, reconnect_attempts, consecutive_failures } = status.websocket;
  const failed = consecutive_failures ? m.ws_failed({ count: consecutive_failures }) : "";

  if (tokenMissing(status)) return off(m.status_token_missing());
  switch (status.mode) {
    case "local_only":
    case "token_rejected":
    case "paused":
      return off(modeWord[status.mode]());
    case "live": {
      const heard = last_message && m.ws_last_message({ when: ago(Date.parse(last_message), now) });
      return { state: "connected", tone: "good", title: m.ws_connected(), detail: heard || m.ws_no_message() };
    }
    case "reconnecting":
      return reconnect_attempts
        ? {
            state: "reconnecting",
            tone: "warn",
            title: m.ws_reconnecting(),
            detail: m.ws_attempt({ number: number(reconnect_attempts) }),
          }
        : { state: "reconnecting", tone: "busy", title: m.status_connecting(), detail: "" };
    case "offline":
      if (!status.socket_wanted) return off(m.ws_switched_off());
      return { state: "offline", tone: "warn", title: modeWord.offline(), detail: failed || m.ws_by_clock() };
    case "polling":
      if (!status.socket_wanted) return off(m.ws_switched_off());
      return {
        state: "polling",
        tone: failed ? "warn" : "calm",
        title: m.ws_polling(),
        detail: failed || m.ws_by_clock(),
      };
  }
}

function off(why: string): SocketLine {
  return { state: "off", tone: "calm", title: m.ws_off(), detail: why };
}

/** Whether anything runs by itself that could be paused, or is. */
export function canPause(status: Status): boolean {
  return status.mode !== "local_only" && !tokenMissing(status);
}

/** Whether asking for the live connection may bring it about. A token that was refused may be accepted by now. */
export function canReconnect(status: Status): boolean {
  return canPause(status) && status.socket_wanted && status.mode !== "paused" && status.mode !== "live";
}
