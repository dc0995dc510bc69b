/** Updates that wait for a review, as the engine keeps them back: of skills that are here, over their own fields. */
import type {
  AcceptAllRequest,
  AllUpdatesOutcome,
  Commands,
  EngineEvent,
  IpcError,
  ListChange,
  SkillRef,
  UpdateChoice,
  UpdateDetail,
  UpdatesPage,
  UpdatesRequest,
  WaitingUpdate,
} from "../bindings";
import { textOf, type Fields } from "./compare";
import type { FakeSkill } from "./skills";

interface Host {
  fail: (code: IpcError["code"], message: string) => IpcError;
  emit: (event: EngineEvent) => void;
  counted: (waiting: number, skipped: number) => void;
  broken: () => "failed" | "loading" | null;
  fields: (skill: FakeSkill) => Fields;
  put: (skill: FakeSkill, fields: Fields) => void;
}

interface Kept {
  skill: FakeSkill;
  after: Fields;
  at: string;
  skipped: boolean;
  sequence: number;
  mark: string;
}

const WATCHED = ["code", "command", "python_packages", "npm_packages"];

/** What a scan finds in the code of an update and not in what was let in. */
const ADDS: UpdateDetail["adds"] = [
  ["process", "look", 3, 'subprocess.run(["./start"], check=True)'],
  ["network", "note", 7, "requests.post(ADDRESS, json=rows)"],
].map(([kind, level, line, excerpt]) => ({
  kind: kind as "process",
  level: level as "look",
  name: String(excerpt).split("(")[0]!,
  field: "code",
  line: Number(line),
  start: 0,
  end: String(excerpt).length,
  times: 1,
  excerpt: String(excerpt),
}));

export class FakeUpdates {
  private kept: Kept[] = [];
  private readonly before = new Map<string, Fields>();
  private sequence = 0;

  constructor(
    private readonly host: Host,
    all: FakeSkill[],
    count: number,
  ) {
    const usable = all.filter(({ row }) => row.skill_type !== "prompt_only" && !row.badges.includes("local"));
    usable.slice(0, count).forEach((skill, i) => this.hold(skill, changed(host.fields(skill), i), (i + 1) * 47));
  }

  get waiting(): number {
    return this.kept.filter(({ skipped }) => !skipped).length;
  }

  get skipped(): number {
    return this.kept.length - this.waiting;
  }

  /** The update of a skill, for its page. */
  of(skill_id: string): WaitingUpdate | null {
    const kept = this.kept.find(({ skill }) => skill.row.skill_id === skill_id);
    return kept ? this.told(kept) : null;
  }

  /** The fields of the copy that is kept back. */
  after(skill_id: string): Fields | undefined {
    return this.kept.find(({ skill }) => skill.row.skill_id === skill_id)?.after;
  }

  /** The marketplace publishes another update of a skill: it takes the place of the one that waits. */
  publish(skill: FakeSkill, change: Fields): void {
    this.kept = this.kept.filter((kept) => kept.skill !== skill);
    this.hold(skill, { ...this.host.fields(skill), ...change }, 0);
    this.count();
  }

  /** They are no longer reviewed: what is kept back lands. */
  release(): void {
    for (const kept of [...this.kept]) this.accept(kept);
    this.count();
  }

  readonly answers = {
    updates: ({ skipped, offset, limit }: UpdatesRequest): UpdatesPage | Promise<never> => {
      const broken = this.host.broken();
      if (broken === "loading") return new Promise<never>(() => {});
      if (broken) throw this.host.fail("disk", "The database could not be read: disk I/O error.");
      const fitting = this.kept
        .filter((kept) => kept.skipped === skipped)
        .sort((one, other) => other.sequence - one.sequence);
      return {
        updates: fitting.slice(offset, offset + Math.min(limit, 50)).map((kept) => this.told(kept)),
        total: fitting.length,
        waiting: this.waiting,
        skipped: this.skipped,
        until: this.sequence,
      };
    },
    update_detail: ({ skill_id }: SkillRef): UpdateDetail => {
      const kept = this.find(skill_id);
      const before = this.host.fields(kept.skill);
      const update = this.told(kept);
      return {
        update,
        command: update.changed.includes("command")
          ? { before: String(before["command"]), after: String(kept.after["command"]) }
          : null,
        python_packages: list(before, kept.after, "python_packages"),
        npm_packages: list(before, kept.after, "npm_packages"),
        code: update.changed.includes("code"),
        adds: update.changed.includes("code") ? ADDS : [],
        adds_count: update.changed.includes("code") ? ADDS.length : 0,
        updated_at: kept.at,
        changelog: (kept.after["metadata"] as { changelog?: string }).changelog ?? null,
      };
    },
    accept_update: ({ skill_id, mark }: UpdateChoice): null => {
      this.accept(this.chosen(skill_id, mark));
      this.count();
      return null;
    },
    accept_updates: ({ until }: AcceptAllRequest): AllUpdatesOutcome => {
      const ready = this.kept.filter(({ skipped, sequence }) => !skipped && sequence <= until);
      for (const kept of ready) this.accept(kept);
      this.count();
      const undoable = ready.map(({ skill }) => skill.row.skill_id);
      return { accepted: ready.length, undoable, failed: [], waiting: this.waiting };
    },
    skip_update: ({ skill_id, mark }: UpdateChoice): null => {
      const kept = this.chosen(skill_id, mark);
      kept.skipped = true;
      badge(kept.skill, false);
      this.count();
      return null;
    },
    take_back_update: ({ skill_id }: SkillRef): null => {
      const kept = this.kept.find(({ skill, skipped }) => skipped && skill.row.skill_id === skill_id);
      const before = this.before.get(skill_id);
      if (kept) {
        kept.skipped = false;
        badge(kept.skill, true);
      } else if (before) {
        const { skill, after } = this.accepted.get(skill_id)!;
        this.host.put(skill, before);
        this.before.delete(skill_id);
        this.hold(skill, after, 0);
      } else throw this.host.fail("not_found", "There is nothing to take back.");
      this.count();
      return null;
    },
  } satisfies Partial<{ [N in keyof Commands]: (request: never) => unknown }>;

  private readonly accepted = new Map<string, Kept>();

  private hold(skill: FakeSkill, after: Fields, minutes: number): void {
    const at = new Date(Date.now() - minutes * 60_000).toISOString();
    const sequence = ++this.sequence;
    badge(skill, true);
    this.kept.push({ skill, after, at, skipped: false, sequence, mark: `${skill.row.skill_id}-${sequence}` });
  }

  private accept(kept: Kept): void {
    const id = kept.skill.row.skill_id;
    this.before.set(id, this.host.fields(kept.skill));
    this.accepted.set(id, kept);
    this.host.put(kept.skill, kept.after);
    this.kept = this.kept.filter((other) => other !== kept);
    badge(kept.skill, false);
  }

  private find(skill_id: string): Kept {
    const kept = this.kept.find(({ skill }) => skill.row.skill_id === skill_id);
    if (!kept) throw this.host.fail("not_found", "No update of this skill waits.");
    return kept;
  }

  private chosen(skill_id: string, mark: string): Kept {
    const kept = this.find(skill_id);
    if (kept.mark !== mark)
      throw this.host.fail(
        "bad_input",
        "Another update of this skill has come since: it is not the one that was looked at.",
      );
    return kept;
  }

  private count(): void {
    this.host.counted(this.waiting, this.skipped);
  }

  private told({ skill, after, at, skipped, mark }: Kept): WaitingUpdate {
    const before = this.host.fields(skill);
    return {
      skill_id: skill.row.skill_id,
      name: skill.row.name,
      author: skill.row.author ?? "",
      from_version: String(before["version"]),
      to_version: String(after["version"]),
      changed: WATCHED.filter((field) => textOf(before[field]) !== textOf(after[field])),
      edited: skill.row.badges.includes("edited"),
      skipped,
      held_at: at,
      mark,
    };
  }
}

function badge(skill: FakeSkill, on: boolean): void {
  skill.row.badges = skill.row.badges.filter((badge) => badge !== "update");
  if (on) skill.row.badges.unshift("update");
}

/** What an update of the made-up marketplace changes: the first the most, so that there is something to see. */
function changed(before: Fields, i: number): Fields {
  const code = String(before["code"]);
  const network = code.replace(
    /(\n\ndef |\nexport function )/,
    '\nimport urllib.request\n\nHOME = "https://collector.example.org/v1"\n$1',
  );
  const version = String(before["version"]).replace(/\d+$/, (last) => String(Number(last) + 1));
  const metadata = { ...(before["metadata"] as object), ...(i % 3 === 0 ? { changelog: "Sends reports of use, so that we know what to mend first." } : {}) }; // prettier-ignore
  const packages = [...(before["python_packages"] as string[]), "requests>=2.32"];
  const kinds: Fields[] = [
    { code: network.replace("return", "send()\n    return"), python_packages: packages, metadata },
    { code: code.replace("return", "return  ") + "\n\n# Tidied up.\n" },
    { python_packages: packages.slice(-1), metadata },
    { command: "node --require ./start.js", code: `${code}\n// Starts by itself.\n` },
  ];
  return { ...before, version, ...kinds[i % kinds.length] };
}

function list(before: Fields, after: Fields, field: string): ListChange {
  const [one, other] = [(before[field] as string[]) ?? [], (after[field] as string[]) ?? []];
  const added = other.filter((name) => !one.includes(name));
  const removed = one.filter((name) => !other.includes(name));
  return { added, removed, added_count: added.length, removed_count: removed.length };
}
