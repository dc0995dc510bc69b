import type { Code } from "../ipc";
import { m } from "../shared/i18n/index.svelte";

/** Plain words for every code: one without words does not compile. */
export const errorText: Record<Code, () => string> = {
  config_invalid: m.error_config_invalid,
  url_missing: m.error_url_missing,
  token_missing: m.error_token_missing,
  token_rejected: m.error_token_rejected,
  unreachable: m.error_unreachable,
  timed_out: m.error_timed_out,
  maintenance: m.error_maintenance,
  rate_limited: m.error_rate_limited,
  server_error: m.error_server_error,
  bad_answer: m.error_bad_answer,
  inconsistent_listing: m.error_inconsistent_listing,
  local_only: m.error_local_only,
  busy: m.error_busy,
  not_found: m.error_not_found,
  bad_input: m.error_bad_input,
  disk: m.error_disk,
  newer_database: m.error_newer_database,
  keychain: m.error_keychain,
  keychain_locked: m.error_keychain_locked,
  data_locked: m.error_data_locked,
  key_lost: m.error_key_lost,
  no_place_for_key: m.error_no_place_for_key,
  stopped: m.error_stopped,
  internal: m.error_internal,
};
