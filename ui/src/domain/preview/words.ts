import type { Severity, Would } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";

export const severityWord: Record<Severity, () => string> = {
  LOW: m.preview_severity_low,
  MEDIUM: m.preview_severity_medium,
  HIGH: m.preview_severity_high,
  CRITICAL: m.preview_severity_critical,
};

export const severityTone: Record<Severity, string> = { LOW: "", MEDIUM: "info", HIGH: "warn", CRITICAL: "bad" };

export const wouldWord: Record<Would, () => string> = {
  take_theirs: m.preview_would_take_theirs,
  keep_mine: m.preview_would_keep_mine,
  merge: m.preview_would_merge,
  wait: m.preview_would_wait,
};
