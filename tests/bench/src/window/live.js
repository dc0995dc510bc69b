// Watches the list from inside the page while the catalogue changes: when an event said so, and when a row in view was
// painted with it. Changed skills bear the number of their change before their description. Times are the wall clock's.
const log = (window.__live = { seen: [], heard: [], calls: {}, renewed: 0 });
const wall = () => performance.timeOrigin + performance.now();

const fetched = window.fetch;
window.fetch = (input, init) => {
  const command = decodeURIComponent(String(input?.url ?? input).split("/").pop());
  log.calls[command] = (log.calls[command] ?? 0) + 1;
  return fetched(input, init);
};

const internals = window.__TAURI_INTERNALS__;
void internals.invoke("plugin:event|listen", {
  event: "engine",
  target: { kind: "Any" },
  handler: internals.transformCallback(({ payload }) => {
    if (payload.event === "catalogue_changed") log.heard.push([payload.revision, wall()]);
  }),
});

const list = document.querySelector("[role=listbox].scroller");
const known = new Map();

new MutationObserver((records) => {
  for (const { addedNodes } of records)
    for (const node of addedNodes) if (node.nodeType === 1 && node.matches(".row")) log.renewed++;
  const fresh = [];
  for (const row of list.querySelectorAll("[data-testid=skill-row]")) {
    const number = Number(/^Change (\d+):/.exec(row.querySelector(".description")?.textContent ?? "")?.[1] ?? -1);
    const id = row.dataset.skillId;
    if (number <= (known.get(id) ?? -1)) continue;
    known.set(id, number);
    fresh.push([id, number]);
  }
  if (!fresh.length) return;
  requestAnimationFrame(() => {
    // The turn after a frame's callbacks comes when the frame is laid out and painted.
    const after = new MessageChannel();
    after.port1.onmessage = () => {
      for (const [id, number] of fresh) log.seen.push([id, number, wall()]);
    };
    after.port2.postMessage(null);
  });
}).observe(list, { subtree: true, childList: true, characterData: true });
