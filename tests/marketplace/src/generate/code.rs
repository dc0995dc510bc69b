//! Code that looks like code: what matters is its size, its alphabet and that no two are the same.

use super::random::Random;
use super::words;

const PYTHON: &[&str] = &[
    "def load_$(path):\n    \"\"\"Read the file and return its rows.\"\"\"\n    with open(path, encoding=\"utf-8\") as source:\n        return [row.strip() for row in source if row.strip()]\n\n",
    "def rank_$(items, key=\"score\"):\n    return sorted(items, key=lambda item: item.get(key, 0), reverse=True)\n\n",
    "class $Report:\n    def __init__(self, title):\n        self.title = title\n        self.lines = []\n\n    def add(self, line):\n        self.lines.append(line)\n\n",
    "def check_$(value):\n    if value is None:\n        raise ValueError(\"$ is missing\")\n    return str(value).casefold()\n\n",
    "    # Duplicates are kept: the order of the source matters to the reader.\n",
    "DEFAULT_$ = {\"limit\": 100, \"locale\": \"en\", \"dry_run\": True}\n\n",
    "def merge_$(left, right):\n    merged = dict(left)\n    merged.update({k: v for k, v in right.items() if v is not None})\n    return merged\n\n",
];

const NODE: &[&str] = &[
    "function load$(text) {\n  return text.split('\\n').map((line) => line.trim()).filter(Boolean);\n}\n\n",
    "const rank$ = (items, key = 'score') => [...items].sort((a, b) => (b[key] ?? 0) - (a[key] ?? 0));\n\n",
    "class $Report {\n  constructor(title) {\n    this.title = title;\n    this.lines = [];\n  }\n}\n\n",
    "async function fetch$(url, { retries = 3 } = {}) {\n  for (let attempt = 0; attempt < retries; attempt += 1) {\n    const answer = await fetch(url);\n    if (answer.ok) return answer.json();\n  }\n  throw new Error('$ could not be fetched');\n}\n\n",
    "// Dates come in many spellings; anything that cannot be read stays as it is.\n",
    "module.exports.$ = (input) => ({ ...input, seen: true });\n\n",
];

const PROMPT: &[&str] = &[
    "## Step: the $\n\nRead the $ the user gives you. If something is missing, ask one question and wait.\n\n",
    "- Keep names, numbers and dates exactly as they stand.\n- Say which part of the $ a statement comes from.\n",
    "### Tone\n\nWrite plainly and briefly. No exclamation marks, no praise for the question.\n\n",
    "> Example: “Three things in this $ need a decision before Friday.”\n\n",
    "1. List what is known about the $.\n2. List what is assumed.\n3. Give the result as a table.\n\n",
    "Never invent a $. Where the source is silent, say so.\n\n",
];

/// Between half a kilobyte and eight, most of them small, as in life.
pub(super) fn write(command: &str, noun: &str, random: &mut Random) -> String {
    let (pieces, head) = match command {
        "python" => (PYTHON, "import json\nimport sys\n\n"),
        "node" => (NODE, "'use strict';\n\n"),
        _ => (PROMPT, "# Instructions\n\n"),
    };
    let size = 512 + (7400.0 * random.fraction().powi(3)) as usize;
    let mut code = String::with_capacity(size + 512);
    code.push_str(head);
    while code.len() < size {
        let noun = if random.chance(60) {
            noun
        } else {
            random.pick(words::ADJECTIVES)
        };
        for (index, part) in random.pick(pieces).split('$').enumerate() {
            if index > 0 {
                code.extend(noun.chars().filter(|letter| *letter != ' '));
            }
            code.push_str(part);
        }
    }
    code
}
