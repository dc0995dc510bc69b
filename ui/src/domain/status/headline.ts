import type { Status } from "../../ipc";
import { age } from "../../shared/i18n/format";
import { m } from "../../shared/i18n/index.svelte";
import { needsYou, tokenMissing } from "./status";

/** The same truth as `statusLine`, as a sentence to stand above the page of the sync. */
export function headline(status: Status, now: number, questions = 0): string {
  const old = status.last_success === null ? null : age(Date.parse(status.last_success), now);
  if (status.sync) return status.sync.waiting_until ? m.headline_waiting() : m.headline_syncing();
  switch (status.mode) {
    case "token_rejected":
      return m.headline_token_rejected();
    case "local_only":
      return m.headline_local_only();
    case "offline":
      return old === null ? m.headline_offline_empty() : m.headline_offline({ age: old });
  }
  if (tokenMissing(status)) return m.headline_token_missing();
  if (status.mode === "paused") return m.headline_paused();
  const waiting = needsYou(status, questions);
  if (waiting) return m.headline_needs_you({ count: waiting });
  if (status.mode === "reconnecting") return m.headline_reconnecting();
  if (status.last_problem) return status.health === "degraded" ? m.headline_partial() : m.headline_failed();
  if (status.last_success === null) return m.headline_never();
  return status.mode === "live" ? m.headline_live() : m.headline_polling();
}
