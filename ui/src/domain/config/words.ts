/** Names for the variables, and the groups they are shown in. A variable without a name shows as it is spelt. */
import type { Source } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";

export const variableWord: Record<string, () => string> = {
  ATOM_SAAS_ENABLED: m.var_enabled,
  ATOM_SAAS_API_URL: m.var_api_url,
  ATOM_SAAS_API_TOKEN: m.var_api_token,
  ATOM_SAAS_API_TOKEN_FILE: m.var_token_file,
  ATOM_SAAS_API_TIMEOUT_SECONDS: m.var_timeout,
  ATOM_SAAS_WS_ENABLED: m.var_ws_enabled,
  ATOM_SAAS_WS_URL: m.var_ws_url,
  ATOM_SAAS_WS_RECONNECT_ATTEMPTS: m.var_ws_attempts,
  ATOM_SAAS_SYNC_INTERVAL_MINUTES: m.var_sync_interval,
  ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES: m.var_rating_interval,
  ATOM_SAAS_CONFLICT_STRATEGY: m.var_strategy,
  SKILLDOCK_IDENTITY: m.var_identity,
  SKILLDOCK_REVIEW_UPDATES: m.var_review_updates,
  SKILLDOCK_METRICS_PORT: m.var_metrics_port,
  SKILLDOCK_CA_FILE: m.var_ca_file,
  SKILLDOCK_TLS_PINS: m.var_tls_pins,
  SKILLDOCK_ENCRYPTION: m.var_encryption,
};

/** What holds where nothing is written and no default is named. */
export const emptyWord: Record<string, () => string> = {
  ATOM_SAAS_API_URL: () => "https://",
  ATOM_SAAS_API_TOKEN_FILE: m.empty_token_file,
  ATOM_SAAS_WS_URL: m.empty_ws_url,
  SKILLDOCK_IDENTITY: m.empty_identity,
  SKILLDOCK_METRICS_PORT: m.empty_metrics_port,
  SKILLDOCK_CA_FILE: m.empty_ca_file,
  SKILLDOCK_TLS_PINS: m.empty_tls_pins,
};

export const unitWord: Record<string, () => string> = {
  ATOM_SAAS_API_TIMEOUT_SECONDS: m.unit_seconds,
  ATOM_SAAS_SYNC_INTERVAL_MINUTES: m.unit_minutes,
  ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES: m.unit_minutes,
};

/** What a setting does, where its name alone does not say it. */
export const meaningWord: Record<string, () => string> = {
  SKILLDOCK_REVIEW_UPDATES: m.hint_review_updates,
};

export const choiceWord: Record<string, () => string> = {
  remote_wins: m.strategy_remote,
  local_wins: m.strategy_local,
  merge: m.strategy_merge,
  manual: m.strategy_manual,
  auto: m.encryption_auto,
  on: m.encryption_on,
  off: m.encryption_off,
};

export const sourceWord: Record<Source, () => string> = {
  environment: m.source_environment,
  env_file: m.source_env_file,
  settings: m.source_settings,
  default: m.source_default,
};

/** The last group takes whatever the engine has and no other group names. */
export const GROUPS: { title: () => string; variables: string[] }[] = [
  {
    title: m.group_connection,
    variables: [
      "ATOM_SAAS_ENABLED",
      "ATOM_SAAS_API_URL",
      "ATOM_SAAS_API_TOKEN",
      "ATOM_SAAS_API_TOKEN_FILE",
      "ATOM_SAAS_API_TIMEOUT_SECONDS",
      "SKILLDOCK_CA_FILE",
      "SKILLDOCK_TLS_PINS",
    ],
  },
  {
    title: m.group_sync,
    variables: [
      "ATOM_SAAS_SYNC_INTERVAL_MINUTES",
      "ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES",
      "ATOM_SAAS_CONFLICT_STRATEGY",
      "SKILLDOCK_REVIEW_UPDATES",
    ],
  },
  { title: m.group_live, variables: ["ATOM_SAAS_WS_ENABLED", "ATOM_SAAS_WS_URL", "ATOM_SAAS_WS_RECONNECT_ATTEMPTS"] },
  { title: m.group_privacy, variables: ["SKILLDOCK_IDENTITY", "SKILLDOCK_ENCRYPTION"] },
  { title: m.group_more, variables: [] },
];
