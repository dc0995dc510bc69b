// Watches the search field from inside the page: when a key was pressed, when its answer was asked for and came, and when
// the page was painted with the rows of that answer.
const log = (window.__typing = { keys: [], answers: [], calls: {} });

// A request bears the text as it is when it is made: the first answer asked for after a key is the answer to that key.
const fetched = window.fetch;
window.fetch = (input, init) => {
  const command = decodeURIComponent(String(input?.url ?? input).split("/").pop());
  log.calls[command] = (log.calls[command] ?? 0) + 1;
  const sent = fetched(input, init);
  if (command !== "search") return sent;
  const request = JSON.parse(init.body).request;
  if (request.offset !== 0) return sent;
  const answer = { text: request.text, asked: performance.now() };
  log.answers.push(answer);
  return sent.then((response) => {
    answer.came = performance.now();
    response.json = () =>
      Response.prototype.json.call(response).then((page) => {
        answer.read = performance.now();
        answer.bytes = Number(response.headers.get("content-length") ?? 0);
        // What the page does at once with its answer ends with the last change before the frame.
        answer.drawn = answer.read;
        changing = answer;
        requestAnimationFrame(() => look(answer, page, 0));
        return page;
      });
    return response;
  });
};

let changing = null;
new MutationObserver(() => {
  if (changing && !changing.frame) changing.drawn = performance.now();
}).observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true, attributes: true });

function shows({ total, skills }) {
  const rows = [...document.querySelectorAll("[data-testid=skill-row]")];
  if (total === 0) return rows.length === 0;
  return rows.length > 0 && rows.every((row) => skills[Number(row.id.slice(4))]?.skill_id === row.dataset.skillId);
}

function look(answer, page, frames) {
  if (!shows(page)) {
    // One that a later answer overtook is never shown.
    if (frames < 120) requestAnimationFrame(() => look(answer, page, frames + 1));
    return;
  }
  answer.frame = performance.now();
  // Asked for now, it need not be done again for the painting.
  void document.body.offsetHeight;
  answer.placed = performance.now();
  // The turn after a frame's callbacks comes when the frame is painted.
  turn(() => (answer.painted = performance.now()));
}

/** Does something in a turn of its own. */
function turn(what) {
  const channel = new MessageChannel();
  channel.port1.onmessage = what;
  channel.port2.postMessage(null);
}

const field = document.querySelector("[data-testid=search]");
let pressed = null;
addEventListener("keydown", (event) => (pressed = event), true);
field.addEventListener("input", () => {
  if (!pressed) return;
  // Some drivers give keys no time of their own.
  const now = performance.now();
  const at = pressed.timeStamp > now - 5000 && pressed.timeStamp <= now ? pressed.timeStamp : now;
  log.keys.push({ at, heard: now, text: field.value });
  pressed = null;
}, true);
