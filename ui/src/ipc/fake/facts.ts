/** The engine's facts of a skill, with a handful of its patterns. */
import type { Fact, Kind, Level, SkillFacts } from "../bindings";
import { code, type FakeSkill } from "./skills";

const PATTERNS: [Kind, Level, RegExp][] = [
  ["remote_code", "danger", /curl\s+\S*\s*https?:\/\/\S+\s*\|\s*(?:ba)?sh/],
  ["hidden_text", "look", /\u200b|\u202e/],
  ["process", "look", /\bsubprocess\.\w+|child_process/],
  ["secret", "look", /\b\w*(?:TOKEN|SECRET|API_KEY|PASSWORD)\b/],
  ["network", "note", /\b(?:requests\.\w+|fetch|httpx\.\w+)|(?<=:\/\/)[\w.-]+/],
  ["file_read", "note", /\bopen(?=\()|read_text/],
  ["file_write", "note", /write_text|writeFile/],
  ["environment", "note", /(?<=environ\[")\w+/],
];

export function facts(skill: FakeSkill, all: FakeSkill[], now = Date.now()): SkillFacts {
  const found: Fact[] = [];
  for (const [i, line] of code(skill).split("\n").entries()) {
    for (const [kind, level, pattern] of PATTERNS) {
      const match = pattern.exec(line);
      if (!match) continue;
      const known = found.find((fact) => fact.kind === kind && fact.name === match[0]);
      if (known) known.times++;
      else {
        const [start, end] = [match.index, match.index + match[0].length];
        found.push({ kind, level, name: match[0], field: "code", line: i + 1, start, end, times: 1, excerpt: line.trim() }); // prettier-ignore
      }
    }
  }
  const counts: Record<string, number> = {};
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
  const { row } = skill;
  const alike = row.badges.includes("danger") && !found.some(({ level }) => level === "danger") ? all[0]!.row : null;
  if (alike) counts["look_alike"] = 1;
  const level = (["danger", "look", "note"] as const).find((level) => found.some((fact) => fact.level === level));
  const theirs = all.filter((other) => other.row.author === row.author).map((other) => other.row);
  const ratings = theirs.reduce((sum, other) => sum + other.rating_count, 0);
  const stars = theirs.reduce((sum, other) => sum + other.rating_count * other.average_rating, 0);
  return {
    facts: found,
    counts,
    level: alike ? "danger" : (level ?? null),
    whole: true,
    rules: 1,
    scanned_at: new Date(now - 120_000).toISOString(),
    alike,
    publisher: { name: row.author, skills: theirs.length, ratings, average: ratings ? stars / ratings : 0 },
    created_at: new Date(skill.created).toISOString(),
    first_seen_at: new Date(now - 2 * 86_400_000).toISOString(),
    updated_at: row.updated_at,
    average_rating: row.average_rating,
    rating_count: row.rating_count,
  };
}
