/** The token's care in words: how a rotation ended, what it left open, what the keychain is like and how to get one. */
import type { Mark, Row } from "./steps";
import type { Ending, KeychainOutcome, OpenRotation, TokenStatus, Tools } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";

/** Whether Skilldock keeps the token, so that it may put another in its place. */
export function ourToken({ present, source }: TokenStatus, demo: boolean): boolean {
  return present && !demo && (source === "keychain" || source === "session");
}

export const rowWord: Record<Row, () => string> = {
  make: m.token_rotate_make,
  prove: m.token_rotate_prove,
  store: m.token_rotate_store,
  switch: m.token_rotate_switch,
  revoke: m.token_rotate_revoke,
};

/** For those who do not see the sign. */
export const markWord: Record<Mark, () => string> = {
  waits: () => "",
  runs: m.token_step_runs,
  done: m.token_step_done,
  failed: m.token_step_failed,
};

export const endingWord: Record<Ending, () => string> = {
  rotated: m.token_ended_rotated,
  old_still_good: m.token_ended_old_still_good,
  nothing_changed: m.token_ended_nothing_changed,
  went_back: m.token_ended_went_back,
  new_still_good: m.token_ended_new_still_good,
  maybe_made: m.token_ended_maybe_made,
  keychain_unsure: m.token_ended_keychain_unsure,
};

export const openWord: Record<OpenRotation, () => string> = {
  old_still_good: m.token_open_old_still_good,
  new_still_good: m.token_open_new_still_good,
  unfinished: m.token_open_unfinished,
  maybe_made: m.token_open_maybe_made,
};

export const outcomeWord: Record<KeychainOutcome, () => string> = {
  works: m.keychain_works,
  locked: m.keychain_locked,
  absent: m.keychain_absent,
  denied: m.keychain_denied,
  slow: m.keychain_slow,
  other: m.keychain_other,
};

export const advice: Record<Tools, () => string> = {
  gnome: m.keychain_get_gnome,
  kde: m.keychain_get_kde,
  desktop: m.keychain_get_desktop,
  headless: m.keychain_get_headless,
  windows: m.keychain_get_windows,
  mac: m.keychain_get_mac,
};
