/** What is going on, as the engine decides it (`status/situation.rs`), for an engine that is none. */
import { tokenNotice } from "./token";
import type { Notice, Situation, Status } from "../bindings";

type Facts = Omit<Status, "situation" | "notice">;

function situation(now: Facts): Situation {
  const { sync, mode } = now;
  if (sync)
    return sync.waiting_until === null
      ? { state: "syncing", phase: sync.phase, done: sync.done, total: sync.total }
      : { state: "waiting", until: sync.waiting_until };
  if (mode === "token_rejected" || mode === "local_only" || mode === "offline") return { state: mode };
  const token = now.marketplace !== null && !now.token.present;
  const held = now.held_declined ? 0 : now.held;
  const waits: Situation = {
    state: "needs_you",
    conflicts: now.conflicts.open,
    ratings: now.ratings.failed,
    held,
    token,
  };
  if (token) return waits;
  if (mode === "paused") return { state: "paused" };
  if (now.conflicts.open || now.ratings.failed || held) return waits;
  if (mode === "reconnecting") return { state: "reconnecting" };
  if (now.last_problem) return { state: "error", code: now.last_problem.code, partial: now.health === "degraded" };
  return now.last_success === null ? { state: "never" } : { state: "up_to_date", live: mode === "live" };
}

function notice(now: Facts): Notice | null {
  if (now.mode === "token_rejected") return "token_rejected";
  if (now.mode === "local_only") return null;
  const calm = now.mode !== "offline" && !(now.held && !now.held_declined) && !now.stale;
  const token = now.marketplace === null ? null : tokenNotice(now.token, calm);
  if (token) return token;
  if (now.mode === "offline") return "offline";
  if (now.held && !now.held_declined) return "held";
  return now.stale ? "stale" : null;
}

/** The status with what follows from it. */
export function decided(facts: Facts): Status {
  return { ...facts, situation: situation(facts), notice: notice(facts) };
}
