import type { Status } from "../../ipc";
import { age } from "../../shared/i18n/format";
import { m } from "../../shared/i18n/index.svelte";
import { needsYou } from "./status";

/** The same truth as `statusLine`, as a sentence to stand above the page of the sync. */
export function headline(status: Status, now: number): string {
  const { situation } = status;
  const old = status.last_success === null ? null : age(Date.parse(status.last_success), now);
  switch (situation.state) {
    case "syncing":
      return m.headline_syncing();
    case "waiting":
      return m.headline_waiting();
    case "token_rejected":
      return m.headline_token_rejected();
    case "local_only":
      return m.headline_local_only();
    case "offline":
      return old === null ? m.headline_offline_empty() : m.headline_offline({ age: old });
    case "needs_you":
      if (situation.token && status.token.keychain) return m.headline_keychain_waits();
      return situation.token ? m.headline_token_missing() : m.headline_needs_you({ count: needsYou(situation) });
    case "paused":
      return m.headline_paused();
    case "reconnecting":
      return m.headline_reconnecting();
    case "error":
      return situation.partial ? m.headline_partial() : m.headline_failed();
    case "never":
      return m.headline_never();
    case "up_to_date":
      return situation.live ? m.headline_live() : m.headline_polling();
  }
}
