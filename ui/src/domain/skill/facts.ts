/** What a scan found in a skill, in words and in the order it is shown. */
import type { Fact, Kind, Level, SkillFacts } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";

export const kindWord: Record<Kind, () => string> = {
  remote_code: m.found_remote_code,
  decoded_code: m.found_decoded_code,
  hidden_text: m.found_hidden_text,
  locked_archive: m.found_locked_archive,
  look_alike: m.found_look_alike,
  agent_order: m.found_agent_order,
  mixed_script: m.found_mixed_script,
  process: m.found_process,
  eval: m.found_eval,
  deserialise: m.found_deserialise,
  secret: m.found_secret,
  file_delete: m.found_file_delete,
  install_hook: m.found_install_hook,
  package_source: m.found_package_source,
  blob: m.found_blob,
  network: m.found_network,
  file_read: m.found_file_read,
  file_write: m.found_file_write,
  environment: m.found_environment,
};

export const levelWord: Record<Level | "none", { title: () => string; text: () => string }> = {
  danger: { title: m.found_level_danger, text: m.found_text_danger },
  look: { title: m.found_level_look, text: m.found_text_look },
  note: { title: m.found_level_note, text: m.found_text_note },
  none: { title: m.found_level_none, text: m.found_text_none },
};

const RANK: Record<Level, number> = { danger: 0, look: 1, note: 2 };

/** The facts of one kind. */
export interface Group {
  kind: Kind;
  level: Level;
  facts: Fact[];
  /** How many there are beyond those. */
  more: number;
}

/** The facts by kind, the highest level first. */
export function groups({ facts, counts }: Pick<SkillFacts, "facts" | "counts">): Group[] {
  const by = new Map<Kind, Group>();
  for (const fact of facts) {
    const group = by.get(fact.kind) ?? { kind: fact.kind, level: fact.level, facts: [], more: 0 };
    if (RANK[fact.level] < RANK[group.level]) group.level = fact.level;
    group.facts.push(fact);
    by.set(fact.kind, group);
  }
  for (const group of by.values()) group.more = Math.max(0, (counts[group.kind] ?? 0) - group.facts.length);
  const order = Object.keys(kindWord);
  return [...by.values()].sort(
    (a, b) => RANK[a.level] - RANK[b.level] || order.indexOf(a.kind) - order.indexOf(b.kind),
  );
}
