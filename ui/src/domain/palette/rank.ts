/** How well a name fits what was typed: pure, the higher the better, 0 for not at all. */

/** As it is compared: without case and marks above letters, so that "uber" finds "Über". */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/**
 * Every word typed must be found. A name that begins so comes first, then one with a word that begins so, then one
 * that holds it anywhere, and last one whose words' first letters spell it.
 */
export function rank(typed: string, name: string, also = ""): number {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const title = plain(name);
  const more = plain(also);
  let sum = 0;
  for (const word of words) {
    const score = rankWord(word, title) || (rankWord(word, more) > 0 ? 1 : 0);
    if (!score) return 0;
    sum += score;
  }
  // Of two that fit as well the shorter one is more of what was typed.
  return words.length ? sum / words.length + 1 / (2 + title.length) : 0;
}

function rankWord(word: string, text: string): number {
  if (text.startsWith(word)) return 5;
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.some((one) => one.startsWith(word))) return 4;
  if (text.includes(word)) return 3;
  return words
    .map((one) => one[0])
    .join("")
    .startsWith(word)
    ? 2
    : 0;
}
