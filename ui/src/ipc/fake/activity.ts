/** The activity log and the days of the fake engine: thirty days of a machine that is used. */
import type {
  ActivityEntry,
  ActivityFacts,
  ActivityFilter,
  ActivityKind,
  ActivityLevel,
  ActivityPage,
  Happened,
  SyncDay,
} from "../bindings";
import type { FakeSkill } from "./skills";
import type { State } from "./states";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const KINDS: Record<Happened, ActivityKind> = {
  sync_complete: "sync",
  sync_partial: "sync",
  sync_failed: "sync",
  paused: "sync",
  resumed: "sync",
  deletions_declined: "sync",
  connected: "socket",
  disconnected: "socket",
  gap: "socket",
  updates: "update",
  update_held: "update",
  update_accepted: "update",
  update_skipped: "update",
  update_taken_back: "update",
  edited: "edit",
  reverted: "edit",
  created: "edit",
  imported: "library",
  exported: "library",
  conflict_found: "conflict",
  conflict_resolved: "conflict",
  conflict_undone: "conflict",
  rated: "rating",
  rating_sent: "rating",
  rating_failed: "rating",
  rating_not_accepted: "rating",
  rating_retried: "rating",
  rating_discarded: "rating",
  setting_changed: "settings",
};
const LEVELS: Partial<Record<Happened, ActivityLevel>> = {
  sync_failed: "error",
  rating_failed: "error",
  sync_partial: "warning",
  disconnected: "warning",
  gap: "warning",
  conflict_found: "warning",
  rating_not_accepted: "warning",
};
const ORDER: ActivityLevel[] = ["info", "warning", "error"];

export class FakeActivity {
  private readonly entries: ActivityEntry[] = [];

  constructor(
    state: State,
    private readonly skills: readonly FakeSkill[],
    private readonly changed: () => void,
  ) {
    if (!["empty", "first-run", "local-only", "first-sync"].includes(state)) this.begin(state);
  }

  add(what: Happened, facts: ActivityFacts = {}, skill: FakeSkill | null = null, at = Date.now()): void {
    this.entries.unshift({
      id: this.entries.length + 1,
      at: new Date(at).toISOString(),
      kind: KINDS[what],
      level: LEVELS[what] ?? "info",
      what,
      skill_id: skill?.row.skill_id ?? null,
      skill_here: skill !== null,
      facts: skill ? { name: skill.row.name, ...facts } : facts,
    });
    this.changed();
  }

  page(filter: ActivityFilter, before: number | null, limit: number): ActivityPage {
    const fitting = this.fitting(filter).filter(({ id }) => before === null || id < before);
    return { entries: fitting.slice(0, limit), more: fitting.length > limit };
  }

  count(filter: ActivityFilter): number {
    return this.fitting(filter).length;
  }

  private fitting({ kinds, level, text, named }: ActivityFilter): ActivityEntry[] {
    const words = text.trim().toLowerCase();
    return this.entries.filter(
      (entry) =>
        (!kinds.length || kinds.includes(entry.kind)) &&
        (!level || ORDER.indexOf(entry.level) >= ORDER.indexOf(level)) &&
        (!words ||
          named.includes(entry.what) ||
          Object.values(entry.facts).some((value) => String(value).toLowerCase().includes(words))),
    );
  }

  /** Two days, earliest first. */
  private begin(state: State): void {
    const now = Date.now();
    const skill = (i: number) => this.skills[i % this.skills.length] ?? null;
    for (let i = 130; i > 0; i--) {
      const at = now - i * 21 * MINUTE;
      if (i === 96) this.add("setting_changed", { variable: "ATOM_SAAS_SYNC_INTERVAL_MINUTES" }, null, at);
      else if (i % 13 === 5) this.add("updates", { count: 1 }, skill(i), at);
      else if (i % 31 === 9)
        this.add(
          "disconnected",
          {
            reason: "closed by the marketplace (1001, going away)",
            count: i === 9 ? 6 : 1,
            until: new Date(at + 4 * MINUTE).toISOString(),
          },
          null,
          at,
        );
      else if (i % 31 === 8) this.add("connected", {}, null, at);
      else if (i % 37 === 4) this.add("rated", { stars: 4 }, skill(i + 3), at);
      else if (i % 37 === 3) this.add("rating_sent", { stars: 4 }, skill(i + 4), at);
      else if (i === 41) this.add("edited", {}, skill(6), at);
      else if (i === 40) this.add("conflict_found", { conflict: 12 }, skill(6), at);
      else if (i === 38) this.add("conflict_resolved", { conflict: 12 }, skill(6), at);
      else if (i === 22)
        this.add(
          "sync_failed",
          { trigger: "schedule", count: 0, code: "unreachable", duration_ms: 30_200, reason: "Connection refused." },
          null,
          at,
        );
      else
        this.add(
          "sync_complete",
          { trigger: "schedule", count: [0, 3, 0, 0, 12, 1][i % 6]!, duration_ms: 280 + ((i * 97) % 400) },
          null,
          at,
        );
    }
    if (state === "needs-you")
      this.add(
        "rating_failed",
        { stars: 3, code: "server_error", reason: "The marketplace answered 500." },
        skill(2),
        now - 40_000,
      );
    if (state === "offline")
      this.add(
        "sync_failed",
        { trigger: "schedule", count: 0, code: "unreachable", duration_ms: 12_000 },
        null,
        now - 30_000,
      );
  }
}

/** Thirty days that end today; an empty machine has no runs on them. */
export function days(state: State): SyncDay[] {
  const none = ["empty", "first-run", "local-only", "first-sync"].includes(state);
  return Array.from({ length: 30 }, (_, i): SyncDay => {
    const at = new Date(Date.now() - (29 - i) * DAY);
    const date = `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
    const weekend = at.getDay() === 0 || at.getDay() === 6;
    if (none || (i > 8 && i < 11))
      return { date, complete: 0, partial: 0, failed: 0, changes: 0, errors: 0, median_ms: null, longest_ms: null };
    const failed = i === 19 ? 14 : i % 9 === 4 ? 1 : 0;
    const partial = i === 22 ? 3 : 0;
    const median_ms = 290 + ((i * 53) % 170) + (i === 19 ? 900 : 0);
    return {
      date,
      complete: (weekend ? 34 : 72) + ((i * 17) % 23) - failed,
      partial,
      failed,
      changes: i === 0 ? 90 : (weekend ? 4 : 18) + ((i * 29) % 41),
      errors: failed + partial,
      median_ms,
      longest_ms: median_ms * 4,
    };
  });
}
