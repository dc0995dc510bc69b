/** Cuts a text at its marks (UTF-16 spans). Marks may overlap or be unordered; what lies outside the text is dropped. */
export function pieces(text: string, marks: readonly [number, number][] = []): { part: string; marked: boolean }[] {
  const out: { part: string; marked: boolean }[] = [];
  let at = 0;
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    const start = Math.max(from, at);
    const end = Math.min(to, text.length);
    if (end <= start) continue;
    if (start > at) out.push({ part: text.slice(at, start), marked: false });
    out.push({ part: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length || !out.length) out.push({ part: text.slice(at), marked: false });
  return out;
}
