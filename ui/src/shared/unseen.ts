/**
 * Characters that are not seen, in texts of strangers: changes of direction, zero-width and tag characters. They are
 * drawn as marks that can be read, so that a text is what it looks like. Where a script or an emoji needs one it
 * stays what it is. The engine's `facts/hidden.rs` finds the same ones.
 */

/** All of them, as a set of characters for regular expressions with the flag `u`. */
export const UNSEEN =
  "\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164" +
  "\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}\\u{E0100}-\\u{E01EF}";

/* eslint-disable no-misleading-character-class -- each of the set is meant by itself */
const ANY = new RegExp(`[${UNSEEN}]`, "u");
const EACH = new RegExp(`[${UNSEEN}]`, "gu");
/* eslint-enable no-misleading-character-class */
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Component}\u20E3]/u;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
/** Letters of scripts that join, or break words without a space. */
const JOINS = /[\u0590-\u08FF\u0900-\u109F\u1780-\u18AF\u3000-\u9FFF\uAC00-\uD7AF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const FLAG = /\u{1F3F4}[\u{E0020}-\u{E007E}]{2,7}\u{E007F}/gu;

export interface Piece {
  text: string;
  /** The name of a character that is not seen: `U+202E`; absent for what is. */
  mark?: string;
}

/** The name of a character: `U+202E`. */
export function codeName(c: string): string {
  return `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Cuts a text at what is not seen in it and does not belong there. */
export function pieces(text: string): Piece[] {
  if (!ANY.test(text)) return [{ text }];
  const out: Piece[] = [];
  const flags = [...text.matchAll(FLAG)].map(({ index, 0: flag }) => [index, index + flag.length] as const);
  const turns = RIGHT_TO_LEFT.test(text);
  let at = 0;
  for (const { index, 0: c } of text.matchAll(EACH)) {
    if (flags.some(([from, to]) => index >= from && index < to)) continue;
    if (belongs(c, before(text, index), after(text, index + c.length), turns, index === 0)) continue;
    if (index > at) out.push({ text: text.slice(at, index) });
    out.push({ text: c, mark: codeName(c) });
    at = index + c.length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

/** The text with names in place of what is not seen: for attributes, titles and sentences. */
export function spelled(text: string): string {
  if (!ANY.test(text)) return text;
  return pieces(text)
    .map(({ text, mark }) => (mark ? `[${mark}]` : text))
    .join("");
}

const before = (text: string, at: number) => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
const after = (text: string, at: number) => [...text.slice(at, at + 2)][0] ?? "";

function belongs(c: string, left: string, right: string, turns: boolean, first: boolean): boolean {
  const code = c.codePointAt(0)!;
  const within = (from: number, to: number) => code >= from && code <= to;
  const joins = JOINS.test(left) || JOINS.test(right);
  if (within(0xe0000, 0xe007f)) return false;
  if (within(0x202a, 0x202e) || within(0x2066, 0x2069) || within(0x200e, 0x200f) || code === 0x61c)
    return turns && code !== 0x202d && code !== 0x202e;
  if (within(0xfe00, 0xfe0f) || within(0xe0100, 0xe01ef) || within(0x180b, 0x180d))
    return left !== "" && !ANY.test(left) && (EMOJI.test(left) || left > "\u007f");
  if (code === 0x200c || code === 0x200d) return joins || (isEmoji(left) && isEmoji(right));
  return joins || (first && code === 0xfeff) || (code === 0xad && /\p{L}/u.test(left));
}

const isEmoji = (c: string) => c !== "" && (EMOJI.test(c) || c === "\uFE0F");
