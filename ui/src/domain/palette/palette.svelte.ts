/** The command palette: what was typed, what fits it, and what was used last. */
import type { App } from "../app.svelte";
import { isBare, isTyping, matches } from "./keys";
import { rank } from "./rank";
import { commands, found, type Command, type Group } from "./registry";

/** The order of the groups. */
const GROUPS: readonly Group[] = ["recent", "go", "do", "skills", "look", "settings"];
/** So many of what was used last are kept and shown. */
const RECENT = 5;
/** So many of one group are shown; whoever does not find it types on. */
const MOST: Record<Group, number> = { recent: RECENT, go: 12, do: 16, skills: 6, look: 8, settings: 8 };
/** Typing this fast is one question to the engine. */
const DEBOUNCE_MS = 60;

export interface Entry {
  command: Command;
  group: Group;
}

export class Palette {
  open = $state(false);
  /** Whether the sheet of shortcuts is open. */
  shortcuts = $state(false);
  typed = $state("");
  /** The entry that Enter runs. */
  active = $state(0);
  private looked = $state.raw<Command[]>([]);
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly app: App) {}

  /** What is listed, group by group. */
  readonly entries = $derived.by((): Entry[] => {
    if (!this.open) return [];
    const all = commands(this.app).filter(({ id }) => id !== "palette");
    const typed = this.typed.trim();
    if (!typed) {
      const recent = this.recent.flatMap((id) => all.find((command) => command.id === id) ?? []);
      const others = all.filter((command) => !recent.includes(command) && command.group !== "settings");
      return [...recent.map((command): Entry => ({ command, group: "recent" })), ...inGroups(others)];
    }
    const ranked = all
      .map((command) => ({ command, rank: rank(typed, command.title(), command.also) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank);
    return inGroups([...ranked.map(({ command }) => command), ...this.looked], ranked[0]?.command.group);
  });

  show(): void {
    this.typed = "";
    this.looked = [];
    this.active = 0;
    this.open = true;
  }

  type(text: string): void {
    this.typed = text;
    this.active = 0;
    clearTimeout(this.timer);
    const asked = ++this.asked;
    if (!text.trim()) return void (this.looked = []);
    this.timer = setTimeout(() => {
      void found(this.app, text.trim()).then((looked) => {
        if (asked === this.asked) this.looked = looked;
      });
    }, DEBOUNCE_MS);
  }

  /** Moves to another entry; past the end it begins anew. */
  move(by: number): void {
    const count = this.entries.length;
    if (count) this.active = (this.active + by + count) % count;
  }

  run(entry: Entry | undefined): void {
    if (!entry) return;
    this.open = false;
    const { id } = entry.command;
    // What is found by looking is not there to be found again without.
    if (!id.includes(":"))
      this.app.memory.set(
        "palette_recent",
        JSON.stringify([id, ...this.recent.filter((one) => one !== id)].slice(0, RECENT)),
      );
    entry.command.run(this.app);
  }

  /** Runs the command whose keys these are, if there is one and the keys are not somebody's text. */
  press(event: KeyboardEvent): void {
    const typing = isTyping(event.target);
    const command = commands(this.app).find(
      ({ keys = [], local }) => !local && keys.some((one) => matches(one, event) && !(typing && isBare(one))),
    );
    if (!command) return;
    event.preventDefault();
    command.run(this.app);
  }

  private get recent(): string[] {
    try {
      const ids: unknown = JSON.parse(this.app.memory.get("palette_recent") ?? "[]");
      return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
    } catch {
      return [];
    }
  }
}

/** Groups in their order, the one with the best match first; in each the order as it was. */
function inGroups(list: Command[], first?: Group): Entry[] {
  const order = first ? [first, ...GROUPS.filter((group) => group !== first)] : GROUPS;
  return order.flatMap((group) =>
    list
      .filter((command) => command.group === group)
      .slice(0, MOST[group])
      .map((command) => ({ command, group })),
  );
}
