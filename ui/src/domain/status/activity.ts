/** What the entries of the activity log are called, and what stands beside them. */
import type { ActivityEntry, ActivityKind, ActivityLevel, Happened } from "../../ipc";
import { duration, moment, number } from "../../shared/i18n/format";
import { m } from "../../shared/i18n/index.svelte";
import { variableWord } from "../config/words";
import { errorText } from "../errors";

export const happenedWord: Record<Happened, () => string> = {
  sync_complete: m.activity_sync_complete,
  sync_partial: m.activity_sync_partial,
  sync_failed: m.activity_sync_failed,
  paused: m.activity_paused,
  resumed: m.activity_resumed,
  deletions_declined: m.activity_deletions_declined,
  connected: m.activity_connected,
  disconnected: m.activity_disconnected,
  gap: m.activity_gap,
  updates: m.activity_updates,
  update_held: m.activity_update_held,
  update_accepted: m.activity_update_accepted,
  update_skipped: m.activity_update_skipped,
  update_taken_back: m.activity_update_taken_back,
  edited: m.activity_edited,
  reverted: m.activity_reverted,
  created: m.activity_created,
  imported: m.activity_imported,
  exported: m.activity_exported_done,
  conflict_found: m.activity_conflict_found,
  conflict_resolved: m.activity_conflict_resolved,
  conflict_undone: m.activity_conflict_undone,
  rated: m.activity_rated,
  rating_sent: m.activity_rating_sent,
  rating_failed: m.activity_rating_failed,
  rating_not_accepted: m.activity_rating_not_accepted,
  rating_retried: m.activity_rating_retried,
  rating_discarded: m.activity_rating_discarded,
  setting_changed: m.activity_setting_changed,
};

export const kindWord: Record<ActivityKind, () => string> = {
  sync: m.activity_kind_sync,
  socket: m.activity_kind_socket,
  update: m.activity_kind_update,
  edit: m.activity_kind_edit,
  conflict: m.activity_kind_conflict,
  rating: m.activity_kind_rating,
  library: m.activity_kind_library,
  settings: m.activity_kind_settings,
};

export const levelTone: Record<ActivityLevel, string> = { info: "", warning: "warn", error: "bad" };

/** What is called by words that hold this text: found in the language it is read in. */
export function called(text: string): Happened[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return [];
  return (Object.keys(happenedWord) as Happened[]).filter((what) =>
    happenedWord[what]().toLocaleLowerCase().includes(wanted),
  );
}

/** What an entry says beside its name and its skill. */
export function detail({ what, facts }: ActivityEntry, now: number): string {
  const parts: string[] = [];
  if (facts.stars) parts.push(m.stars_of_five({ count: facts.stars }));
  if (facts.variable) parts.push(variableWord[facts.variable]?.() ?? facts.variable);
  const again = what !== "disconnected" || (facts.count ?? 1) > 1;
  if (facts.count != null && again) parts.push(counted(what, facts.count));
  if (facts.until && again) parts.push(m.activity_until({ when: moment(Date.parse(facts.until), now) }));
  // A code has words of its own, in the language of the window. Why a rating was refused, only the marketplace can say.
  if (facts.code && !what.startsWith("rating_")) parts.push(errorText[facts.code]());
  else if (facts.reason) parts.push(facts.reason);
  if (facts.duration_ms != null && !facts.code) parts.push(duration(facts.duration_ms));
  return parts.join(" · ");
}

function counted(what: Happened, count: number): string {
  switch (what) {
    case "sync_complete":
    case "sync_partial":
    case "sync_failed":
      return count ? m.activity_changes({ count }) : m.change_none();
    case "updates":
      return m.activity_changes({ count });
    case "disconnected":
      return m.activity_times({ count });
    case "imported":
    case "exported":
      return m.skills_count({ count });
    default:
      return number(count);
  }
}
