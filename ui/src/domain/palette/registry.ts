/**
 * Everything that can be done, in one place: the palette lists it, the shortcuts sheet shows its keys, and the window
 * listens to them, so that the three cannot disagree. An area adds what it can do with `addCommands`, and what can
 * only be looked for, such as saved searches, with `addSource`.
 */
import type { App } from "../app.svelte";
import type { Keys } from "./keys";

export type Group = "recent" | "go" | "do" | "skills" | "look" | "settings";

export interface Command {
  /** Stays the same for ever: what was used last is remembered by it. */
  id: string;
  group: Group;
  title: () => string;
  /** Said beside it, such as where a setting's value comes from. */
  detail?: (() => string) | undefined;
  /** Other words for it. */
  also?: string;
  /** The first is shown. */
  keys?: readonly Keys[];
  /** Whether its keys are listened to where they are shown, so that the window does not. */
  local?: boolean;
  /** Whether it makes sense now. */
  when?: (app: App) => boolean;
  run: (app: App) => void;
}

/** Commands found by looking, such as skills by their name. */
export type Source = (app: App, typed: string) => Promise<Command[]>;

const lists: ((app: App) => readonly Command[])[] = [];
const sources: Source[] = [];

export function addCommands(list: (app: App) => readonly Command[]): void {
  lists.push(list);
}

export function addSource(source: Source): void {
  sources.push(source);
}

/** Everything that can be done now. */
export function commands(app: App): Command[] {
  return lists.flatMap((list) => list(app)).filter((command) => command.when?.(app) ?? true);
}

/** What the sources have for the words typed; one that fails has nothing. */
export async function found(app: App, typed: string): Promise<Command[]> {
  const answers = await Promise.all(sources.map((source) => source(app, typed).catch(() => [])));
  return answers.flat();
}
