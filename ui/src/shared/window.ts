/** Which rows of a long list to draw: arithmetic only, since every row has the same height. */

/** Rows drawn beyond each edge, so that a fast wheel meets rows and not paper. */
const OVERSCAN = 8;
/** More rows than this in the page are never needed, however tall the window is. */
const MOST = 96;

export interface Span {
  /** The first row drawn. */
  first: number;
  /** One past the last row drawn. */
  end: number;
}

/** The rows to draw; of rows that hold several items each, fewer, so that the items stay as few. */
export function visible(scrollTop: number, viewport: number, rowHeight: number, total: number, each = 1): Span {
  const beyond = each > 1 ? 2 : OVERSCAN;
  const most = Math.max(1, Math.floor(MOST / each));
  const top = Math.max(0, Math.floor(scrollTop / rowHeight));
  const shown = Math.ceil(viewport / rowHeight) + 1;
  const first = Math.max(0, Math.min(top - beyond, total - 1));
  return { first: Math.max(0, first), end: Math.min(total, Math.max(0, first) + Math.min(most, shown + 2 * beyond)) };
}

/** Where to scroll so that a row is whole in view; the same place when it already is. */
export function reveal(row: number, scrollTop: number, viewport: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + viewport) return top + rowHeight - viewport;
  return scrollTop;
}
