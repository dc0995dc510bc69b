/** What is going on, in one line: pure functions from the engine's status to the words the window shows. */
import type { Mode, Status } from "../../ipc";
import { age, ago, number, until } from "../../shared/i18n/format";
import { m } from "../../shared/i18n/index.svelte";

export type Tone = "good" | "warn" | "bad" | "busy" | "calm";

export interface StatusLine {
  tone: Tone;
  /** The state in a word or two. */
  title: string;
  /** What makes it exact: when, how old, how far. May be empty. */
  detail: string;
}

export const modeWord: Record<Mode, () => string> = {
  live: m.status_live,
  polling: m.status_polling,
  reconnecting: m.status_reconnecting,
  paused: m.status_paused,
  offline: m.status_offline,
  local_only: m.status_local_only,
  token_rejected: m.status_token_rejected,
};

/** How many things wait for a decision that only the user can take; `questions` are those the status does not know of. */
export function needsYou(status: Status, questions = 0): number {
  return status.conflicts.open + status.ratings.failed + questions;
}

/** The marketplace as people know it: by the name of its host, or as the demo. */
export function marketplaceWord(status: Status, demo: boolean): string | null {
  return demo ? m.demo_marketplace() : (status.marketplace?.replace(/^https?:\/\//, "") ?? null);
}

/** A marketplace is set, but nothing to sign in with. */
export function tokenMissing(status: Status): boolean {
  return status.marketplace !== null && !status.token.present && status.mode !== "local_only";
}

/**
 * The most urgent truth first: what runs now, then what keeps it from running, then what waits for the
 * user, then how the last sync ended, and only then that all is well.
 */
export function statusLine(status: Status, now: number, questions = 0): StatusLine {
  const success = status.last_success === null ? null : Date.parse(status.last_success);
  const synced = success === null ? m.status_never() : m.status_synced({ when: ago(success, now) });
  const contentAge = success === null ? m.status_never() : m.status_content_age({ age: age(success, now) });

  if (status.sync) return syncLine(status.sync, now);
  if (status.mode === "token_rejected") return { tone: "bad", title: modeWord.token_rejected(), detail: contentAge };
  if (status.mode === "local_only")
    return { tone: "calm", title: modeWord.local_only(), detail: m.status_no_network() };
  if (status.mode === "offline") return { tone: "warn", title: modeWord.offline(), detail: contentAge };
  if (tokenMissing(status)) return { tone: "warn", title: m.status_token_missing(), detail: contentAge };
  if (status.mode === "paused") return { tone: "calm", title: modeWord.paused(), detail: synced };
  const waiting = needsYou(status, questions);
  if (waiting) return { tone: "warn", title: m.status_needs_you({ count: waiting }), detail: synced };
  if (status.mode === "reconnecting") return { tone: "warn", title: modeWord.reconnecting(), detail: synced };
  if (status.last_problem) {
    const title = status.health === "degraded" ? m.status_partial() : m.status_failed();
    return { tone: "warn", title, detail: contentAge };
  }
  if (success === null) return { tone: "calm", title: m.status_never(), detail: "" };
  return { tone: "good", title: modeWord[status.mode](), detail: synced };
}

function syncLine(sync: NonNullable<Status["sync"]>, now: number): StatusLine {
  if (sync.waiting_until !== null) {
    return {
      tone: "busy",
      title: m.status_waiting(),
      detail: m.status_goes_on({ when: until(Date.parse(sync.waiting_until), now) }),
    };
  }
  if (sync.phase === "connecting") return { tone: "busy", title: m.status_connecting(), detail: "" };
  if (sync.phase === "applying") return { tone: "busy", title: m.status_applying(), detail: "" };
  if (sync.total === null)
    return { tone: "busy", title: m.status_syncing_plain(), detail: sync.done ? number(sync.done) : "" };
  return { tone: "busy", title: m.status_syncing({ done: number(sync.done), total: number(sync.total) }), detail: "" };
}
