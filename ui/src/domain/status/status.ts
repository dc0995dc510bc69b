/** What is going on, in one line: the words for what the engine decided, so that chip, view and tray agree. */
import type { Mode, Situation, Status } from "../../ipc";
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

const tones: Record<Situation["state"], Tone> = {
  syncing: "busy",
  waiting: "busy",
  token_rejected: "bad",
  local_only: "calm",
  offline: "warn",
  needs_you: "warn",
  paused: "calm",
  reconnecting: "warn",
  error: "warn",
  never: "calm",
  up_to_date: "good",
};

/** How many things wait for a decision that only the user can take. */
export function needsYou(situation: Situation): number {
  if (situation.state !== "needs_you") return 0;
  return situation.conflicts + situation.ratings + (situation.held ? 1 : 0) + (situation.token ? 1 : 0);
}

/** The marketplace as people know it: by the name of its host, or as the demo. */
export function marketplaceWord(status: Status, demo: boolean): string | null {
  return demo ? m.demo_marketplace() : (status.marketplace?.replace(/^https?:\/\//, "") ?? null);
}

/** A marketplace is set, but nothing to sign in with. */
export function tokenMissing(status: Status): boolean {
  return status.marketplace !== null && !status.token.present && status.mode !== "local_only";
}

/** The situation in a word or two, with what makes it exact. */
export function statusLine(status: Status, now: number): StatusLine {
  const { situation } = status;
  const success = status.last_success === null ? null : Date.parse(status.last_success);
  const synced = success === null ? m.status_never() : m.status_synced({ when: ago(success, now) });
  const contentAge = success === null ? m.status_never() : m.status_content_age({ age: age(success, now) });
  const [title, detail] = ((): [string, string] => {
    switch (situation.state) {
      case "syncing":
        return syncing(situation);
      case "waiting":
        return [m.status_waiting(), m.status_goes_on({ when: until(Date.parse(situation.until), now) })];
      case "token_rejected":
        return [m.status_token_rejected(), contentAge];
      case "local_only":
        return [m.status_local_only(), m.status_no_network()];
      case "offline":
        return [m.status_offline(), contentAge];
      case "needs_you":
        return situation.token
          ? [status.token.keychain ? m.status_keychain_waits() : m.status_token_missing(), contentAge]
          : [m.status_needs_you({ count: needsYou(situation) }), synced];
      case "paused":
        return [m.status_paused(), synced];
      case "reconnecting":
        return [m.status_reconnecting(), synced];
      case "error":
        return [situation.partial ? m.status_partial() : m.status_failed(), contentAge];
      case "never":
        return [m.status_never(), ""];
      case "up_to_date":
        return [situation.live ? m.status_live() : m.status_polling(), synced];
    }
  })();
  return { tone: tones[situation.state], title, detail };
}

function syncing({ phase, done, total }: Extract<Situation, { state: "syncing" }>): [string, string] {
  if (phase === "connecting") return [m.status_connecting(), ""];
  if (phase === "applying") return [m.status_applying(), ""];
  if (total === null) return [m.status_syncing_plain(), done ? number(done) : ""];
  return [m.status_syncing({ done: number(done), total: number(total) }), ""];
}
