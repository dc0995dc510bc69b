/**
 * An engine in the browser: the same commands and events as Rust, over a catalogue in memory. For
 * development, component tests and screenshots; the production bundle has none of it.
 *
 * URL parameters: `state` (see `states.ts`), `rows` (how many skills), `delay` (milliseconds before each
 * answer), and any `ui.KEY=VALUE` to begin with a remembered setting.
 */
import type {
  Changes,
  ActivityExport,
  ActivityFileRequest,
  ActivityRequest,
  ChunkRequest,
  Commands,
  ConnectRequest,
  ConnectionTest,
  EngineEvent,
  FavouriteRequest,
  IpcError,
  JournalEntry,
  MyRating,
  OpenLinkRequest,
  PauseRequest,
  PreviewRequest,
  RatedRequest,
  RateRequest,
  RatingState,
  SearchRequest,
  SettingChange,
  ShellEvent,
  SkillRef,
  Status,
  SyncNowRequest,
  SyncPreview,
  SyncReport,
  TextChunk,
  UiStateChange,
} from "../bindings";
import type { Dropping, Transport } from "../transport";
import { FakeActivity, days } from "./activity";
import { FakeConflicts } from "./conflicts";
import { FakeDesktop } from "./desktop";
import { facts } from "./facts";
import { commandOf, FakeLibrary, fields, put } from "./library";
import { FakeLists } from "./lists";
import { FakePrivacy } from "./privacy";
import { FakeRatings } from "./ratings";
import { search } from "./search";
import { decided } from "./situation";
import { code, detail, skills, type FakeSkill } from "./skills";
import { FakeUpdates } from "./updates";
import { boot, PROBLEMS, STATES, status, variables, type State } from "./states";
import { keychain, NO_TOKEN, rotated, stepsTo } from "./token";

const CHUNK = 32_000;
type Answers = { [N in keyof Commands]: (request: never) => Commands[N]["answer"] | Promise<Commands[N]["answer"]> };

/** A fake engine; tests make their own and drive it through `emit`. */
export class FakeEngine implements Transport {
  readonly all: FakeSkill[];
  private readonly listeners = new Set<(event: EngineEvent | ShellEvent) => void>();
  readonly desktop = new FakeDesktop(() => this.variables);
  private readonly variables;
  private readonly uiState: Record<string, string>;
  private readonly ratings: FakeRatings;
  private readonly activity: FakeActivity;
  readonly conflicts: FakeConflicts;
  readonly lists: FakeLists;
  readonly privacy: FakePrivacy;
  readonly updates: FakeUpdates;
  /** What was handed to the system's browser. */
  readonly opened: string[] = [];
  readonly library: FakeLibrary;
  private readonly droppers = new Set<(dropping: Dropping) => void>();
  private readonly runs: JournalEntry[];
  private revision = 1;
  private entered = false;
  private demo: boolean;
  now: Status;

  constructor(
    readonly state: State = "live",
    rows = 40,
    uiState: Record<string, string> = {},
    private readonly delay = 0,
  ) {
    const none = state === "empty" || state === "first-run" || state === "local-only" || state === "first-sync";
    this.all = skills(none ? 0 : rows);
    this.now = status(state, this.all.length, new Set(this.all.map(({ row }) => row.category)).size);
    this.variables = variables(state);
    this.uiState = { ...uiState };
    this.demo = state === "demo";
    this.runs = this.now.last_sync ? journal(state, this.all.length, Date.parse(this.now.last_sync)) : [];
    this.library = new FakeLibrary(state, this.all, () =>
      this.emit({ event: "catalogue_changed", revision: ++this.revision }),
    );
    this.lists = new FakeLists(
      this.all.map(({ row }) => row.skill_id),
      () => this.emit({ event: "catalogue_changed", revision: ++this.revision }),
      (code, message) => problem(code, message),
    );
    const counted = (open: number) => (this.now = { ...this.now, conflicts: { open } });
    this.conflicts = new FakeConflicts(
      {
        fail: (code, message) => problem(code, message),
        emit: (event) => this.emit(event),
        counted: (open) => {
          counted(open);
          this.emit({ event: "status", status: this.now });
        },
        finished: (id) => void this.library.drafts.delete(`conflict:${id}`),
        broken: () => (state === "failed" || state === "loading" ? state : null),
      },
      { "needs-you": 5, offline: 5, conflicts: 9, "conflicts-many": 49 }[state as string] ?? 0,
    );
    counted(this.conflicts.open);
    this.privacy = new FakePrivacy(
      state,
      () => {
        this.emit({ event: "catalogue_changed", revision: ++this.revision });
        this.emit({ event: "config_changed" });
      },
      (code, message, hint) => problem(code, message, hint),
    );
    const reviewed = (waiting: number, skipped: number) => (this.now = { ...this.now, updates: { waiting, skipped } });
    this.updates = new FakeUpdates(
      {
        fail: (code, message) => problem(code, message),
        emit: (event) => this.emit(event),
        counted: (waiting, skipped) => {
          reviewed(waiting, skipped);
          this.emit({ event: "status", status: this.now });
          this.emit({ event: "catalogue_changed", revision: ++this.revision });
        },
        broken: () => (state === "failed" || state === "loading" ? state : null),
        fields: (skill) => ({ ...fields(skill), command: commandOf(skill) }),
        put,
      },
      this.all,
      { updates: 3, "updates-many": 1000 }[state as string] ?? 0,
    );
    reviewed(this.updates.waiting, this.updates.skipped);
    this.library.waiting = (skill_id) => this.updates.after(skill_id);
    this.answers = {
      ...this.base,
      ...this.privacy.answers,
      ...this.desktop.answers,
      ...this.lists.answers,
      ...this.library.answers,
      ...this.conflicts.answers,
      ...this.updates.answers,
    };
    this.activity = new FakeActivity(state, this.all, () => this.emit({ event: "activity_changed" }));
    const beginnings: Partial<Record<State, RatingState[]>> = {
      "needs-you": ["waiting", "failed", "waiting", "not_accepted", "sent", "sent", "sent"],
      rated: ["sent", "sent", "sent"],
      offline: ["waiting"],
    };
    const begin = beginnings[state] ?? [];
    this.ratings = new FakeRatings(
      {
        row: (skill_id) => this.find(skill_id).row,
        online: () => ["live", "polling", "reconnecting", "paused"].includes(this.now.mode),
        becomes: (first, again) =>
          state === "needs-you" && !again ? "failed" : state === "partial" && !first ? "not_accepted" : "sent",
        emit: (event) => this.emit(event),
        happened: (what, skill_id, facts) => this.activity.add(what, facts, this.find(skill_id)),
        moved: () => this.emit({ event: "catalogue_changed", revision: ++this.revision }),
        counted: (counts) => {
          this.now = decided({ ...this.now, ratings: counts });
          this.emit({ event: "status", status: this.now });
        },
      },
      begin.flatMap((state, i) => (this.all[i] ? [{ skill_id: this.all[i].row.skill_id, state }] : [])),
    );
  }

  async invoke(command: string, args?: Record<string, unknown>): Promise<unknown> {
    if (this.delay) await pause(this.delay);
    const answer = { ...this.answers, ...this.library.answers }[command as keyof Commands];
    if (!answer) throw problem("internal", `There is no command ${command}.`);
    return structuredClone(await answer(args?.["request"] as never));
  }

  async listen(handler: (event: EngineEvent | ShellEvent) => void): Promise<() => void> {
    this.listeners.add(handler);
    return () => this.listeners.delete(handler);
  }

  emit(event: EngineEvent | ShellEvent): void {
    for (const listener of this.listeners) listener(structuredClone(event));
  }

  async drops(handler: (dropping: Dropping) => void): Promise<() => void> {
    this.droppers.add(handler);
    return () => this.droppers.delete(handler);
  }

  /** Drags files over the window, drops them, or takes them away again. */
  drop(dropping: Dropping): void {
    for (const dropper of this.droppers) dropper(dropping);
  }

  /** Changes the catalogue as a sync would, and says so. */
  touch(change: (all: FakeSkill[]) => void): void {
    change(this.all);
    this.emit({ event: "catalogue_changed", revision: ++this.revision });
  }

  private readonly answers: Answers;
  private readonly base: Omit<
    Answers,
    | keyof FakeConflicts["answers"]
    | keyof FakeDesktop["answers"]
    | keyof FakeLists["answers"]
    | keyof FakeLibrary["answers"]
    | keyof FakePrivacy["answers"]
    | keyof FakeUpdates["answers"]
  > = {
    boot: () => ({
      ...opened(this.privacy, boot(this.state, this.now, this.uiState)),
      encryption: this.privacy.encryption,
      first_run: this.state === "first-run" && !this.entered,
      revision: this.revision,
      demo: this.demo,
    }),
    skill_facts: ({ skill_id }: { skill_id: string }) => {
      if (this.state === "loading") return new Promise(() => {});
      return facts(this.find(skill_id), this.all);
    },
    search: (request: SearchRequest) => {
      if (this.state === "loading") return new Promise(() => {});
      if (this.state === "failed")
        throw problem(
          "disk",
          "The database could not be read: disk I/O error.",
          "Check the disk, then try again.",
          30_000,
        );
      return search(this.all, request, this.revision, this.lists.members);
    },
    skill: ({ skill_id }: SkillRef) => ({
      ...detail(this.find(skill_id), this.all),
      collections: this.lists.of(skill_id),
      my_rating: this.ratings.of(skill_id),
      update: this.updates.of(skill_id),
    }),
    skill_code: (request: ChunkRequest) => chunk(code(this.find(request.skill_id)), request.offset),
    skill_raw: (request: ChunkRequest) =>
      chunk(JSON.stringify(this.find(request.skill_id).written, null, 2), request.offset),
    refresh_reviews: ({ skill_id }: SkillRef) => detail(this.find(skill_id), this.all).reviews,
    set_favourite: ({ skill_id, favourite }: FavouriteRequest) => {
      const { row } = this.find(skill_id);
      row.badges = row.badges.filter((badge) => badge !== "favourite");
      if (favourite) row.badges.push("favourite");
      return null;
    },
    rate: ({ skill_id, rating, comment }: RateRequest) => {
      if (this.state === "failed")
        throw problem("disk", "The database could not be written: disk I/O error.", "Check the disk, then try again.");
      if (!(rating >= 1 && rating <= 5)) throw problem("bad_input", "A rating is 1, 2, 3, 4 or 5 stars.");
      if ([...(comment?.trim() ?? "")].length > 1000)
        throw problem("bad_input", "The comment has more than 1000 characters.", "Shorten it; nothing was kept.");
      return this.ratings.rate(this.find(skill_id).row.skill_id, rating, comment);
    },
    retry_rating: ({ skill_id }: SkillRef) => this.ratings.retry(this.rating(skill_id)),
    discard_rating: ({ skill_id }: SkillRef) => this.ratings.discard(this.rating(skill_id)),
    rated: ({ state, offset }: RatedRequest) => {
      if (this.state === "loading") return new Promise(() => {});
      if (this.state === "failed")
        throw problem("disk", "The database could not be read: disk I/O error.", "Check the disk, then try again.");
      return this.ratings.page(state, offset);
    },
    unrated: () => this.ratings.unrated(this.all),
    send_ratings: async () => {
      if (this.now.mode === "offline")
        throw problem("unreachable", "The marketplace could not be reached.", "Check the network connection.");
      await this.ratings.send();
      return run(Date.now(), 0, this.all.length);
    },
    categories: () => {
      const counts = new Map<string, number>();
      for (const { row } of this.all) counts.set(row.category, (counts.get(row.category) ?? 0) + 1);
      const categories = [...counts]
        .sort()
        .map(([name, skill_count]) => ({ name, description: "", skill_count, icon_url: null, created_at: null }));
      return { categories, total: categories.length };
    },
    status: () => this.now,
    sync_now: ({ deletions_confirmed }: SyncNowRequest) => this.sync(deletions_confirmed),
    set_paused: ({ paused }: PauseRequest) => this.connect(paused ? "paused" : "live"),
    reconnect: () => {
      const { mode, websocket } = this.now;
      if (mode === "live" || mode === "paused" || mode === "local_only") return null;
      const attempt = websocket.reconnect_attempts + 1;
      this.emit({ event: "connecting", attempt });
      if (this.state === "offline" || this.state === "token-rejected") this.connect(mode, attempt);
      else this.connect("live");
      return null;
    },
    preview: async ({ url, token }: PreviewRequest) => {
      await pause(400);
      const problem = test(url ?? "https://market.example.org", token).problem;
      if (problem) throw { ...problem, at: new Date().toISOString() };
      return preview(this.all);
    },
    journal: () => this.runs,
    sync_days: () => {
      if (this.state === "loading") return new Promise(() => {});
      if (this.state === "failed") throw problem("disk", "The database could not be read: disk I/O error.");
      return days(this.state);
    },
    decline_held: () => this.decline(),
    activity: ({ filter, before, limit }: ActivityRequest) => {
      if (this.state === "loading") return new Promise(() => {});
      if (this.state === "failed") throw problem("disk", "The database could not be read: disk I/O error.");
      return this.activity.page(filter, before, limit);
    },
    choose_activity_file: ({ name }: ActivityFileRequest) => ({ path: `/home/ada/${name}` }),
    export_activity: ({ filter, path }: ActivityExport) => {
      if (!path.startsWith("/home")) throw problem("disk", "This folder cannot be written to.");
      return { entries: this.activity.count(filter) };
    },
    config: () => this.config(),
    set_setting: ({ variable, value }: SettingChange) => {
      const row = this.variables.find((one) => one.variable === variable);
      if (!row) throw problem("not_found", `There is no variable ${variable}.`);
      const [least, most] = row.range.split("-").map(Number);
      if (value !== null && least && most && !(Number(value) >= least && Number(value) <= most))
        throw problem("bad_input", `${value} is not between ${least} and ${most}.`);
      row.value = value ?? row.default;
      row.source = value === null ? "default" : "settings";
      if (variable === "SKILLDOCK_REVIEW_UPDATES" && row.value === "false") this.updates.release();
      this.emit({ event: "config_changed" });
      return this.config();
    },
    test_connection: async ({ url, token }: ConnectRequest) => {
      await pause(400);
      return test(url, token);
    },
    connect: (request: ConnectRequest) => {
      const problem = test(request.url, request.token).problem;
      if (problem) throw { ...problem, at: new Date().toISOString() };
      return this.begin();
    },
    use_demo: () => {
      this.demo = true;
      return this.begin();
    },
    work_locally: () => this.now,
    token_set: ({ token }: { token: string }) => {
      if (token.trim().length < 8) throw problem("bad_input", "This is too short to be a token.");
      const row = this.variables.find((one) => one.variable === "ATOM_SAAS_API_TOKEN")!;
      row.value = "present";
      row.source = "settings";
      this.now = decided({
        ...this.now,
        token: { ...NO_TOKEN, present: true, source: "keychain", since: new Date().toISOString() },
      });
      this.emit({ event: "config_changed" });
      this.emit({ event: "status", status: this.now });
      return this.now.token;
    },
    token_test: async () => {
      await pause(400);
      return test("https://market.example.org", this.state === "token-rejected" ? "rejected" : "accepted");
    },
    token_forget: () => {
      this.variables.find((one) => one.variable === "ATOM_SAAS_API_TOKEN")!.value = null;
      this.now = decided({ ...this.now, token: NO_TOKEN });
      this.emit({ event: "config_changed" });
      this.emit({ event: "status", status: this.now });
      return this.now;
    },
    token_rotate: async () => {
      const report = rotated(this.state, this.now.token);
      for (const { step, came } of stepsTo(report)) {
        if (came) await pause(70);
        this.emit({ event: "rotating", step, came });
      }
      this.now = decided({ ...this.now, token: report.token });
      this.emit({ event: "status", status: this.now });
      return report;
    },
    keychain_test: async () => {
      await pause(300);
      return keychain(this.state);
    },
    silence_token_reminder: () => {
      const rotation = this.now.token.rotation === "maybe_made" ? null : this.now.token.rotation;
      this.now = decided({ ...this.now, token: { ...this.now.token, reminder: null, rotation } });
      this.emit({ event: "status", status: this.now });
      return this.now;
    },
    open_link: ({ url }: OpenLinkRequest) => {
      if (!/^https?:\/\//i.test(url)) throw problem("bad_input", "Only addresses of the web are opened.");
      this.opened.push(url);
      return null;
    },
    set_ui_state: ({ key, value }: UiStateChange) => {
      if (value === null) delete this.uiState[key];
      else this.uiState[key] = value;
      return null;
    },
  };

  private find(id: string): FakeSkill {
    const found = this.all.find(({ row }) => row.skill_id === id);
    if (!found) throw problem("not_found", "This skill is not here any more.");
    return found;
  }

  private rating(skill_id: string): MyRating {
    const mine = this.ratings.of(skill_id);
    if (!mine) throw problem("not_found", "There is no rating of yours of this skill.");
    return mine;
  }

  private config() {
    const problems = this.state === "config-invalid" ? PROBLEMS : [];
    return { variables: this.variables, problems, env_file: "~/skilldock/.env", data_dir: "~/.local/share/skilldock" };
  }

  /** The connection is as the mode says, after so many attempts. */
  private connect(mode: Status["mode"], attempts = 0): Status {
    const connected = mode === "live";
    if (mode === "paused") this.activity.add("paused");
    else if (this.now.mode === "paused") this.activity.add("resumed");
    this.now = decided({
      ...this.now,
      mode,
      next_sync: mode === "paused" ? null : new Date(Date.now() + 13 * 60_000).toISOString(),
      websocket: {
        connected,
        reconnect_attempts: attempts,
        consecutive_failures: attempts,
        last_disconnect_reason: mode === "paused" ? "paused" : this.now.websocket.last_disconnect_reason,
        last_message: connected ? new Date().toISOString() : this.now.websocket.last_message,
      },
    });
    this.emit({ event: "status", status: this.now });
    return this.now;
  }

  private decline(): Status {
    this.now = decided({ ...this.now, held_declined: this.now.held > 0 });
    this.activity.add("deletions_declined");
    this.emit({ event: "status", status: this.now });
    return this.now;
  }

  private begin() {
    this.entered = true;
    this.all.push(...skills(40));
    this.now = status("live", this.all.length, 16);
    this.emit({ event: "status", status: this.now });
    this.emit({ event: "catalogue_changed", revision: ++this.revision });
    return this.now;
  }

  private async sync(confirmed: boolean): Promise<SyncReport> {
    if (this.state === "offline")
      throw problem("unreachable", "The marketplace could not be reached.", "Check the network connection.");
    const started_at = new Date().toISOString();
    const total = Math.max(this.all.length, 40);
    for (let done = 0; done <= total; done += total / 4) {
      const progress = { phase: "skills" as const, done, total, started_at, waiting_until: null };
      this.now = decided({ ...this.now, sync: progress });
      this.emit({ event: "sync_progress", progress, situation: this.now.situation });
      await pause(150);
    }
    const last = new Date().toISOString();
    this.now = decided({ ...this.now, sync: null, last_sync: last, last_success: last, stale: false });
    const report = run(Date.now(), 0, this.all.length);
    const held = this.runs[0]?.report.skills.held ?? 0;
    const gone = confirmed ? this.all.splice(0, held).length : 0;
    report.skills = { ...report.skills, unchanged: this.all.length, deleted: gone, held: held - gone };
    this.now = decided({ ...this.now, skills: this.all.length, held: held - gone });
    this.activity.add("sync_complete", { trigger: "user", count: gone, duration_ms: report.duration_ms });
    this.runs.unshift({ id: 241 + this.runs.length, trigger: "user", report });
    if (gone) this.emit({ event: "catalogue_changed", revision: ++this.revision });
    this.emit({ event: "status", status: this.now });
    this.emit({ event: "sync_finished", report });
    return report;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Nothing is read while the data are closed. */
function opened<T>({ closed }: FakePrivacy, answer: T): T {
  if (closed) throw closed;
  return answer;
}

function problem(code: IpcError["code"], message: string, hint = "", retry_after_ms?: number): IpcError {
  return { at: new Date().toISOString(), code, message, hint, retry_after_ms };
}

function chunk(text: string, offset: number): TextChunk {
  const end = offset + CHUNK;
  return { text: text.slice(offset, end), next: end < text.length ? end : null };
}

function test(url: string, token?: string): ConnectionTest {
  const bad = !/^https:\/\/|^http:\/\/(localhost|127\.)/.test(url)
    ? problem("bad_input", "Plain http is allowed to this machine only.", "Use an https address.")
    : token === "rejected"
      ? problem("token_rejected", "The marketplace does not accept this token.", "Set a new token.")
      : null;
  return {
    ok: !bad,
    latency_ms: 41,
    skills: bad ? null : 1508,
    health: bad ? null : "healthy",
    problem: bad,
    warning: !bad && token && token.length < 20 ? "The token is unusually short." : null,
  };
}

/** What a sync of a marketplace of 1508 skills would do: of the first two skills here, one differs there. */
function preview(all: FakeSkill[]): SyncPreview {
  const [mine, ...others] = all.slice(0, 2);
  const conflict = mine && {
    skill_id: mine.row.skill_id,
    name: mine.row.name,
    type: "CONTENT_MISMATCH" as const,
    severity: "CRITICAL" as const,
    fields: ["code", "description"],
    would: "take_theirs" as const,
  };
  const updated = conflict ? 1 : 0;
  return {
    skills: { added: 1508 - all.length, updated, unchanged: all.length - updated, deleted: 0, held: 0, rejected: 0 },
    strategy: "remote_wins",
    conflicts: conflict ? [conflict] : [],
    total: updated,
    waiting: 0,
    updates: { held: 0, waiting: 0 },
    own_kept: others.length,
    own_ended: 0,
  };
}

function run(ended: number, updated: number, skills: number, took = 320): SyncReport {
  const changes = (updated: number, of: number): Changes => ({
    added: 0,
    updated,
    unchanged: of - updated,
    deleted: 0,
    held: 0,
    rejected: 0,
  });
  return {
    outcome: "complete",
    skills: changes(updated, skills),
    categories: changes(0, 16),
    ratings: { sent: 0, failed: 0, waiting: 0 },
    conflicts: { detected: 0, resolved: 0, waiting: 0 },
    updates: { held: 0, waiting: 0 },
    requests: 3,
    bytes: 18_432,
    duration_ms: took,
    started_at: new Date(ended - took).toISOString(),
    ended_at: new Date(ended).toISOString(),
    error: null,
  };
}

function journal(state: State, skills: number, last: number): JournalEntry[] {
  const failing = state === "offline" || state === "stale" || state === "partial";
  return Array.from({ length: 18 }, (_, i): JournalEntry => {
    const report = run(last - i * 15 * 60_000, [0, 3, 0, 0, 12, 1][i % 6]!, skills, 280 + ((i * 97) % 400));
    if (state === "held" && i === 0) report.skills = { ...report.skills, held: 21, unchanged: skills - 21 };
    if (i === 17) {
      report.skills = { ...report.skills, added: skills, unchanged: 0, updated: 0 };
      report.bytes = 2_412_544;
      report.requests = 17;
      report.duration_ms = 3480;
    }
    if ((failing && i < 3) || i === 7) {
      report.outcome = state === "partial" && i < 3 ? "partial" : "failed";
      report.error = {
        code: "unreachable",
        message: "The marketplace could not be reached: connection refused.",
        hint: "Check the network connection.",
      };
      report.skills = { ...report.skills, updated: 0, unchanged: 0 };
      report.bytes = 0;
    }
    return { id: 240 - i, trigger: i === 17 ? "start" : i % 5 === 2 ? "user" : "schedule", report };
  });
}

export function transport(): Transport {
  const query = new URLSearchParams(location.search);
  const state = STATES.find((known) => known === query.get("state")) ?? "live";
  const uiState: Record<string, string> = {};
  for (const [key, value] of query) if (key.startsWith("ui.")) uiState[key.slice(3)] = value;
  const engine = new FakeEngine(state, Number(query.get("rows") ?? 40), uiState, Number(query.get("delay") ?? 0));
  (window as Window & { __fake?: FakeEngine }).__fake = engine;
  return engine;
}
