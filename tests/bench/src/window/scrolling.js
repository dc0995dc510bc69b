// Scrolls a list, or an empty one of the same look that is laid over it, a step in each frame; gives how long each frame
// took, and in how many of them the list showed a row whose content was still on its way.
const [{ empty, frames, seconds, step, jump }, done] = arguments;
const list = document.querySelector("[role=listbox].scroller");
const all = list.firstElementChild;
const rowHeight = parseInt(getComputedStyle(list).getPropertyValue("--row"), 10);
let scroller = list;

if (empty) {
  scroller = document.createElement("div");
  const place = list.getBoundingClientRect();
  scroller.style.cssText = `position: fixed; z-index: 9; overflow: hidden auto; contain: strict;
    left: ${place.left}px; top: ${place.top}px; width: ${place.width}px; height: ${place.height}px`;
  const paper = document.createElement("div");
  paper.style.height = all.style.height;
  const colour = getComputedStyle(document.querySelector("main")).backgroundColor;
  // A mark, two lines of text and the line below: as much of a row as a picture can be, repeated down the whole height.
  const tile = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rects = [[16, 11, 32, 32], [60, 12, 220, 10], [60, 32, 420, 10], [0, rowHeight - 1, 4000, 1]];
  tile.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  tile.setAttribute("width", "4000");
  tile.setAttribute("height", String(rowHeight));
  tile.innerHTML = rects.map(([x, y, w, h]) => `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="#8884"/>`).join("");
  paper.style.background = `${colour} url('data:image/svg+xml,${encodeURIComponent(tile.outerHTML)}') repeat-y`;
  scroller.append(paper);
  document.body.append(scroller);
  list.style.visibility = "hidden";
}

const end = scroller.scrollHeight - scroller.clientHeight;
const height = scroller.clientHeight;
scroller.scrollTop = 0;
// The same places each time, spread over the whole list.
const place = (nth) => Math.floor(((nth * 0.618033988749895) % 1) * end);

const intervals = [];
const parts = { script: [], layout: [], paint: [] };
let unfinished = 0;
let most = 0;
let last = null;
let heard = null;
const began = performance.now();
// What the page does for a scroll, it does from here to the frame's callbacks.
const hear = () => (heard = performance.now());
scroller.addEventListener("scroll", hear, true);

/** Whether the frame that is about to be painted has a row in view whose content is missing, or paper where a row belongs. */
function gaps() {
  const top = scroller.scrollTop;
  const [from, to] = [Math.floor(top / rowHeight), Math.ceil((top + height) / rowHeight)];
  let whole = 0;
  for (const row of all.children) {
    const nth = Math.round(parseFloat(row.style.top) / rowHeight);
    if (nth >= from && nth < to && row.dataset.testid) whole++;
  }
  most = Math.max(most, all.children.length);
  return whole < Math.min(to, Math.round(all.clientHeight / rowHeight)) - from;
}

function frame(now) {
  const begun = performance.now();
  if (last !== null) {
    intervals.push(now - last);
    parts.script.push(heard === null ? 0 : begun - heard);
    if (!empty && gaps()) unfinished++;
  }
  last = now;
  heard = null;
  // Asked for now, it need not be done again for the painting.
  const asked = performance.now();
  void scroller.scrollHeight;
  const placed = performance.now();
  parts.layout.push(placed - asked);
  // The turn after a frame's callbacks comes when the frame is painted: then the wheel turns on.
  const after = new MessageChannel();
  after.port1.onmessage = () => {
    parts.paint.push(performance.now() - placed);
    const nth = intervals.length;
    if (nth >= frames || performance.now() - began > seconds * 1000) return finish();
    if (!jump) scroller.scrollTop = ((nth + 1) * step) % end;
    else if (nth % jump === 0) scroller.scrollTop = place(nth / jump + 1);
    requestAnimationFrame(frame);
  };
  after.port2.postMessage(null);
}

function finish() {
  scroller.removeEventListener("scroll", hear, true);
  if (empty) {
    scroller.remove();
    list.style.visibility = "";
  } else list.scrollTop = 0;
  done({ intervals, parts, unfinished, most });
}

requestAnimationFrame(() => requestAnimationFrame(frame));
