/**
 * What somebody decided of a conflict and has not resolved yet: kept as a draft, and laid anew over sides that moved
 * meanwhile. Nothing here talks to the engine.
 */
import type { CodeRegion, ConflictDesk, DeskDecision, DeskField, Pick } from "../../ipc";
import { toValue } from "./values";

export type Hunk = Extract<CodeRegion, { kind: "hunk" }>;
/** A side, or a value of one's own. */
export type Decision = Pick | "edit";

export interface Choice {
  pick: Decision;
  /** What was typed. It stays while another choice is tried, so that coming back finds it. */
  text?: string | undefined;
  /** The digest of the sides it was made for. */
  seen: string;
}

export interface Draft {
  /** By the field's name; of the code, what was chosen for the whole of it. */
  fields: Record<string, Choice>;
  /** Of the code, by the stretch's key; it counts before the choice for the whole. */
  hunks: Record<string, Pick>;
}

export const EMPTY: Draft = { fields: {}, hunks: {} };
const PICKS = ["local", "remote", "both", "base"];

/** A draft as it was kept; an unreadable one is none. */
export function parse(text: string | undefined): Draft {
  try {
    const raw: unknown = JSON.parse(text ?? "");
    if (!isRecord(raw) || !isRecord(raw["fields"]) || !isRecord(raw["hunks"])) return EMPTY;
    const fields = Object.entries(raw["fields"]).filter(
      (entry): entry is [string, Choice] =>
        isRecord(entry[1]) &&
        (PICKS.includes(entry[1]["pick"] as string) || entry[1]["pick"] === "edit") &&
        typeof entry[1]["seen"] === "string" &&
        ["string", "undefined"].includes(typeof entry[1]["text"]),
    );
    const hunks = Object.entries(raw["hunks"]).filter((entry): entry is [string, Pick] =>
      PICKS.includes(entry[1] as string),
    );
    return { fields: Object.fromEntries(fields), hunks: Object.fromEntries(hunks) };
  } catch {
    return EMPTY;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether there is nothing in it that is worth keeping. */
export const isEmpty = (draft: Draft): boolean => !Object.keys(draft.fields).length && !Object.keys(draft.hunks).length;

/** How a field stands: what it becomes, and whether that is settled. */
export interface Standing {
  pick: Decision | null;
  by: "chosen" | "suggested" | "nobody" | "moved";
}

/** How a field other than code by lines stands. What was chosen for other sides counts no longer, and is shown. */
export function standing(field: DeskField, draft: Draft): Standing {
  const choice = draft.fields[field.name];
  if (choice && choice.seen !== field.digest) return { pick: choice.pick, by: "moved" };
  if (choice && (choice.pick === "edit" || field.picks.includes(choice.pick)))
    return { pick: choice.pick, by: "chosen" };
  return field.suggested ? { pick: field.suggested, by: "suggested" } : { pick: null, by: "nobody" };
}

/** What a stretch of the code becomes, under the draft; `null` where nothing is decided. */
export function hunkPick(hunk: Hunk, code: DeskField, draft: Draft): Pick | null {
  const own = draft.hunks[hunk.key];
  if (own && hunk.picks.includes(own)) return own;
  const whole = draft.fields[code.name];
  if (whole && whole.seen === code.digest && whole.pick !== "edit" && hunk.picks.includes(whole.pick))
    return whole.pick;
  return hunk.suggested;
}

/** How the code as a whole stands. */
export function codeStanding(code: DeskField, hunks: readonly Hunk[], draft: Draft): Standing {
  const whole = draft.fields[code.name];
  if (whole && whole.seen !== code.digest && (whole.pick === "edit" || !Object.keys(draft.hunks).length))
    return { pick: whole.pick, by: "moved" };
  if (whole?.pick === "edit") return { pick: "edit", by: "chosen" };
  const picks = new Set(hunks.map((hunk) => (hunk.changed === "agreed" ? null : hunkPick(hunk, code, draft))));
  if (hunks.some((hunk) => hunkPick(hunk, code, draft) === null)) return { pick: null, by: "nobody" };
  picks.delete(null);
  const chosen = Boolean(whole) || hunks.some((hunk) => draft.hunks[hunk.key]);
  const only = picks.size === 1 ? [...picks][0]! : null;
  return { pick: only, by: chosen ? "chosen" : "suggested" };
}

/** Whether what becomes of a field is settled. */
export const isSettled = ({ by }: Standing): boolean => by === "chosen" || by === "suggested";

/** How every field stands, in the order of the desk. */
export function standings(desk: ConflictDesk, hunks: readonly Hunk[], draft: Draft): Map<string, Standing> {
  return new Map(
    desk.fields.map((field) => [
      field.name,
      field.kind === "code" ? codeStanding(field, hunks, draft) : standing(field, draft),
    ]),
  );
}

/**
 * The fields whose sides are others than those a choice was made for. Their choices wait for a yes; all others go on
 * counting. Stretches of the code are known by what stands in them, so that of the code only those that moved are open.
 */
export function movedFields(desk: ConflictDesk, draft: Draft): string[] {
  return desk.fields
    .filter((field) => {
      const choice = draft.fields[field.name];
      return choice !== undefined && choice.seen !== field.digest;
    })
    .map(({ name }) => name);
}

/** The fields that differ between two looks at a conflict, whether anything was chosen for them or not. */
export function changedFields(before: ConflictDesk, after: ConflictDesk): string[] {
  const digests = new Map(before.fields.map(({ name, digest }) => [name, digest]));
  return after.fields.filter(({ name, digest }) => digests.get(name) !== digest).map(({ name }) => name);
}

/** The draft with a choice for a field. For the code as a whole, what was chosen by stretch gives way to a side. */
export function choose(draft: Draft, field: DeskField, pick: Decision, text?: string): Draft {
  const kept = text ?? draft.fields[field.name]?.text;
  const choice: Choice = { pick, seen: field.digest, ...(kept === undefined ? {} : { text: kept }) };
  return {
    fields: { ...draft.fields, [field.name]: choice },
    hunks: field.kind === "code" && pick !== "edit" ? {} : draft.hunks,
  };
}

/** The draft with a choice for a stretch of the code. A text of one's own gives way, and is kept. */
export function chooseHunk(draft: Draft, code: DeskField, key: string, pick: Pick): Draft {
  const whole = draft.fields[code.name];
  const { [code.name]: _, ...others } = draft.fields;
  // A side for the whole goes on counting for the other stretches.
  const fields =
    whole && whole.pick !== "edit" ? { ...draft.fields, [code.name]: { ...whole, seen: code.digest } } : others;
  return { fields, hunks: { ...draft.hunks, [key]: pick } };
}

/** What the engine is asked to do; `null` where something is not settled or a value cannot be read. */
export function request(desk: ConflictDesk, hunks: readonly Hunk[], draft: Draft): DeskDecision | null {
  const decided: DeskDecision = { id: desk.row.id, seen: desk.row.changed_at, picks: {}, hunks: null, set: {} };
  for (const field of desk.fields) {
    if (!field.picks.length) continue;
    const how = field.kind === "code" ? codeStanding(field, hunks, draft) : standing(field, draft);
    if (!isSettled(how)) return null;
    if (how.pick === "edit") {
      const read = toValue(field.kind, draft.fields[field.name]?.text ?? "");
      if ("fault" in read) return null;
      decided.set[field.name] = read.value;
    } else if (field.kind === "code" && how.pick !== "local" && how.pick !== "remote") {
      decided.hunks = Object.fromEntries(
        hunks.flatMap((hunk) => {
          const pick = hunkPick(hunk, field, draft);
          return pick ? [[hunk.key, pick]] : [];
        }),
      );
    } else if (how.pick) {
      decided.picks[field.name] = how.pick;
    }
  }
  return decided;
}

/** What of each side's changes the decisions leave out. */
export interface Losses {
  local: string[];
  remote: string[];
  /** Lines of code. */
  localLines: number;
  remoteLines: number;
}

/** What the decisions of now lose; `all` says what it would be if every field were taken from that side. */
export function losses(desk: ConflictDesk, hunks: readonly Hunk[], draft: Draft, all?: Pick): Losses {
  const lost: Losses = { local: [], remote: [], localLines: 0, remoteLines: 0 };
  const add = (pick: Decision | null, changed: DeskField["changed"], mine: () => void, theirs: () => void) => {
    if ((pick === "remote" || pick === "base") && changed !== "remote" && changed !== "agreed") mine();
    if ((pick === "local" || pick === "base") && changed !== "local" && changed !== "agreed") theirs();
  };
  for (const field of desk.fields) {
    if (field.kind === "code") {
      if (!all && draft.fields[field.name]?.pick === "edit") continue;
      for (const hunk of hunks) {
        add(
          all ?? hunkPick(hunk, field, draft),
          hunk.changed,
          () => (lost.localLines += Math.max(hunk.local.lines, hunk.base.lines)),
          () => (lost.remoteLines += Math.max(hunk.remote.lines, hunk.base.lines)),
        );
      }
      continue;
    }
    const { pick, by } = standing(field, draft);
    add(
      all ?? (by === "moved" ? null : pick),
      field.changed,
      () => lost.local.push(field.name),
      () => lost.remote.push(field.name),
    );
  }
  return lost;
}
