/**
 * The bar at the bottom of a view that holds its answers says how high it is, as `--foot`: what is shown over the page,
 * such as a notice, keeps above it. Attached to the bar: `{@attach foot}`.
 */
export function foot(bar: HTMLElement): () => void {
  const root = document.documentElement.style;
  const size = new ResizeObserver(() => root.setProperty("--foot", `${bar.offsetHeight}px`));
  size.observe(bar);
  return () => {
    // The next bar, where one comes in its place, is measured after this.
    size.disconnect();
    root.removeProperty("--foot");
  };
}
