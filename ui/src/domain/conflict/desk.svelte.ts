/**
 * One conflict on the desk: its sides, what somebody decided so far, and the draft of it that outlives the window. Opening
 * it changes nothing; what is decided is kept with every pause and counts once it is resolved.
 */
import { call, IpcError, type CodeRegion, type ConflictDesk, type DeskField, type Fault, type Pick } from "../../ipc";
import {
  changedFields,
  choose,
  chooseHunk,
  EMPTY,
  hunkPick,
  isEmpty,
  isSettled,
  parse,
  request,
  standings,
  type Draft,
  type Hunk,
} from "./draft";
import { chosen, toValue } from "./values";

const PAUSE_MS = 250;

export type Kept = "nothing" | "waiting" | "kept" | "failed";

export class Desk {
  desk = $state.raw<ConflictDesk | null>(null);
  regions = $state.raw<readonly CodeRegion[]>([]);
  /** Whether all of the code is here. */
  codeRead = $state(false);
  draft = $state.raw<Draft>(EMPTY);
  error = $state.raw<IpcError | null>(null);
  /** What went wrong when it was resolved or undone. */
  failure = $state.raw<IpcError | null>(null);
  /** The fields whose sides moved while it was looked at. */
  moved = $state.raw<readonly string[]>([]);
  kept = $state<Kept>("nothing");
  faults = $state.raw<Readonly<Record<string, Fault>>>({});
  /** The field that is being written. */
  editing = $state<string | null>(null);
  showBase = $state(true);
  busy = $state(false);

  private latest = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Calls that keep the draft, one after the other: of two the later counts. */
  private keeping: Promise<unknown> = Promise.resolve();

  constructor(readonly id: number) {
    void this.load();
  }

  readonly hunks = $derived(this.regions.filter((region): region is Hunk => region.kind === "hunk"));
  readonly standings = $derived(this.desk ? standings(this.desk, this.hunks, this.draft) : new Map());
  readonly code = $derived(this.desk?.fields.find(({ kind }) => kind === "code") ?? null);
  readonly settled = $derived([...this.standings.values()].filter(isSettled).length);
  readonly waiting = $derived(this.desk !== null && this.desk.row.strategy === null);
  /** Whether there is anything to choose by field. */
  readonly choosable = $derived(this.waiting && (this.desk?.fields.some(({ picks }) => picks.length) ?? false));
  readonly request = $derived(
    this.desk && (!this.code || this.codeRead) && !Object.keys(this.faults).length
      ? request(this.desk, this.hunks, this.draft)
      : null,
  );

  /** Reads it, and lays the draft over it: at first the kept one, later the one that is being made. */
  async load(): Promise<void> {
    const mine = ++this.latest;
    try {
      const before = this.desk;
      const [desk, kept] = await Promise.all([
        call("conflict", { id: this.id }),
        before ? null : call("draft", { key: this.key }),
      ]);
      const regions = await this.readCode(desk, mine);
      if (mine !== this.latest) return;
      if (before && desk.row.changed_at !== before.row.changed_at)
        this.moved = [...new Set([...this.moved, ...changedFields(before, desk)])];
      this.desk = desk;
      this.regions = regions;
      this.codeRead = true;
      this.error = null;
      if (kept) {
        this.draft = parse(kept.value);
        this.kept = "kept";
        const writing = desk.fields.find(({ name }) => this.draft.fields[name]?.pick === "edit");
        this.editing ??= writing?.name ?? null;
        for (const field of desk.fields) if (this.draft.fields[field.name]?.pick === "edit") void this.check(field);
      }
      // Of a draft kept for other sides it is said, too, what moved since.
      const stale = desk.fields.filter(({ name, digest }) => (this.draft.fields[name]?.seen ?? digest) !== digest);
      this.moved = [...new Set([...this.moved, ...stale.map(({ name }) => name)])];
    } catch (error) {
      if (mine === this.latest) this.error = error as IpcError;
    }
  }

  private async readCode(desk: ConflictDesk, mine: number): Promise<CodeRegion[]> {
    const regions: CodeRegion[] = [];
    let from: number | null = desk.code ? 0 : null;
    while (from !== null && mine === this.latest) {
      const page: { regions: CodeRegion[]; next: number | null } = await call("conflict_code", { id: this.id, from });
      regions.push(...page.regions);
      from = page.next;
    }
    return regions;
  }

  private get key(): string {
    return `conflict:${this.id}`;
  }

  field(name: string): DeskField | undefined {
    return this.desk?.fields.find((field) => field.name === name);
  }

  pickOf(hunk: Hunk): Pick | null {
    return this.code ? hunkPick(hunk, this.code, this.draft) : null;
  }

  choose(field: DeskField, pick: Pick): void {
    if (!field.picks.includes(pick) || !this.waiting) return;
    this.change(choose(this.draft, field, pick));
    this.settle(field.name);
  }

  chooseHunk(hunk: Hunk, pick: Pick): void {
    if (!this.code || !hunk.picks.includes(pick) || !this.waiting) return;
    this.change(chooseHunk(this.draft, this.code, hunk.key, pick));
    this.settle(this.code.name);
  }

  /** Takes every field from one side. Nothing happens to the skill yet. */
  chooseAll(pick: Pick): void {
    if (!this.desk || !this.waiting) return;
    let draft = this.draft;
    for (const field of this.desk.fields) if (field.picks.includes(pick)) draft = choose(draft, field, pick);
    this.change(draft);
    for (const { name } of this.desk.fields) this.settle(name);
  }

  private settle(name: string): void {
    if (this.editing === name) this.editing = null;
    this.moved = this.moved.filter((moved) => moved !== name);
    const { [name]: _, ...others } = this.faults;
    this.faults = others;
  }

  /** Begins to write a value of one's own: what was written before, else what the field would become. */
  async edit(field: DeskField): Promise<void> {
    if (!this.waiting || !field.picks.length) return;
    const before = this.draft.fields[field.name]?.text;
    try {
      const text = before ?? (await this.begin(field));
      this.change(choose(this.draft, field, "edit", text));
      this.settle(field.name);
      this.editing = field.name;
      void this.check(field);
    } catch (error) {
      this.failure = error as IpcError;
    }
  }

  private async begin(field: DeskField): Promise<string> {
    if (field.kind === "code") return this.composed();
    const now = this.standings.get(field.name)?.pick;
    const pick: Pick = now && now !== "edit" ? now : field.local ? "local" : "remote";
    const value = chosen(field, pick);
    if (!value?.cut) return value?.text ?? "";
    if (pick !== "both") return this.whole(field.name, pick);
    const [mine, theirs] = await Promise.all([this.whole(field.name, "local"), this.whole(field.name, "remote")]);
    return [...new Set([...mine.split("\n"), ...theirs.split("\n")])].join("\n");
  }

  /** The code that the choices of now make. */
  private composed(): Promise<string> {
    const hunks: Record<string, Pick> = {};
    for (const hunk of this.hunks) {
      const pick = this.pickOf(hunk);
      if (pick) hunks[hunk.key] = pick;
    }
    return chunks((offset) => call("conflict_composed", { id: this.id, hunks, offset }));
  }

  /** A side's whole value. */
  whole(field: string, side: Exclude<Pick, "both">): Promise<string> {
    return chunks((offset) => call("conflict_text", { id: this.id, field, side, offset }));
  }

  /** The lines of a stretch that were folded up. */
  shared(region: number): Promise<string> {
    return chunks((offset) => call("conflict_shared", { id: this.id, region, offset }));
  }

  write(field: DeskField, text: string): void {
    this.change(choose(this.draft, field, "edit", text));
    void this.check(field);
  }

  /** Gives up what was written, and goes back to choosing. */
  unwrite(field: DeskField): void {
    const { [field.name]: _, ...fields } = this.draft.fields;
    this.change({ ...this.draft, fields });
    this.settle(field.name);
  }

  private async check(field: DeskField): Promise<void> {
    const text = this.draft.fields[field.name]?.text ?? "";
    const read = toValue(field.kind, text);
    let fault: Fault | null = "fault" in read ? read.fault : null;
    if (!("fault" in read)) {
      const verdict = await call("check_field", { field: field.name, value: read.value }).catch(() => null);
      fault = verdict?.fault ?? null;
    }
    const now = this.draft.fields[field.name];
    // Something else was written or chosen meanwhile: its own check tells.
    if (now?.pick !== "edit" || now.text !== text) return;
    const { [field.name]: _, ...others } = this.faults;
    this.faults = fault ? { ...others, [field.name]: fault } : others;
  }

  private change(draft: Draft): void {
    this.draft = draft;
    this.kept = "waiting";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.keep(), PAUSE_MS);
  }

  /** Keeps the draft now, for example because the view is left. */
  keep(): Promise<void> {
    clearTimeout(this.timer);
    if (this.kept !== "waiting") return this.keeping.then(() => {});
    const draft = this.draft;
    const value = isEmpty(draft) ? null : JSON.stringify(draft);
    const done = this.keeping.then(() => call("set_draft", { key: this.key, value }));
    this.keeping = done.catch(() => {});
    return done.then(
      () => {
        if (this.draft === draft) this.kept = value ? "kept" : "nothing";
      },
      () => {
        this.kept = "failed";
      },
    );
  }

  /** Resolves it as it was decided. Answers whether that is done. */
  async resolve(): Promise<boolean> {
    const decided = this.request;
    if (!decided || this.busy) return false;
    this.busy = true;
    this.failure = null;
    try {
      // A draft that is kept after the engine dropped it would come back with an undo, as if nobody had finished it.
      await this.keep();
      const { moved } = await call("resolve_conflict", decided);
      if (moved) {
        await this.load();
        return false;
      }
      this.draft = EMPTY;
      this.kept = "nothing";
      return true;
    } catch (error) {
      this.failure = error as IpcError;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Lets it wait again. Answers whether that is done. */
  async undo(): Promise<boolean> {
    this.busy = true;
    this.failure = null;
    try {
      await call("undo_conflict", { id: this.id });
      this.moved = [];
      await this.load();
      return true;
    } catch (error) {
      this.failure = error as IpcError;
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** Reads a long text to its end. */
async function chunks(read: (offset: number) => Promise<{ text: string; next: number | null }>): Promise<string> {
  let text = "";
  let offset: number | null = 0;
  while (offset !== null) {
    const chunk: { text: string; next: number | null } = await read(offset);
    text += chunk.text;
    offset = chunk.next;
  }
  return text;
}
