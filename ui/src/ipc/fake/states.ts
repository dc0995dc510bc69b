/** The states a fake engine can begin in, chosen by `?state=…`; each is one the real engine can be in. */
import { decided } from "./situation";
import { tokenOf } from "./token";
import type { Boot, ConfigProblem, Health, Mode, Problem, Status, VariableView } from "../bindings";

export const STATES = [
  "live", "polling", "reconnecting", "paused", "loading", "empty", "first-sync", "offline", "failed", "stale", "first-run",
  "config-invalid", "local-only", "syncing", "waiting", "token-rejected", "token-missing", "needs-you", "partial", "env-locked", "held", "demo", "socket-off", "rated",
  "conflicts", "conflicts-many", "salvaged", "plain", "data-locked", "key-lost", "key-nowhere", "updates", "updates-many",
  "token-old", "token-expires", "token-expired", "token-two", "keychain-locked", "keychain-absent",
] as const; // prettier-ignore
export type State = (typeof STATES)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

const DEMO = "http://127.0.0.1:41873";

const MODES: Partial<Record<State, Mode>> = {
  "first-run": "local_only",
  "config-invalid": "paused",
  "local-only": "local_only",
  "token-rejected": "token_rejected",
  "token-missing": "paused",
  "keychain-locked": "polling",
  offline: "offline",
  stale: "polling",
  polling: "polling",
  partial: "polling",
  "socket-off": "polling",
  reconnecting: "reconnecting",
  paused: "paused",
};

const UNREACHABLE: Problem = {
  code: "unreachable",
  message: "The marketplace could not be reached: the name market.example.org does not resolve.",
  hint: "Check the network connection. Skilldock tries again by itself.",
  retry_after_ms: 4 * MINUTE,
};
const REJECTED: Problem = {
  code: "token_rejected",
  message: "The marketplace answered 401: it does not accept this token.",
  hint: "Set a new token in Settings.",
};
const PARTIAL: Problem = {
  code: "inconsistent_listing",
  message: "The listing changed while it was read, three times in a row.",
  hint: "Nothing was deleted. The next sync reads it again.",
};

export function status(state: State, skills: number, categories: number): Status {
  const mode: Mode = MODES[state] ?? "live";
  const age =
    state === "offline"
      ? 3 * HOUR
      : state === "stale"
        ? 31 * HOUR
        : state === "token-rejected"
          ? 50 * MINUTE
          : 2 * MINUTE;
  const never = state === "first-run" || state === "local-only" || state === "first-sync";
  const syncing = state === "syncing" || state === "first-sync" || state === "waiting";
  const health: Health =
    state === "offline" || state === "token-rejected"
      ? "unhealthy"
      : state === "partial" || state === "stale"
        ? "degraded"
        : "healthy";
  const local = mode === "local_only";
  return decided({
    mode,
    health,
    last_sync: never ? null : at(state === "offline" ? -6 * MINUTE : -age),
    last_success: never ? null : at(-age),
    next_sync:
      local || mode === "token_rejected" || mode === "paused" || syncing
        ? null
        : at(state === "offline" ? 4 * MINUTE : 13 * MINUTE),
    skills,
    categories,
    stale: state === "stale",
    ratings: {
      waiting: state === "needs-you" ? 2 : state === "offline" ? 1 : 0,
      sent: state === "needs-you" || state === "rated" ? 3 : 0,
      failed: state === "needs-you" ? 1 : 0,
      not_accepted: state === "needs-you" ? 1 : 0,
    },
    conflicts: { open: state === "needs-you" ? 6 : 0 },
    updates: { waiting: 0, skipped: 0 },
    held: state === "held" ? 21 : 0,
    held_declined: false,
    socket_wanted: !local && state !== "socket-off",
    websocket: {
      connected: mode === "live",
      reconnect_attempts: mode === "reconnecting" || mode === "offline" ? 2 : state === "polling" ? 10 : 0,
      consecutive_failures: mode === "reconnecting" || mode === "offline" ? 2 : state === "polling" ? 10 : 0,
      last_disconnect_reason:
        mode === "reconnecting" || mode === "offline" ? "closed by the marketplace (1001, going away)" : null,
      last_message: mode === "live" ? at(-12_000) : null,
    },
    token: tokenOf(state, local),
    marketplace: local ? null : state === "demo" ? DEMO : "https://market.example.org",
    sync: syncing
      ? {
          phase: "skills",
          done: Math.floor((skills || 1508) * 0.4),
          total: skills || 1508,
          started_at: at(-1400),
          waiting_until: state === "waiting" ? at(41_000) : null,
        }
      : null,
    last_problem:
      state === "offline" || state === "stale"
        ? UNREACHABLE
        : state === "token-rejected"
          ? REJECTED
          : state === "partial"
            ? PARTIAL
            : null,
    budget: { used: state === "syncing" ? 31 : 4, limit: 100 },
  });
}

export const PROBLEMS: ConfigProblem[] = [
  {
    variable: "ATOM_SAAS_SYNC_INTERVAL_MINUTES",
    value: "3",
    range: "5-60",
    source: "environment",
    message: "3 is below the least allowed value, 5.",
    severity: "error",
    overridden: false,
  },
  {
    variable: "ATOM_SAAS_API_URL",
    value: "http://market.example.org",
    range: "https, or http to this machine",
    source: "env_file",
    message: "Plain http is allowed to this machine only.",
    severity: "error",
    overridden: false,
  },
  {
    variable: "ATOM_SAAS_CONFLICT_STRATEGY",
    value: "newest",
    range: "remote_wins, local_wins, merge, manual",
    source: "settings",
    message: "There is no strategy of this name.",
    severity: "error",
    overridden: false,
  },
];

export function variables(state: State): VariableView[] {
  const local = state === "first-run" || state === "local-only";
  const locked = state === "env-locked";
  const row = (
    variable: string,
    value: string | null,
    range: string,
    byDefault: string | null,
    source: VariableView["source"] = "default",
  ): VariableView => ({
    variable,
    value,
    range,
    default: byDefault,
    source,
    locked: source === "environment" || source === "env_file",
  });
  return [
    row("ATOM_SAAS_ENABLED", local ? "false" : "true", "true, false", "true", local ? "settings" : "default"),
    row(
      "ATOM_SAAS_API_URL",
      local ? null : state === "demo" ? DEMO : "https://market.example.org",
      "https://HOST[:PORT][/PATH], or http:// to localhost, 127.0.0.0/8 or [::1]",
      null,
      local ? "default" : locked ? "environment" : "settings",
    ),
    row(
      "ATOM_SAAS_API_TOKEN",
      local || state === "token-missing" || state === "keychain-locked" ? null : "present",
      "a UUID (version 4), a JWT, or 8-4096 printable characters",
      null,
      locked ? "environment" : "settings",
    ),
    row("ATOM_SAAS_API_TOKEN_FILE", null, "the path of a file that holds the token", null),
    row("ATOM_SAAS_API_TIMEOUT_SECONDS", "30", "10-120", "30"),
    row("ATOM_SAAS_WS_ENABLED", "true", "true, false", "true", "env_file"),
    row("ATOM_SAAS_WS_URL", null, "wss://HOST[:PORT][/PATH], or ws:// to localhost, 127.0.0.0/8 or [::1]", null),
    row("ATOM_SAAS_WS_RECONNECT_ATTEMPTS", "10", "1-100", "10"),
    row("ATOM_SAAS_SYNC_INTERVAL_MINUTES", "30", "5-60", "15", locked ? "environment" : "settings"),
    row("ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES", "30", "10-120", "30"),
    row("ATOM_SAAS_CONFLICT_STRATEGY", "remote_wins", "remote_wins, local_wins, merge, manual", "remote_wins"),
    row("SKILLDOCK_IDENTITY", null, "one line of 1-320 characters, such as an e-mail address", null),
    row(
      "SKILLDOCK_REVIEW_UPDATES",
      state.startsWith("updates") ? "true" : "false",
      "true, false",
      "false",
      state.startsWith("updates") ? "settings" : "default",
    ),
    row("SKILLDOCK_METRICS_PORT", null, "1024-65535", null),
    row("SKILLDOCK_CA_FILE", null, "the path of a file of certificates (PEM)", "the system's authorities alone"),
    row(
      "SKILLDOCK_TLS_PINS",
      null,
      "2-16 SHA-256 digests of public keys in base64, with commas between them",
      "any key that an authority vouches for",
    ),
    row("SKILLDOCK_ENCRYPTION", "auto", "auto, on, off", "auto"),
  ];
}

export function boot(state: State, now: Status, uiState: Record<string, string>): Omit<Boot, "encryption"> {
  return {
    version: "0.1.0",
    first_run: state === "first-run",
    problems: state === "config-invalid" ? PROBLEMS : [],
    status: now,
    ui_state: uiState,
    revision: 1,
    demo: state === "demo",
    salvage:
      state === "salvaged" ? { at: now.last_sync ?? "", rows: 412, whole: false, kept: "user.db.damaged-1" } : null,
  };
}
