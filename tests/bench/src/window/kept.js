// Asks the engine for each of these skills, and gives the number of the last change that its store has.
const [ids, done] = arguments;
const kept = {};
const ask = async (id) => {
  const detail = await window.__TAURI_INTERNALS__.invoke("skill", { request: { skill_id: id } });
  kept[id] = Number(/^Change (\d+):/.exec(detail.description)?.[1] ?? -1);
};
(async () => {
  for (let first = 0; first < ids.length; first += 25) await Promise.all(ids.slice(first, first + 25).map(ask));
  done({ kept });
})().catch((error) => done({ error: String(error?.message ?? error) }));
