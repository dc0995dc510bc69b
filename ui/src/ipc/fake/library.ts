/** What users make themselves, in the fake engine: drafts, edits, the history, import and export. */
import type {
  ChunkRequest,
  Commands,
  DiffRequest,
  Draft,
  DraftChange,
  DraftRef,
  EditedField,
  ExportRequest,
  FieldFault,
  FoldRequest,
  HistoryEntry,
  ImportItem,
  ImportPreview,
  IpcError,
  Paths,
  RevertRequest,
  SaveRequest,
  SkillRef,
  SkillType,
} from "../bindings";
import { changedFields, compare, textOf, type Fields } from "./compare";
import { search } from "./search";
import { code, type FakeSkill } from "./skills";
import type { State } from "./states";

const DAY = 86_400_000;
const CHUNK = 48_000;
const PAGE = 400;
const TEXTS = ["name", "description", "version", "category", "skill_type", "command", "code"];
const LISTS = ["tags", "python_packages", "npm_packages"];
const JSONS: Record<string, "not_object" | "not_list"> = {
  env_vars: "not_object",
  parameters: "not_object",
  metadata: "not_object",
  examples: "not_list",
};

type Some = Partial<{
  [N in keyof Commands]: (request: never) => Commands[N]["answer"] | Promise<Commands[N]["answer"]>;
}>;

export class FakeLibrary {
  /** What is written and not sent off, by key. */
  readonly drafts = new Map<string, { value: string; changed_at: string }>();
  /** The marketplace's copy of what the user changed. */
  private readonly theirs = new Map<string, Fields>();
  /** What the next import finds in what it is given, and the places that the system's dialog answers with. */
  found: ImportItem[] = [
    { name: "notes.txt", fate: "refused", why: "notes.txt is neither a .json, a .zip, a folder nor a SKILL.md" },
    { name: "Bear Notes", fate: "refused", why: "You have changed this skill here: revert it first, or resolve its conflict." },
    { name: "Slide Outline", fate: "conflict", why: "" },
    { name: "Rail Planner", fate: "updated", why: "" },
    { name: "Tide Table", fate: "added", why: "" },
    { name: "Sourdough Log", fate: "added", why: "" },
    { name: "Meeting Minutes", fate: "unchanged", why: "" },
  ]; // prettier-ignore
  chosen: string[] = ["/home/ada/skills.zip"];

  /** What is kept back of a skill until it is reviewed. */
  waiting: (skill_id: string) => Fields | undefined = () => undefined;

  constructor(
    private readonly state: State,
    private readonly all: FakeSkill[],
    private readonly moved: () => void,
  ) {
    for (const skill of all) {
      // An edit of the catalogue's has something to show: a line less, a word more.
      if (skill.row.badges.includes("edited")) {
        const mine = fields(skill);
        const text = String(mine["code"]);
        const before = text.replace(/\n\n/, "\n\n# As the author has it.\n").replace("return", "return  ");
        this.theirs.set(skill.row.skill_id, {
          ...mine,
          description: String(mine["description"]).replace(/,? \w+ \w+\.$/, "."),
          tags: (mine["tags"] as string[]).slice(1),
          code: before,
        });
      }
    }
  }

  readonly answers = {
    draft: ({ key }: DraftRef): Draft | null => {
      const kept = this.drafts.get(key);
      return kept ? { ...kept, next: null } : null;
    },
    set_draft: ({ key, value }: DraftChange) => {
      if (value === null) this.drafts.delete(key);
      else this.drafts.set(key, { value, changed_at: new Date().toISOString() });
      return null;
    },
    history: ({ skill_id }: SkillRef) => {
      if (this.state === "loading") return new Promise<never>(() => {});
      this.mayFail();
      return { entries: this.entries(this.find(skill_id)) };
    },
    diff: (request: DiffRequest) => {
      const items = compare(this.version(request, request.before), this.after(request));
      const end = request.offset + PAGE;
      return { items: items.slice(request.offset, end), next: end < items.length ? end : null };
    },
    folded_lines: ({ of, field, first, lines }: FoldRequest) => ({
      lines: textOf(this.after(of)[field])
        .split("\n")
        .slice(first - 1, first - 1 + lines),
    }),
    edit_source: ({ skill_id, offset }: ChunkRequest) => {
      this.mayFail();
      const text = JSON.stringify({ fields: source(fields(this.find(skill_id))) });
      const end = offset + CHUNK;
      return { text: text.slice(offset, end), next: end < text.length ? end : null };
    },
    check_fields: ({ set }: { set: Record<string, string> }) => ({ faults: faults(set) }),
    save_skill: ({ skill_id, set }: SaveRequest) => {
      this.mayFail();
      if (faults(set).length) throw problem("bad_input", "This cannot be saved yet.");
      const values: Fields = Object.fromEntries(Object.entries(set).map(([name, text]) => [name, JSON.parse(text)]));
      if (skill_id !== null) return this.save(this.find(skill_id), values);
      if (!values["name"]) throw problem("bad_input", "A skill needs a name.");
      return this.create(values);
    },
    duplicate_skill: ({ skill_id }: SkillRef) => this.create(fields(this.find(skill_id))),
    revert_skill: ({ skill_id, discard }: RevertRequest) => {
      const skill = this.find(skill_id);
      const theirs = this.theirs.get(skill_id);
      if (!theirs && !discard) throw problem("bad_input", "This skill is only here: going back would delete it.");
      if (theirs) {
        put(skill, theirs);
        this.theirs.delete(skill_id);
        skill.row.badges = skill.row.badges.filter((badge) => badge !== "edited" && badge !== "conflict");
      } else this.all.splice(this.all.indexOf(skill), 1);
      this.moved();
      return null;
    },
    choose_import: () => ({ paths: this.chosen }),
    preview_import: async (_: Paths): Promise<ImportPreview> => {
      if (this.state === "loading") return new Promise(() => {});
      this.mayFail();
      await pause(200);
      return summed(this.found);
    },
    import_skills: async (_: Paths) => {
      await pause(300);
      const seen = summed(this.found);
      for (const item of this.found.filter(({ fate }) => fate === "added")) {
        this.create({ name: item.name, description: "From an import.", version: "1.0.0", code: "", tags: [] });
      }
      return {
        total: seen.total,
        added: seen.added,
        updated: seen.updated,
        unchanged: seen.unchanged,
        refused: this.found.filter(({ fate }) => fate === "refused").map(({ name, why }) => ({ name, why })),
        conflicts: { detected: seen.conflicts, resolved: 0, waiting: seen.conflicts },
      };
    },
    choose_export: ({ format, name }: { format: string; name: string }) => ({
      paths: this.chosen.length ? [format === "folder" ? "/home/ada/skills" : `/home/ada/${name}.${format}`] : [],
    }),
    export_skills: async ({ export: what }: ExportRequest) => {
      await pause(300);
      if (this.state === "failed") throw problem("disk", "The export was not finished: the disk is full.", "Make room on the disk, then try again."); // prettier-ignore
      const skills =
        what.what === "skills"
          ? what.skill_ids.length
          : what.what === "found"
            ? search(this.all, what.search, 0).total
            : this.all.length;
      return { skills, files: skills * 3, bytes: skills * 4321 };
    },
  } satisfies Some;

  private mayFail(): void {
    if (this.state === "failed")
      throw problem("disk", "The database could not be read: disk I/O error.", "Check the disk, then try again.");
  }

  private find(id: string): FakeSkill {
    const found = this.all.find(({ row }) => row.skill_id === id);
    if (!found) throw problem("not_found", "This skill is not here any more.");
    return found;
  }

  private save(skill: FakeSkill, values: Fields) {
    const id = skill.row.skill_id;
    const before = fields(skill);
    const isLocal = skill.row.badges.includes("local");
    if (!isLocal && !this.theirs.has(id)) this.theirs.set(id, before);
    put(skill, { ...before, ...values });
    const mine = isLocal || changedFields(this.theirs.get(id)!, fields(skill)).length > 0;
    skill.row.badges = skill.row.badges.filter((badge) => badge !== "edited");
    if (mine && !isLocal) skill.row.badges.push("edited");
    if (!mine) this.theirs.delete(id);
    this.moved();
    return { skill_id: id, conflict: skill.row.badges.includes("conflict") ? 12 : null, mine };
  }

  private create(values: Fields) {
    const id = `10000000-0000-4000-8000-${String(this.all.length).padStart(12, "0")}`;
    const now = Date.now();
    const skill: FakeSkill = {
      row: { ...structuredClone(this.all[0]!.row), skill_id: id, author: "", badges: ["local"], rating_count: 0, average_rating: 0 },
      tags: [],
      created: now,
      updated: now,
      written: { ...structuredClone(this.all[0]!.written), reviews: [], examples: [], gone: false },
    }; // prettier-ignore
    put(skill, { category: "", skill_type: "prompt_only", version: "1.0.0", description: "", tags: [], ...values });
    this.all.push(skill);
    this.moved();
    return { skill_id: id, conflict: null, mine: true };
  }

  private entries(skill: FakeSkill): HistoryEntry[] {
    const ago = (days: number) => new Date(skill.updated - days * DAY).toISOString();
    const id = skill.row.skill_id;
    const entry = (key: string, whose: HistoryEntry["whose"], of: Fields, days: number): HistoryEntry => ({
      key,
      whose,
      version: String(of["version"]),
      updated_at: ago(days),
      seen_at: ago(days - 0.2),
      base: false,
      changed: null,
    });
    if (skill.row.badges.includes("local")) return [entry("mine", "mine", fields(skill), 0)];
    const theirs = this.theirs.get(id) ?? fields(skill);
    const pasts = skill.written.gone ? [] : past(theirs);
    const versions: [HistoryEntry, Fields][] = [
      [entry("marketplace", "marketplace", theirs, 0), theirs],
      ...pasts.map((of, i): [HistoryEntry, Fields] => [entry(`past:${i}`, "past", of, 30 * (i + 1)), of]),
    ];
    versions.forEach(([one, of], i) => {
      const older = versions[i + 1]?.[1];
      one.changed = older ? changedFields(older, of) : null;
    });
    if (!this.theirs.has(id)) return versions.map(([one]) => one);
    versions[0]![0].base = true;
    const mine = entry("mine", "mine", fields(skill), -1);
    mine.seen_at = new Date(Date.now() - 3 * 3_600_000).toISOString();
    mine.changed = changedFields(theirs, fields(skill));
    return [mine, ...versions.map(([one]) => one)];
  }

  private version({ skill_id }: { skill_id: string }, key: string): Fields {
    const skill = this.find(skill_id);
    const held = this.waiting(skill_id);
    const theirs = this.theirs.get(skill_id) ?? { ...fields(skill), ...(held ? { command: commandOf(skill) } : {}) };
    if (key === "mine" || key === "shown") return fields(skill);
    if (key === "waiting") return held ?? theirs;
    if (key.startsWith("past:")) return past(theirs)[Number(key.slice(5))] ?? theirs;
    return theirs;
  }

  private after(request: DiffRequest): Fields {
    const set = Object.entries(request.set ?? {}).map(([name, text]) => [name, JSON.parse(text)]);
    return { ...this.version(request, request.after), ...Object.fromEntries(set) };
  }
}

/** How a skill is started: follows from its kind, where its author says nothing else. */
export function commandOf({ row, written }: FakeSkill): string {
  const byKind = { python_code: "python", nodejs_code: "node", prompt_only: "prompt", other: "" };
  return (written as { command?: string }).command ?? byKind[row.skill_type];
}

export function fields(skill: FakeSkill): Fields {
  const { row, written } = skill;
  return {
    name: row.name,
    description: row.description,
    version: row.version,
    category: row.category,
    skill_type: row.skill_type,
    tags: skill.tags,
    python_packages: written.python_packages ?? [],
    npm_packages: written.npm_packages ?? [],
    metadata: { author: row.author },
    code: code(skill),
  };
}

export function put(skill: FakeSkill, values: Fields): void {
  const text = (name: string) => String(values[name] ?? "");
  const list = (name: string) => (values[name] as string[] | undefined) ?? [];
  Object.assign(skill.row, {
    name: text("name"),
    description: text("description"),
    version: text("version"),
    category: text("category"),
    skill_type: text("skill_type") as SkillType,
  });
  skill.tags = list("tags");
  skill.written = {
    ...skill.written,
    ...skill.row,
    code: text("code"),
    ...(values["command"] ? { command: text("command") } : {}),
    tags: skill.tags,
    python_packages: list("python_packages"),
    npm_packages: list("npm_packages"),
  };
}

/** Two versions of before, made from the present one. */
function past(now: Fields): Fields[] {
  const lines = String(now["code"]).split("\n");
  const older: Fields = {
    ...now,
    version: "0.2.1",
    description: String(now["description"]).replace(/,? \w+ \w+ \w+\.$/, "."),
    tags: (now["tags"] as string[]).slice(0, -1),
    code: [...lines.slice(0, 6).map((line) => line.replace(/\bthe\b/, "any")), ...lines.slice(8)].join("\n"),
  };
  const first = String(older["code"]).split("\n").slice(0, -6).join("\n");
  return [older, { ...older, version: "0.1.0", code: first }];
}

function source(of: Fields): Record<string, EditedField> {
  const texts = TEXTS.map((name): [string, EditedField] => [name, { kind: "text", text: textOf(of[name]) }]);
  const lists = LISTS.map((name): [string, EditedField] => [name, { kind: "list", items: (of[name] as string[]) ?? [] }]);
  const jsons = Object.keys(JSONS).map((name): [string, EditedField] => [name, { kind: "json", text: textOf(of[name]) }]);
  return Object.fromEntries([...texts, ...lists, ...jsons]);
} // prettier-ignore

function faults(set: Record<string, string>): FieldFault[] {
  return Object.entries(set).flatMap(([field, text]): FieldFault[] => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return [{ field, fault: "not_json", place: "line 1 column 2" }];
    }
    if ((field === "name" || field === "version") && !String(value ?? "").trim())
      return field === "version" && value === null ? [] : [{ field, fault: "blank", place: "" }];
    const kind = JSONS[field];
    const fits = kind === "not_list" ? Array.isArray(value) : typeof value === "object" && !Array.isArray(value);
    return kind && value !== null && !fits ? [{ field, fault: kind, place: "" }] : [];
  });
}

function summed(items: ImportItem[]): ImportPreview {
  const count = (...fates: ImportItem["fate"][]) => items.filter(({ fate }) => fates.includes(fate)).length;
  return {
    total: items.length,
    added: count("added"),
    updated: count("updated", "conflict", "overruled"),
    conflicts: count("conflict", "overruled"),
    unchanged: count("unchanged"),
    refused: count("refused"),
    items,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function problem(code: IpcError["code"], message: string, hint = ""): IpcError {
  return { at: new Date().toISOString(), code, message, hint };
}
