// The frame after the first: what was drawn can be seen.
addEventListener("DOMContentLoaded", () =>
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("painted"))),
);
