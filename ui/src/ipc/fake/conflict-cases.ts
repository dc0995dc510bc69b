/** Conflicts written by hand for the fake engine: of every kind that the real one knows. */
import type { ConflictSituation, ConflictType, Severity } from "../bindings";

/** Lines that all sides have, or the lines of base, local and remote. */
export type Stretch = string | [base: string, local: string, remote: string];

export interface Case {
  name: string;
  author: string;
  type: ConflictType;
  severity: Severity;
  situation: ConflictSituation;
  minutes: number;
  /** Base, local and remote of each field; `null` is not there. */
  fields: Record<string, [base: unknown, local: unknown, remote: unknown]>;
  code?: Stretch[];
}

const MINUTE = 1;
const HOUR = 60;
const DAY = 24 * HOUR;

const search: Stretch[] = [
  '"""Searches several providers and keeps the first good answer."""\n\nimport time\n\nimport httpx\n\nPROVIDERS = ["serper", "brave"]\n\n\ndef call(provider, query, timeout):\n    answer = httpx.get(provider, params={"q": query}, timeout=timeout)\n    answer.raise_for_status()\n    return answer.json()\n\n\ndef search(query, providers=PROVIDERS):\n',
  [
    "    timeout = 10\n    for provider in providers:\n",
    "    timeout = 20\n    for provider in providers:\n",
    "    timeout = 10\n    for provider in route(query, providers):\n",
  ],
  "        started = time.monotonic()\n",
  [
    "        result = call(provider, query, timeout)\n",
    "        result = call(provider, query, timeout)\n",
    "        result = retry(call, provider, query, timeout)\n",
  ],
  '        if result.get("items"):\n            return result["items"]\n',
  ["", '        print(f"{provider}: nothing in {time.monotonic() - started:.1f} s")\n', ""],
  "    return []\n",
];

export const CASES: Case[] = [
  {
    name: "Web Search Plus",
    author: "robbyczgw-cla",
    type: "VERSION_MISMATCH",
    severity: "CRITICAL",
    situation: "both_changed",
    minutes: 12 * MINUTE,
    fields: {
      version: ["2.1.0", "2.1.0", "2.2.0"],
      tags: [
        ["search", "web"],
        ["search", "web", "research"],
        ["search", "web", "serper"],
      ],
      description: [
        "Unified search over several providers.",
        "Unified search over several providers, with longer time-outs.",
        "Unified search with auto-routing over several providers.",
      ],
    },
    code: search,
  },
  {
    name: "My Tesla",
    author: "oskar.h",
    type: "DEPENDENCY_CONFLICT",
    severity: "HIGH",
    situation: "both_changed",
    minutes: HOUR,
    fields: {
      python_packages: [
        ["httpx", "teslapy"],
        ["httpx", "rich", "teslapy"],
        ["teslapy>=2.9", "httpx"],
      ],
    },
  },
  {
    name: "Seoul Subway",
    author: "minji",
    type: "VERSION_MISMATCH",
    severity: "HIGH",
    situation: "base_unknown",
    minutes: 3 * HOUR,
    fields: {
      version: [null, "1.3.0-mine", "1.4.0"],
      tags: [null, ["korea", "metro"], ["korea", "metro", "travel"]],
    },
  },
  {
    name: "Stock Analysis",
    author: "udiedrich",
    type: "CONTENT_MISMATCH",
    severity: "CRITICAL",
    situation: "both_changed",
    minutes: DAY,
    fields: {},
    code: [
      "export function mean(values) {\n",
      [
        "  return values.reduce((a, b) => a + b) / values.length;\n",
        "  if (!values.length) return 0;\n  return values.reduce((a, b) => a + b) / values.length;\n",
        "  return values.reduce((sum, value) => sum + value, 0) / values.length;\n",
      ],
      "}\n",
    ],
  },
  {
    name: "Roadrunner",
    author: "acme",
    type: "OTHER",
    severity: "MEDIUM",
    situation: "both_changed",
    minutes: 2 * DAY,
    fields: {
      metadata: [
        { author: "acme", licence: "MIT" },
        { author: "acme", licence: "MIT", team: "desert" },
        { author: "acme", licence: "Apache-2.0" },
      ],
    },
  },
  {
    name: "Apple Notes",
    author: "lena-ohm",
    type: "OTHER",
    severity: "LOW",
    situation: "both_changed",
    minutes: 4 * DAY,
    fields: {
      description: [
        "Reads and writes notes.",
        "Reads and writes notes, and asks before it deletes one.",
        "Reads, writes and searches notes.",
      ],
    },
  },
];

export const GONE: Case = {
  name: "Calendar Gaps",
  author: "tomasz.k",
  type: "OTHER",
  severity: "LOW",
  situation: "deleted_there",
  minutes: 5 * DAY,
  fields: { description: ["Finds free time.", "Finds free time between meetings.", null] },
};

export const RATING: Case = {
  name: "Postgres Explain Reader",
  author: "ines-dv",
  type: "CONTENT_MISMATCH",
  severity: "LOW",
  situation: "rating",
  minutes: 6 * DAY,
  fields: { rating: [null, 5, 4], comment: [null, "Clear and quick.", "Good."] },
};

/** So many conflicts that wait, made of those above. */
export function cases(count: number): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const from = CASES[i % CASES.length]!;
    const round = Math.floor(i / CASES.length);
    return { ...from, name: round ? `${from.name} ${round + 1}` : from.name, minutes: from.minutes + round * 7 };
  });
}
