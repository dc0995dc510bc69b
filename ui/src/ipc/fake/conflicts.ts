/** The conflicts of the fake engine: decided, resolved and undone as by the real one, over cases written by hand. */
import type {
  Automatic,
  BulkReport,
  BulkRequest,
  Changed,
  CodePage,
  CodeRegion,
  CodeRequest,
  ComposeRequest,
  ConflictDesk,
  ConflictRef,
  ConflictRefs,
  ConflictRow,
  DeskDecision,
  DeskField,
  DeskOutcome,
  EngineEvent,
  FieldCheck,
  Fault,
  FieldTextRequest,
  FieldVerdict,
  Foreseen,
  HunkSide,
  Mark,
  Pick,
  QueuePage,
  QueueRequest,
  SharedRequest,
  SideValue,
  TextChunk,
} from "../bindings";
import { cases, GONE, RATING, type Case, type Stretch } from "./conflict-cases";

/** What the conflicts need of the engine around them. */
export interface AroundConflicts {
  fail: (code: "not_found" | "bad_input" | "disk", message: string) => unknown;
  emit: (event: EngineEvent) => void;
  counted: (open: number) => void;
  /** What was unfinished of a conflict is dropped. */
  finished: (id: number) => void;
  /** Whether reading fails, or never ends. */
  broken: () => "failed" | "loading" | null;
}

interface Kept {
  id: number;
  case: Case;
  detected: number;
  changed: number;
  ended: { strategy: string; by: string; at: number; result: Record<string, unknown> } | null;
}

const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const;
const TYPES = ["VERSION_MISMATCH", "CONTENT_MISMATCH", "DEPENDENCY_CONFLICT", "OTHER"] as const;
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const iso = (at: number) => new Date(at).toISOString();
const lines = (text: string) => (text === "" ? 0 : text.replace(/\n$/, "").split("\n").length);

export class FakeConflicts {
  readonly all: Kept[] = [];

  constructor(
    private readonly around: AroundConflicts,
    waiting: number,
    others = waiting > 0,
  ) {
    for (const one of cases(waiting)) this.add(one);
    if (!others) return;
    this.add(GONE);
    const [first] = cases(1);
    const resolved = this.add({ ...first!, name: "Garden Diary", minutes: 3000 });
    this.end(resolved, "manual", "user", this.result(resolved, "merge"), 90);
    const automatic = this.add({ ...cases(6)[5]!, name: "Home Assistant", minutes: 5000 });
    this.end(automatic, "remote_wins", "strategy", this.result(automatic, "remote_wins"), 240);
    this.end(this.add(RATING), "newest_wins", "strategy", { rating: 5, comment: "Clear and quick." }, 5000);
  }

  add(one: Case): Kept {
    const at = Date.now() - one.minutes * 60_000;
    const kept: Kept = { id: this.all.length + 1, case: one, detected: at, changed: at, ended: null };
    this.all.push(kept);
    return kept;
  }

  get open(): number {
    return this.all.filter(({ ended }) => !ended).length;
  }

  /** The marketplace publishes another copy of a skill whose conflict waits. */
  move(id: number, change: (one: Case) => void): void {
    const kept = this.find(id);
    kept.case = structuredClone(kept.case);
    change(kept.case);
    kept.changed = Math.max(Date.now(), kept.changed + 1);
    this.told(kept);
  }

  readonly answers = {
    conflicts: (request: QueueRequest): QueuePage | Promise<never> => {
      if (this.around.broken() === "loading") return new Promise<never>(() => {});
      if (this.around.broken() === "failed")
        throw this.around.fail("disk", "The database could not be read: disk I/O error.");
      const fits = this.fitting({ ...request, severity: null, type: null });
      const shown = this.fitting(request);
      return {
        rows: shown.slice(request.offset, request.offset + request.limit).map((kept) => this.row(kept)),
        total: shown.length,
        waiting: this.open,
        resolved: this.all.length - this.open,
        severities: SEVERITIES.map((severity) => ({
          severity,
          count: fits.filter(
            (one) => one.case.severity === severity && (request.type ?? one.case.type) === one.case.type,
          ).length,
        })),
        types: TYPES.map((type) => ({
          type,
          count: fits.filter(
            (one) => one.case.type === type && (request.severity ?? one.case.severity) === one.case.severity,
          ).length,
        })),
      };
    },
    conflict_numbers: (request: QueueRequest) => this.fitting(request).map(({ id }) => id),
    conflict: ({ id }: ConflictRef) => this.desk(this.find(id)),
    conflict_text: ({ id, field, side }: FieldTextRequest): TextChunk => {
      const sides = this.find(id).case.fields[field];
      const value = sides?.[{ base: 0, local: 1, remote: 2 }[side]];
      return { text: shownText(value), next: null };
    },
    conflict_code: ({ id, from }: CodeRequest): CodePage => ({
      regions: regions(this.find(id).case.code ?? [], this.find(id).case.situation === "base_unknown").slice(from),
      next: null,
    }),
    conflict_shared: ({ id, region }: SharedRequest): TextChunk => {
      const stretch = this.find(id).case.code?.[region];
      return { text: typeof stretch === "string" ? stretch : "", next: null };
    },
    conflict_composed: ({ id, hunks }: ComposeRequest): TextChunk => ({
      text: compose(this.find(id).case.code ?? [], hunks).text,
      next: null,
    }),
    check_field: ({ field, value }: FieldCheck): FieldVerdict => ({ fault: fault(field, value) }),
    resolve_conflict: (decided: DeskDecision): DeskOutcome => {
      const kept = this.find(decided.id);
      if (kept.ended || iso(kept.changed) !== decided.seen) return { moved: true, row: this.row(kept) };
      const result: Record<string, unknown> = { ...decided.set };
      for (const field of this.desk(kept).fields) {
        if (field.name in result || !field.picks.length) continue;
        const pick = decided.picks[field.name] ?? (field.kind === "code" ? null : field.suggested);
        if (field.kind === "code" && !pick) {
          const composed = compose(kept.case.code!, decided.hunks ?? {});
          if (composed.open) throw this.around.fail("bad_input", "Nothing is chosen for a part of the code.");
          result["code"] = composed.text;
        } else if (pick) result[field.name] = valueOf(kept.case, field.name, pick);
        else throw this.around.fail("bad_input", `Nothing is chosen for ${field.name}.`);
      }
      this.end(kept, "manual", "user", result, 0);
      this.around.finished(kept.id);
      this.told(kept);
      return { moved: false, row: this.row(kept) };
    },
    undo_conflict: ({ id }: ConflictRef) => {
      this.undo(this.find(id));
      return null;
    },
    foresee_conflicts: ({ ids, strategy }: BulkRequest): Foreseen[] =>
      ids.map((id): Foreseen => {
        const kept = this.find(id);
        const lost = { lost_local: [] as string[], lost_remote: [] as string[] };
        for (const field of kept.case.situation === "deleted_there" ? [] : this.desk(kept).fields) {
          if (strategy === "remote_wins" && field.changed !== "remote") lost.lost_local.push(field.name);
          if (strategy === "local_wins" && field.changed !== "local") lost.lost_remote.push(field.name);
          if (strategy === "merge" && field.changed === "both" && ["code", "description"].includes(field.name))
            lost.lost_remote.push(field.name);
        }
        const error = kept.ended ? { code: "bad_input" as const, message: "It is resolved already.", hint: "" } : null;
        return { id, name: kept.case.name, severity: kept.case.severity, ...lost, error };
      }),
    resolve_conflicts: ({ ids, strategy }: BulkRequest): BulkReport => {
      for (const id of ids) {
        const kept = this.find(id);
        this.end(kept, strategy, "user", this.result(kept, strategy), 0);
        this.around.finished(id);
        this.told(kept);
      }
      return { resolved: ids.length, ids, failed: [] };
    },
    undo_conflicts: ({ ids }: ConflictRefs): BulkReport => {
      for (const id of ids) this.undo(this.find(id));
      return { resolved: ids.length, ids, failed: [] };
    },
  };

  private fitting(request: QueueRequest): Kept[] {
    const found = this.all.filter(
      (kept) =>
        Boolean(kept.ended) === request.resolved &&
        (request.severity ?? kept.case.severity) === kept.case.severity &&
        (request.type ?? kept.case.type) === kept.case.type &&
        kept.case.name.toLowerCase().includes(request.text.trim().toLowerCase()),
    );
    return request.resolved ? found.sort((a, b) => b.ended!.at - a.ended!.at) : found;
  }

  private find(id: number): Kept {
    const found = this.all.find((kept) => kept.id === id);
    if (!found) throw this.around.fail("not_found", `There is no conflict ${id}.`);
    return found;
  }

  private end(kept: Kept, strategy: string, by: string, result: Record<string, unknown>, minutes: number): void {
    kept.ended = { strategy, by, at: Date.now() - minutes * 60_000, result };
  }

  private undo(kept: Kept): void {
    if (kept.case.situation === "rating")
      throw this.around.fail("bad_input", "A rating's conflict is not undone: rate the skill again instead.");
    kept.ended = null;
    this.told(kept);
  }

  private told(kept: Kept): void {
    this.around.emit({ event: "conflict", id: kept.id, skill_id: skillId(kept), waiting: !kept.ended });
    this.around.counted(this.open);
  }

  private result(kept: Kept, strategy: Automatic): Record<string, unknown> {
    const pick: Pick = strategy === "remote_wins" ? "remote" : "local";
    const fields = Object.keys(kept.case.fields).map((name) => [
      name,
      valueOf(kept.case, name, strategy === "merge" && Array.isArray(kept.case.fields[name]![1]) ? "both" : pick),
    ]);
    return Object.fromEntries(fields) as Record<string, unknown>;
  }

  private row(kept: Kept): ConflictRow {
    const { name, situation, type, severity, fields, code } = kept.case;
    return {
      id: kept.id,
      skill_id: skillId(kept),
      name,
      situation,
      type,
      severity,
      fields: [...(code ? ["code"] : []), ...Object.keys(fields)],
      detected_at: iso(kept.detected),
      changed_at: iso(kept.changed),
      strategy: kept.ended?.strategy ?? null,
      resolved_by: kept.ended?.by ?? null,
      resolved_at: kept.ended ? iso(kept.ended.at) : null,
    };
  }

  private desk(kept: Kept): ConflictDesk {
    const { fields, code, situation, author } = kept.case;
    const based = situation !== "base_unknown" && situation !== "rating";
    const free = situation === "both_changed" || situation === "base_unknown";
    const hunks = (code ?? []).filter((stretch): stretch is [string, string, string] => typeof stretch !== "string");
    const changes = hunks.map((hunk) => changed(hunk, based));
    const facts = (side: 0 | 1 | 2) => ({
      version: String(fields["version"]?.[side] ?? "1.0.0"),
      bytes: 2048 + JSON.stringify(fields).length,
      at: side ? iso(kept.detected - (side === 1 ? 40 : 5) * 60_000) : null,
    });
    return {
      row: this.row(kept),
      author,
      fields: [
        ...(code
          ? [this.field(kept, "code", [hunks.map(([b]) => b), hunks.map(([, l]) => l), hunks.map(([, , r]) => r)])]
          : []),
        ...Object.entries(fields).map(([name, sides]) => this.field(kept, name, sides)),
      ].map((field) => (free ? field : { ...field, picks: [], suggested: null })),
      code: code
        ? {
            hunks: hunks.length,
            open: changes.filter((one) => one === "both" || one === "unknown").length,
            local_lines: sum(hunks, changes, "remote", 1),
            remote_lines: sum(hunks, changes, "local", 2),
          }
        : null,
      base: based ? facts(0) : null,
      local: facts(1),
      remote: situation === "deleted_there" ? null : facts(2),
      undo_block: kept.ended && situation === "rating" ? "rating" : null,
    };
  }

  private field(kept: Kept, name: string, [base, local, remote]: readonly [unknown, unknown, unknown]): DeskField {
    const based = kept.case.situation !== "base_unknown" && kept.case.situation !== "rating";
    const is = changed([base, local, remote], based);
    const kind =
      name === "code"
        ? "code"
        : [base, local, remote].every((value) => value === null || typeof value === "string")
          ? "text"
          : [base, local, remote].every((value) => value === null || Array.isArray(value))
            ? "list"
            : "data";
    const value = (side: unknown): SideValue | null => (side === null ? null : shown(side, kind === "code"));
    const result = kept.ended?.result;
    const words = (side: unknown, other: unknown) =>
      kind === "text" || kind === "data" ? marked(shownText(based ? base : other), shownText(side)).after : [];
    return {
      name,
      kind,
      changed: is,
      picks: [
        "local",
        "remote",
        ...(kind === "list" || kind === "code" ? ["both" as const] : []),
        ...(based ? ["base" as const] : []),
      ],
      suggested: is === "local" ? "local" : is === "remote" ? "remote" : null,
      digest: JSON.stringify([base, local, remote]),
      base: based ? value(base) : null,
      local: value(local),
      remote: value(remote),
      result: result ? value(result[name] ?? null) : null,
      became: !result ? null : same(result[name], local) ? "local" : same(result[name], remote) ? "remote" : "own",
      local_marks: words(local, remote),
      remote_marks: words(remote, local),
    };
  }
}

const skillId = ({ id }: Kept) => `00000000-0000-4000-9000-${id.toString(16).padStart(12, "0")}`;

function changed([base, local, remote]: readonly [unknown, unknown, unknown], based: boolean): Changed {
  if (!based) return "unknown";
  if (same(local, remote)) return "agreed";
  return same(base, remote) ? "local" : same(base, local) ? "remote" : "both";
}

function sum(hunks: [string, string, string][], changes: Changed[], not: Changed, side: 1 | 2): number {
  return hunks.reduce(
    (total, hunk, i) => total + (changes[i] === not ? 0 : Math.max(lines(hunk[side]), lines(hunk[0]))),
    0,
  );
}

function valueOf(one: Case, name: string, pick: Pick): unknown {
  if (name === "code") return compose(one.code ?? [], {}, pick).text;
  const [base, local, remote] = one.fields[name]!;
  if (pick === "both") return [...new Set([...((local ?? []) as string[]), ...((remote ?? []) as string[])])];
  return { base, local, remote }[pick];
}

function shownText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return JSON.stringify(value, null, 2);
}

function shown(value: unknown, code: boolean): SideValue {
  const text = code ? "" : shownText(value);
  return { text, items: !code && Array.isArray(value) ? (value as string[]) : [], cut: false };
}

/** The words between the common begin and the common end. */
function marked(before: string, after: string): { before: Mark[]; after: Mark[] } {
  const [old, now] = [before, after].map((text) => text.split(/(?<=\W)|(?=\W)/)) as [string[], string[]];
  if (!before || !after) return { before: [], after: [] };
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const span = (words: string[]): Mark[] => {
    const start = words.slice(0, head).join("").length;
    const end = words.slice(0, words.length - tail).join("").length;
    return end > start ? [{ start, end }] : [];
  };
  return { before: span(old), after: span(now) };
}

const key = (hunk: readonly string[]) => `k${hunk.join("|").length}-${hunk.join("|").slice(0, 24).trim()}`;

function compose(code: Stretch[], picks: Record<string, Pick | undefined>, all?: Pick): { text: string; open: number } {
  let open = 0;
  const parts = code.map((stretch) => {
    if (typeof stretch === "string") return stretch;
    const is = changed(stretch, true);
    const pick = all ?? picks[key(stretch)] ?? (is === "local" ? "local" : is === "remote" ? "remote" : null);
    if (!pick) open++;
    const [base, local, remote] = stretch;
    return pick === "both" ? local + remote : { base, local, remote }[pick ?? "local"];
  });
  return { text: parts.join(""), open };
}

function regions(code: Stretch[], baseless: boolean): CodeRegion[] {
  let [base, local, remote] = [1, 1, 1];
  return code.map((stretch, index): CodeRegion => {
    const from = { base, local, remote };
    const [b, l, r] = typeof stretch === "string" ? [stretch, stretch, stretch] : stretch;
    base += lines(b);
    local += lines(l);
    remote += lines(r);
    if (typeof stretch === "string") {
      const all = stretch.split(/(?<=\n)/);
      const [first, last] = [index ? 3 : 0, index < code.length - 1 ? 3 : 0];
      const folded = all.length > first + last + 2;
      return {
        kind: "same",
        index,
        head: folded ? all.slice(0, first).join("") : stretch,
        hidden: folded ? all.length - first - last : 0,
        tail: folded ? all.slice(all.length - last).join("") : "",
        lines: all.length,
        local_from: from.local,
        remote_from: from.remote,
      };
    }
    const is = changed(stretch, !baseless);
    const mine = marked(b, l);
    const theirs = marked(b, r);
    const side = (text: string, at: number, marks: Mark[]): HunkSide => ({
      text,
      lines: lines(text),
      from: at,
      marks,
      cut: false,
    });
    return {
      kind: "hunk",
      index,
      key: key(stretch),
      changed: is,
      picks: ["local", "remote", ...(is === "both" || is === "unknown" ? ["both" as const] : []), "base"],
      suggested: is === "local" ? "local" : is === "remote" ? "remote" : null,
      base: side(b, from.base, mine.before),
      local: side(l, from.local, mine.after),
      remote: side(r, from.remote, theirs.after),
    };
  });
}

function fault(field: string, value: unknown): Fault | null {
  if (field === "version" || field === "name") return typeof value === "string" && value.trim() ? null : "blank";
  if (["tags", "python_packages", "npm_packages"].includes(field)) return Array.isArray(value) ? null : "not_texts";
  if (["metadata", "parameters", "env_vars"].includes(field))
    return value === null || (typeof value === "object" && !Array.isArray(value)) ? null : "not_object";
  return null;
}
