import { expect, it } from "vitest";

import { named } from "../../scripts/entry.mjs";

it("the entry is what the page names: scripts, what they import at once, and styles", () => {
  const html = `<head><link rel="icon" href="./icon.svg" /><script src="./early.js"></script>
    <style>html { background: url("./paper.png") }</style>
    <script type="module" crossorigin src="./assets/index.js"></script>
    <link rel="modulepreload" crossorigin href="./assets/shared.js">
    <link rel="stylesheet" crossorigin href="./assets/index.css"></head>`;
  expect(named(html)).toEqual(["./early.js", "./assets/index.js", "./assets/shared.js", "./assets/index.css"]);
});
