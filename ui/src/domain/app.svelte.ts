/** The window's own state: what the engine says is going on, which view is open, and how it looks. */
import {
  call,
  IpcError,
  on,
  type Badge,
  type Boot,
  type ConfigProblem,
  type PreviewRequest,
  type SkillRow,
  type Status,
} from "../ipc";
import { clock } from "../shared/clock.svelte";
import { language, m } from "../shared/i18n/index.svelte";
import { SkillList, type Query } from "./catalogue/list.svelte";
import { Collections } from "./collections/collections.svelte";
import { Conflicts } from "./conflict/conflicts.svelte";
import { Desktop } from "./desktop/desktop.svelte";
import { Library } from "./library/library.svelte";
import { Memory } from "./memory.svelte";
import { Palette } from "./palette/palette.svelte";
import { links } from "../shared/ui/links";
import { Preview } from "./preview/preview.svelte";
import { savedSearches } from "./saved/saved.svelte";
import { Rotation } from "./config/rotation.svelte";
import { ActivityLog } from "./status/activity.svelte";
import { Days } from "./status/days.svelte";
import { Journal } from "./status/journal.svelte";
import { MyRatings } from "./rating/ratings.svelte";
import { Toasts } from "./toasts.svelte";
import { Updates } from "./update/updates.svelte";

export const VIEWS = ["discover", "library", "ratings", "conflicts", "sync", "settings", "updates"] as const;
export type View = (typeof VIEWS)[number];
export type Theme = "system" | "light" | "dark" | "contrast";
export type Density = "comfortable" | "compact";

/** Wide enough for list and detail side by side: rail 196, facets 172, and two columns that can breathe. */
const WIDE = "(min-width: 1160px)";
/** Long enough to be read in passing. */
const NOTE_MS = 5000;

export class App {
  boot = $state.raw<Boot | null>(null);
  status = $state.raw<Status | null>(null);
  error = $state.raw<IpcError | null>(null);
  view = $state<View>("discover");
  theme = $state<Theme>("system");
  density = $state<Density>("comfortable");
  locale = $state("system");
  wide = $state(matchMedia(WIDE).matches);
  /** Whether the three doors are shown again, asked for from Settings or from an empty list. */
  connecting = $state(false);
  /** Whether the page of invalid values was left, so that a line above the content stands in for it. */
  problemsSeen = $state(false);
  /** The setting to bring into view, asked for from elsewhere. */
  wantedSetting = $state<string | null>(null);
  /** Goes up whenever the search field is asked to take the focus. */
  searchFocus = $state(0);

  /** Whether Back or Forward led to the view that is open, which may want its focus again. */
  returned = $state(false);

  /** Whether the skill that is open was asked for from elsewhere than its list, so that the keys are to go to it. */
  arrived = $state(false);

  /** Goes up with every mark put on or taken off here, so that an open page shows it. */
  favourites = $state(0);

  /** What a key just did, said for a moment beside the list. */
  note = $state("");
  private noteTimer: ReturnType<typeof setTimeout> | undefined;
  private rating: Promise<void> = Promise.resolve();

  readonly toasts = new Toasts();
  readonly memory = new Memory();
  readonly desktop = new Desktop(this);
  readonly palette = new Palette(this);
  readonly conflicts = new Conflicts();
  readonly updates = new Updates();
  readonly preview = new Preview();
  readonly saved = savedSearches();
  readonly collections = new Collections();
  readonly journal = new Journal();
  readonly days = new Days();
  readonly activity = new ActivityLog();
  readonly ratings = new MyRatings();
  readonly rotation = new Rotation();
  readonly discover = new SkillList();
  readonly mine = new Library(
    (error) => this.toasts.add(error),
    (section) => void this.remember("library_section", section),
  );
  readonly library = this.mine.list;

  constructor() {
    on("status", ({ status }) => this.setStatus(status));
    on("sync_progress", ({ progress, situation }) => {
      if (this.status) this.setStatus({ ...this.status, sync: progress, situation });
    });
    on("sync_finished", () => {
      void this.refreshStatus();
      void this.journal.read();
      void this.days.read();
    });
    on("config_changed", () => void this.start());
    matchMedia(WIDE).addEventListener("change", (event) => (this.wide = event.matches));
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
      matchMedia(query).addEventListener("change", () => this.paint());
    }
    addEventListener("hashchange", () => {
      const before = this.view;
      this.readHash();
      this.returned = this.view !== before;
    });
    links.open = (url) => call("open_link", { url }).then(() => {});
  }

  get problems(): ConfigProblem[] {
    return this.boot?.problems.filter((problem) => problem.severity === "error") ?? [];
  }

  get welcome(): boolean {
    return this.connecting || (this.boot?.first_run ?? false);
  }

  /** The list that the search field works on: the library's there, the catalogue's everywhere else. */
  get list(): SkillList {
    return this.view === "library" ? this.library : this.discover;
  }

  /** Whether a list is in view. */
  get browsing(): boolean {
    return this.view === "discover" || this.view === "library";
  }

  /** Whether list and skill share one place, and a skill has it. */
  get over(): boolean {
    return this.browsing && !this.wide && this.list.selected !== null;
  }

  /** Whether the marketplace is the one that comes with Skilldock. */
  get demo(): boolean {
    return this.boot?.demo ?? false;
  }

  /** How many removals wait for a yes or a no. */
  get held(): number {
    return this.status?.held ?? 0;
  }

  /** Whether these removals were declined; other ones are asked about again. */
  get heldDeclined(): boolean {
    return this.status?.held_declined ?? false;
  }

  /** Reads what the first frame needs, at the start and whenever the configuration changed. */
  async start(): Promise<void> {
    try {
      const first = this.boot === null;
      // The words of the system's language are read while the engine answers: most windows speak it.
      const [boot] = await Promise.all([call("boot"), first ? language.choose("system") : null]);
      if (first) await language.choose(boot.ui_state["locale"]);
      this.boot = boot;
      this.setStatus(this.boot.status);
      this.error = null;
      if (first) {
        this.restore(this.boot.ui_state);
        void this.journal.read();
        void this.desktop.look();
      }
    } catch (error) {
      this.error = error as IpcError;
    }
  }

  open(view: View): void {
    // Out of the editor back to the view it was opened from is no second time.
    const again = view === this.view && !this.mine.editor;
    this.mine.leave();
    this.connecting = false;
    this.problemsSeen = true;
    this.view = view;
    // Asked for once more, a view begins at its beginning: with the list.
    if (again && this.over) return this.closeSkill();
    if (again && view === "conflicts" && !this.wide) this.conflicts.open(null);
    location.hash = this.place;
    this.remember("view", view);
  }

  /**
   * Shows a skill of the list in view. Where it takes the list's place that is a step which Back takes back, the
   * button's and the system's.
   */
  openSkill(id: string): void {
    this.list.selected = id;
    if (!this.wide && location.hash !== this.place) history.pushState({ over: true }, "", this.place);
  }

  /** Gives the list its place back. */
  closeSkill(): void {
    if (!this.over) return;
    this.list.selected = null;
    if ((history.state as { over?: boolean } | null)?.over) history.back();
    else history.replaceState(null, "", this.place);
  }

  /** Looks for skills, and shows the list of them: a skill in its place makes way, and Back returns to it. */
  search(query: Query): void {
    if (this.over) {
      this.list.selected = null;
      history.pushState(null, "", this.place);
    } else if (!this.browsing) {
      if (!this.wide) this.list.selected = null;
      this.open("discover");
    }
    this.list.query(query);
  }

  /** Opens a conflict, or the list of them. Where it takes the list's place, Back returns to the list. */
  openConflict(id: number | null): void {
    const before = this.conflicts.selected;
    this.conflicts.open(id);
    if (location.hash === this.place) return;
    if (!this.wide && before === null) history.pushState(null, "", this.place);
    else history.replaceState(history.state, "", this.place);
  }

  openSetting(variable: string): void {
    this.wantedSetting = variable;
    this.open("settings");
  }

  /**
   * Syncs now, and removes what waits for a yes where that is given. What goes wrong is in the status already, so
   * only the unexpected makes a toast.
   */
  async syncNow(deletions_confirmed = false): Promise<void> {
    try {
      await call("sync_now", { deletions_confirmed });
    } catch (error) {
      this.toasts.add(error as IpcError);
    } finally {
      await this.refreshStatus().catch(() => {});
    }
  }

  /** Stops what runs by itself, or lets it run again. */
  async setPaused(paused: boolean): Promise<void> {
    try {
      this.setStatus(await call("set_paused", { paused }));
    } catch (error) {
      this.toasts.add(error as IpcError);
    }
  }

  /** Asks for the live connection now, whatever is being waited for. What comes of it, the status tells. */
  async reconnect(): Promise<void> {
    try {
      await call("reconnect");
    } catch (error) {
      this.toasts.add(error as IpcError);
    }
  }

  /** Keeps what the marketplace no longer lists, until it is other skills. */
  async declineHeld(): Promise<void> {
    try {
      this.setStatus(await call("decline_held"));
    } catch (error) {
      this.toasts.add(error as IpcError);
    }
  }

  /** Shows a skill from a view that has no list of skills. */
  showSkill(id: string): void {
    this.open("discover");
    this.openSkill(id);
  }

  setStatus(status: Status): void {
    this.status = status;
    clock.touch();
  }

  async refreshStatus(): Promise<void> {
    this.setStatus(await call("status"));
  }

  /**
   * Whether to connect to this marketplace, or to the configured one. Leaving local-only mode first shows what it
   * would do; from any other mode, and where Skilldock begins with nothing here, there is nothing to ask.
   */
  async mayConnect(request: PreviewRequest): Promise<boolean> {
    const begins = this.boot?.first_run && !this.status?.skills;
    return this.status?.mode !== "local_only" || begins || this.preview.ask(request);
  }

  /** A door was taken: what it led to replaces the page of doors. */
  entered(status: Status): void {
    this.setStatus(status);
    if (this.boot) this.boot = { ...this.boot, first_run: false, status };
    this.connecting = false;
    this.open("discover");
    this.desktop.entered();
    void this.discover.load();
    void this.library.load();
    // Which marketplace it is now, the engine knows only after the door was taken.
    void this.start();
  }

  /** Puts the mark on or takes it off, wherever the skill is shown. */
  async favourite(row: SkillRow): Promise<void> {
    const favourite = !row.badges.includes("favourite");
    const badges: Badge[] = row.badges.filter((badge) => badge !== "favourite");
    if (favourite) badges.push("favourite");
    try {
      await call("set_favourite", { skill_id: row.skill_id, favourite });
      for (const list of [this.discover, this.library]) list.replace({ ...row, badges });
      this.favourites++;
    } catch (error) {
      this.toasts.add(error as IpcError);
    }
  }

  /** Rates a skill from a list, one after the other so that of two the later counts. What was said stays said. */
  rate({ skill_id, name, badges }: SkillRow, stars: number): Promise<void> {
    return (this.rating = this.rating.then(async () => {
      if (badges.includes("local")) return this.say(m.rate_local());
      try {
        const { my_rating } = await call("skill", { skill_id });
        await call("rate", { skill_id, rating: stars, comment: my_rating?.comment ?? null });
        this.say(m.rate_done({ name, stars: m.stars_of_five({ count: stars }) }));
      } catch (error) {
        this.toasts.add(error as IpcError);
      }
    }));
  }

  /** Says something for a moment beside the list. */
  say(what: string): void {
    clearTimeout(this.noteTimer);
    this.note = what;
    this.noteTimer = setTimeout(() => (this.note = ""), NOTE_MS);
  }

  /** Keeps what is asked, seen and open in the lists, for the next start. */
  keepLists(): void {
    for (const [key, list] of Object.entries({ discover: this.discover, library: this.library }))
      if (list.answer) void this.remember(`list.${key}`, list.kept);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.paint();
    this.remember("theme", theme);
  }

  setDensity(density: Density): void {
    this.density = density;
    this.paint();
    this.remember("density", density);
  }

  setLocale(locale: string): void {
    this.locale = locale;
    this.remember("locale", locale);
    void language.choose(locale).then(() => this.rememberLanguage());
  }

  /** The shell speaks the window's language, in the tray and in notifications. */
  private rememberLanguage(): void {
    if (this.memory.get("language") !== language.current) this.memory.set("language", language.current);
  }

  private restore(saved: Boot["ui_state"]): void {
    this.memory.restore(saved);
    this.theme = oneOf(saved["theme"], ["system", "light", "dark", "contrast"] as const, "system");
    this.density = oneOf(saved["density"], ["comfortable", "compact"] as const, "comfortable");
    this.locale = saved["locale"] ?? "system";
    this.rememberLanguage();
    this.discover.restore(saved["list.discover"]);
    this.library.restore(saved["list.library"]);
    this.mine.restore(saved["library_section"]);
    this.paint();
    if (!this.readHash()) this.view = oneOf(saved["view"], VIEWS, "discover");
  }

  private readHash(): boolean {
    const [wanted, skill] = location.hash.slice(2).split("/");
    const known = VIEWS.find((view) => view === wanted);
    if (!known) return false;
    this.view = known;
    if (known === "conflicts") {
      if (!skill || /^\d+$/.test(skill)) this.conflicts.open(skill ? Number(skill) : null);
      return true;
    }
    if (skill) this.list.selected = skill;
    else if (this.over) this.list.selected = null;
    return true;
  }

  /** The address of what is shown: the view, and the skill where it has the list's place. */
  private get place(): string {
    if (this.view === "conflicts" && this.conflicts.selected !== null) return `#/conflicts/${this.conflicts.selected}`;
    return this.over ? `#/${this.view}/${this.list.selected}` : `#/${this.view}`;
  }

  private remember(key: string, value: string): void {
    this.memory.set(key, value);
  }

  private paint(): void {
    const root = document.documentElement;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const system = matchMedia("(prefers-contrast: more)").matches ? "contrast" : dark ? "dark" : "light";
    const theme = this.theme === "system" ? system : this.theme;
    root.dataset["theme"] = theme;
    root.dataset["scheme"] = theme === "dark" || (theme === "contrast" && dark) ? "dark" : "light";
    root.dataset["density"] = this.density;
    try {
      // Read by `early.js` before the engine answers.
      localStorage.setItem("theme", this.theme);
      localStorage.setItem("density", this.density);
    } catch {
      // A closed storage costs one flash at the next start.
    }
  }
}

function oneOf<T extends string>(value: string | undefined, known: readonly T[], otherwise: T): T {
  return known.find((one) => one === value) ?? otherwise;
}
