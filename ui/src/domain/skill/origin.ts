/** Whose copy is shown, and what the marketplace has to do with it, in plain words. */
import type { SkillDetail } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";

/** What is worth saying of where a skill comes from, a sentence each; nothing where it is as the marketplace has it. */
export function originNotes({ origin, gone, stale }: Pick<SkillDetail, "origin" | "gone" | "stale">): string[] {
  return [
    origin === "local" ? m.local_note() : "",
    origin === "edited" ? m.edited_note() : "",
    gone ? m.gone_note() : "",
    // What the marketplace no longer has it cannot confirm.
    stale && !gone && origin !== "local" ? m.stale_note() : "",
  ].filter(Boolean);
}
