/** The fake catalogue: forty skills written by hand, and as many made up from them as an experiment wants. */
import type { Badge, Example, Mention, Parameter, Review, SkillDetail, SkillRow, SkillType } from "../bindings";
import fixture from "./fixture.json";

interface Written {
  name: string;
  author: string;
  category: string;
  skill_type: string;
  version: string;
  average_rating: number;
  rating_count: number;
  updated_days: number;
  badges: string[];
  tags: string[];
  description: string;
  python_packages?: string[];
  npm_packages?: string[];
  env_vars?: string[];
  readme?: string;
  code?: string;
  parameters?: (string | boolean)[][];
  examples?: string[][];
  reviews?: (string | number | null)[][];
  gone?: boolean;
}

export interface FakeSkill {
  row: SkillRow;
  tags: string[];
  created: number;
  updated: number;
  written: Written;
}

const DAY = 86_400_000;

export function skills(count: number, now = Date.now()): FakeSkill[] {
  const written = fixture as Written[];
  return Array.from({ length: count }, (_, i) => {
    const from = written[i % written.length]!;
    const round = Math.floor(i / written.length);
    const updated = now - from.updated_days * DAY - round * 3_600_000;
    const row: SkillRow = {
      skill_id: `00000000-0000-4000-8000-${i.toString(16).padStart(12, "0")}`,
      name: round ? `${from.name} ${round + 1}` : from.name,
      author: from.author,
      description: from.description,
      category: from.category,
      skill_type: from.skill_type as SkillType,
      version: from.version,
      average_rating: from.average_rating,
      rating_count: round ? (from.rating_count * (round + 3)) % 997 : from.rating_count,
      updated_at: new Date(updated).toISOString(),
      badges: round ? [] : ([...from.badges] as Badge[]),
    };
    if (row.rating_count === 0) row.average_rating = 0;
    return { row, tags: from.tags, created: updated - 90 * DAY, updated, written: from };
  });
}

export function code({ written }: FakeSkill): string {
  if (written.code) return written.code;
  if (written.skill_type === "python_code")
    return `"""${written.description}"""\n\n\ndef run(text: str) -> str:\n    return text.strip()\n`;
  if (written.skill_type === "nodejs_code")
    return `// ${written.description}\nexport function run(text) {\n  return text.trim();\n}\n`;
  return readme(written);
}

function readme(written: Written): string {
  return (
    written.readme ??
    `${written.description}\n\n## How to ask\n\nSay what you have and what you want. It asks once when something is missing, then does it.\n`
  );
}

/** When the catalogue was read: what was seen then is not seen later the next time it is asked for. */
const READ = Date.now();

export function detail(skill: FakeSkill, all: FakeSkill[], now = READ): SkillDetail {
  const { written, row } = skill;
  const text = code(skill);
  return {
    row,
    description: written.description,
    tags: written.tags,
    readme: written.readme || row.skill_type === "prompt_only" ? readme(written) : null,
    examples: (written.examples ?? []).map(([title, input, output]): Example => ({
      title: title!,
      input: input!,
      output: output!,
    })),
    parameters: (written.parameters ?? []).map(
      ([name, kind, required, description]) => ({ name, kind, required, description }) as Parameter,
    ),
    python_packages: written.python_packages ?? [],
    npm_packages: written.npm_packages ?? [],
    env_vars: written.env_vars ?? [],
    command: row.skill_type === "python_code" ? "python" : row.skill_type === "nodejs_code" ? "node" : "prompt",
    documentation_url: written.readme ? "https://example.org/docs" : null,
    created_at: new Date(skill.created).toISOString(),
    code_bytes: new TextEncoder().encode(text).length,
    code_lines: text.split("\n").length,
    author_skills: all.filter((other) => other.row.author === row.author).length,
    mentions: mentions(text),
    collections: [],
    origin: row.badges.includes("local") ? "local" : row.badges.includes("edited") ? "edited" : "marketplace",
    gone: written.gone ?? false,
    my_rating: null,
    reviews: reviews(written, now),
    versions: [{ version: row.version, updated_at: row.updated_at, seen_at: new Date(now - 2 * DAY).toISOString() }],
    confirmed_at: new Date(now - 120_000).toISOString(),
    stale: row.badges.includes("stale"),
    update: null,
    cut: [],
  };
}

function reviews(written: Written, now: number): Review[] {
  return (written.reviews ?? []).map(([rating, comment, days], i) => ({
    user_id: `${((i + 7) * 265_443_577).toString(16).padStart(8, "0")}9e3779b97f4a7c15f39cc0605cedc834`,
    rating: rating as number,
    comment: comment as string | null,
    created_at: new Date(now - (days as number) * DAY).toISOString(),
    version: i % 3 === 1 ? null : written.version,
    mine: false,
  }));
}

/** The engine's way of looking for words, with fewer words. */
function mentions(text: string): Mention[] {
  const found: Mention[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const add = (kind: Mention["kind"], name: string | undefined) => {
      if (name && !found.some((known) => known.kind === kind && known.name === name))
        found.push({ kind, name, line: i + 1 });
    };
    for (const [, host] of line.matchAll(/https?:\/\/([\w.-]+)/g)) if (!host!.startsWith("example.")) add("host", host);
    for (const [, name] of line.matchAll(/environ(?:\.get\(|\[)["'](\w+)/g)) add("variable", name);
    for (const [, name] of line.matchAll(/process\.env\.(\w+)/g)) add("variable", name);
    add("process", /\bsubprocess\b|child_process/.exec(line)?.[0]);
  }
  return found;
}
