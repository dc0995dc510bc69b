/**
 * Writes a picture of every view and state, at both sizes, light and dark, to `screenshots/ui/`.
 * `npm run shots -- discover sync` takes only those whose name holds one of the words.
 */
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright";
import { preview } from "vite";

import { args, executablePath } from "./browser.mjs";

const out = fileURLToPath(new URL("../../screenshots/ui/", import.meta.url));
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 900, height: 600 } };

/** Name, query, and what to do before the picture is taken. */
const SHOTS = [
  ["discover", "#/discover"],
  ["discover-search", "#/discover", async (page) => type(page, "notes")],
  ["discover-filters", "#/discover", filters],
  ["discover-none", "#/discover", async (page) => type(page, "notes tag:nothing")],
  ["discover-corrected", "#/discover", async (page) => type(page, "postgras")],
  ["discover-loading", "?state=loading#/discover"],
  ["discover-empty", "?state=empty#/discover"],
  ["discover-first-sync", "?state=first-sync#/discover"],
  ["discover-local-only", "?state=local-only#/discover"],
  ["discover-offline", "?state=offline#/discover"],
  ["discover-failed", "?state=failed#/discover"],
  ["discover-stale", "?state=stale#/discover"],
  ["discover-syncing", "?state=syncing#/discover"],
  ["discover-token-rejected", "?state=token-rejected#/discover"],
  ["discover-compact", "?ui.density=compact#/discover"],
  ["discover-grid", "#/discover", async (page) => page.getByTestId("layout-grid").click()],
  [
    "discover-suggest",
    "#/discover",
    async (page) => (await type(page, "notes tag:"), page.getByTestId("search").press("ArrowDown")),
  ],
  ["discover-suggest-de", "?ui.locale=de#/discover", async (page) => type(page, "notes up")],
  ["discover-saved", "#/discover", saved],
  ["discover-saved-de", "?ui.locale=de#/discover", saved],
  ["discover-collections", "#/discover", async (page) => page.locator("[role=listbox]").press("c")],
  ["discover-collections-de", "?ui.locale=de#/discover", collections],
  ["discover-excluded", "#/discover", excluded],
  ["skill-line", "#/discover", line],
  ["skill-reviews-mine", "#/discover", mine],
  ["discover-100k", "?rows=100000#/discover", async (page) => page.locator("[role=listbox]").press("End")],
  ["discover-long", "#/discover", async (page) => open(page, "verbose-collective")],
  ["discover-popover", "?state=offline#/discover", async (page) => page.getByTestId("status-chip").click()],
  [
    "discover-popover-reconnecting",
    "?state=reconnecting#/discover",
    async (page) => page.getByTestId("status-chip").click(),
  ],
  ["discover-shortcuts", "#/discover", async (page) => page.locator("[role=listbox]").press("?")],
  ["discover-de", "?ui.locale=de#/discover"],
  ["discover-held", "?state=held#/discover"],
  ["discover-changed", "?rows=400#/discover", changed],
  ["discover-back", "#/discover", async (page) => (await open(page, "explain reader"), type(page, "notes"))],
  ["skill-de", "?ui.locale=de#/discover", async (page) => tab(page, "explain reader", "reviews")],
  ["skill-overview", "#/discover", async (page) => open(page, "explain reader")],
  ["skill-beside", "#/discover", async (page) => beside(page)],
  ["skill-prompt", "#/discover", async (page) => open(page, "meeting")],
  ["skill-code", "#/discover", async (page) => tab(page, "explain reader", "code")],
  ["skill-packages", "#/discover", async (page) => tab(page, "rail planner", "packages")],
  ["skill-reviews", "#/discover", async (page) => tab(page, "explain reader", "reviews")],
  ["skill-rated", "#/discover", async (page) => rate(page, "explain reader")],
  [
    "skill-rating",
    "#/discover",
    async (page) => (await open(page, "slide outline"), page.getByTestId("rate-star-4").click()),
  ],
  ["skill-rating-failed", "?state=needs-you#/discover", async (page) => rate(page, "slide outline")],
  ["skill-rating-waiting", "?state=offline#/discover", async (page) => rate(page, "slide outline")],
  ["skill-rating-de", "?state=partial&ui.locale=de#/discover", rateTwice],
  ["skill-edited", "#/discover", async (page) => open(page, "bear notes")],
  ["skill-gone", "#/discover", async (page) => open(page, "calendar gaps")],
  ["skill-local", "#/discover", async (page) => open(page, "garden diary")],
  ["list-rated", "#/discover", async (page) => page.locator("[role=listbox]").press("4")],
  ["skill-facts", "#/discover", async (page) => tab(page, "stock watch", "facts")],
  ["skill-facts-none", "#/discover", async (page) => tab(page, "grocery list", "facts")],
  ["skill-facts-look", "#/discover", async (page) => tab(page, "explain reader", "facts")],
  ["skill-facts-de", "?ui.locale=de#/discover", async (page) => tab(page, "stock watch", "facts")],
  ["skill-facts-line", "#/discover", factsLine],
  ["skill-raw", "#/discover", async (page) => tab(page, "explain reader", "raw")],
  [
    "skill-link",
    "#/discover",
    async (page) => (await open(page, "explain reader"), page.locator("[data-url]").first().click()),
  ],
  ["palette", "#/discover", async (page) => palette(page, "")],
  ["palette-typed", "#/discover", async (page) => palette(page, "sy")],
  ["palette-skill", "#/discover", async (page) => palette(page, "notes")],
  ["palette-none", "#/discover", async (page) => palette(page, "zzzz")],
  [
    "palette-recent",
    "?ui.palette_recent=[%22view.sync%22,%22theme.contrast%22]#/discover",
    async (page) => palette(page, ""),
  ],
  ["palette-de", "?ui.locale=de#/discover", async (page) => palette(page, "e")],
  ["close-question", "#/discover", async (page) => shell(page, { event: "close_asked" })],
  ["close-question-de", "?ui.locale=de#/discover", async (page) => shell(page, { event: "close_asked" })],
  ["link-missing", "#/discover", async (page) => link(page, "7f3c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10")],
  [
    "link-missing-local",
    "?state=local-only#/discover",
    async (page) => link(page, "7f3c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10"),
  ],
  [
    "notice",
    "#/discover",
    async (page) => shell(page, { event: "noticed", cause: "held_deletions", count: 21, times: 1 }),
  ],
  ["notice-answers", "?state=updates#/updates", noticed],
  ["library", "#/library"],
  ["library-empty", "?state=empty#/library"],
  ["library-own", "#/library", async (page) => section(page, "local")],
  ["library-edited", "#/library", async (page) => section(page, "edited")],
  ["library-own-empty", "?state=empty#/library", async (page) => section(page, "local")],
  ["library-edited-empty", "?state=empty#/library", async (page) => section(page, "edited")],
  ["library-offline", "?state=offline#/library", async (page) => section(page, "edited")],
  ["library-export", "#/library", async (page) => page.getByTestId("export").click()],
  ["library-export-done", "#/library", exported],
  ["library-import", "#/library", async (page) => imported(page, false)],
  ["library-import-done", "#/library", async (page) => imported(page, true)],
  ["library-import-failed", "?state=failed#/library", async (page) => imported(page, false)],
  ["library-import-de", "?ui.locale=de#/library", async (page) => imported(page, false)],
  ["library-drop", "#/library", async (page) => page.evaluate(() => window.__fake.drop({ over: true }))],
  ["library-de", "?ui.locale=de#/library", async (page) => section(page, "edited")],
  ["edit", "#/discover", async (page) => edit(page, "bear notes")],
  ["edit-prompt", "#/discover", async (page) => edit(page, "meeting")],
  ["edit-faults", "#/discover", faults],
  ["edit-changes", "#/discover", changes],
  ["edit-discard", "#/discover", async (page) => (await changes(page), page.getByTestId("edit-discard").click())],
  ["edit-new", "#/library", async (page) => page.getByTestId("skill-new").click()],
  ["edit-failed", "?state=failed#/library", async (page) => page.getByTestId("skill-new").click()],
  ["edit-de", "?ui.locale=de#/discover", changes],
  ["skill-history", "#/discover", async (page) => tab(page, "bear notes", "history")],
  ["skill-history-plain", "#/discover", async (page) => tab(page, "explain reader", "history")],
  ["skill-history-own", "#/discover", async (page) => tab(page, "garden diary", "history")],
  ["skill-history-de", "?ui.locale=de#/discover", async (page) => tab(page, "bear notes", "history")],
  [
    "skill-menu",
    "#/discover",
    async (page) => (await open(page, "bear notes"), page.getByTestId("skill-more").click()),
  ],
  ["skill-revert", "#/discover", async (page) => revert(page, "bear notes")],
  ["skill-delete", "#/discover", async (page) => revert(page, "garden diary")],
  ...[
    "live",
    "polling",
    "reconnecting",
    "offline",
    "syncing",
    "waiting",
    "token-rejected",
    "local-only",
    "paused",
    "partial",
    "needs-you",
    "empty",
    "held",
    "demo",
    "socket-off",
    "failed",
    "loading",
  ].map((state) => [`sync-${state}`, `?state=${state}#/sync`]),
  ["salvaged", "?state=salvaged#/library"],
  ["sync-held-kept", "?state=held#/sync", async (page) => page.getByTestId("held-keep").click()],
  ["sync-table", "#/sync", async (page) => page.getByTestId("days-table").click()],
  ["sync-day", "#/sync", async (page) => day(page)],
  ["sync-runs", "#/sync", async (page) => page.getByTestId("log-runs").click()],
  ["sync-activity-errors", "#/sync", async (page) => page.getByTestId("activity-level").selectOption("warning")],
  ["sync-activity-none", "#/sync", async (page) => page.getByTestId("activity-search").fill("nothing of that")],
  ["sync-activity-exported", "#/sync", async (page) => page.getByTestId("activity-export").selectOption("csv")],
  ["sync-activity-end", "#/sync", async (page) => page.getByTestId("activity-earlier").scrollIntoViewIfNeeded()],
  ["sync-de", "?ui.locale=de#/sync"],
  ["ratings", "?state=needs-you#/ratings"],
  ["ratings-empty", "#/ratings"],
  ["ratings-offline", "?state=offline#/ratings"],
  ["ratings-failed", "?state=failed#/ratings"],
  ["ratings-loading", "?state=loading#/ratings"],
  ["ratings-local-only", "?state=local-only#/ratings"],
  ["ratings-rated", "?state=rated#/ratings"],
  ["ratings-filter", "?state=needs-you#/ratings", async (page) => page.getByTestId("ratings-filter-failed").click()],
  [
    "ratings-edit",
    "?state=needs-you#/ratings",
    async (page) => (
      await page.getByTestId("rating-edit").first().click(),
      page.getByTestId("rate-comment").fill("Says in one sentence why a query is slow.")
    ),
  ],
  [
    "ratings-discarded",
    "?state=needs-you#/ratings",
    async (page) => page.getByTestId("rating-discard").first().click(),
  ],
  ["ratings-de", "?state=needs-you&ui.locale=de#/ratings"],
  ["conflicts", "?state=conflicts#/conflicts/1", waitDesk],
  ["conflicts-decided", "?state=conflicts#/conflicts/1", decide],
  ["conflicts-list", "?state=conflicts#/conflicts", async (page) => page.waitForTimeout(300)],
  ["conflicts-edit", "?state=conflicts#/conflicts/1", async (page) => conflictEdit(page, "tags")],
  ["conflicts-edit-code", "?state=conflicts#/conflicts/4", async (page) => conflictEdit(page, "code")],
  ["conflicts-packages", "?state=conflicts#/conflicts/2", waitDesk],
  ["conflicts-no-base", "?state=conflicts#/conflicts/3", waitDesk],
  ["conflicts-metadata", "?state=conflicts#/conflicts/5", waitDesk],
  ["conflicts-gone", "?state=conflicts#/conflicts/10", waitDesk],
  ["conflicts-moved", "?state=conflicts#/conflicts/1", conflictMoves],
  ["conflicts-resolved", "?state=conflicts#/conflicts/1", conflictResolved],
  ["conflicts-history", "?state=conflicts#/conflicts", async (page) => history(page, 0)],
  ["conflicts-history-rating", "?state=conflicts#/conflicts", async (page) => history(page, 2)],
  ["conflicts-bulk", "?state=conflicts-many#/conflicts", bulk],
  ["conflicts-bulk-done", "?state=conflicts-many#/conflicts", bulkDone],
  [
    "conflicts-none-fit",
    "?state=conflicts#/conflicts",
    async (page) => page.getByTestId("conflict-filter-text").fill("zzz"),
  ],
  ["conflicts-empty", "#/conflicts"],
  ["conflicts-failed", "?state=failed#/conflicts"],
  ["conflicts-loading", "?state=loading#/conflicts"],
  ["conflicts-offline", "?state=offline#/conflicts", async (page) => page.waitForTimeout(300)],
  ["conflicts-de", "?state=conflicts&ui.locale=de#/conflicts/1", decide],
  ["conflicts-bulk-de", "?state=conflicts-many&ui.locale=de#/conflicts", bulk],
  ["updates", "?state=updates#/updates", waitUpdate],
  ["updates-open", "?state=updates#/updates", updateOpen],
  ["updates-de", "?state=updates&ui.locale=de#/updates", updateOpen],
  ["updates-contrast", "?state=updates&ui.theme=contrast#/updates", updateOpen],
  ["updates-accepted", "?state=updates#/updates", updateAccepted],
  ["updates-all", "?state=updates#/updates", async (page) => page.getByTestId("updates-accept-all").click()],
  ["updates-many", "?state=updates-many&rows=3000#/updates", waitUpdate],
  ["updates-empty", "#/updates"],
  ["updates-loading", "?state=loading#/updates"],
  ["updates-failed", "?state=failed#/updates"],
  ["updates-sync", "?state=updates#/sync"],
  ["updates-library", "?state=updates#/library"],
  ["updates-skill", "?state=updates#/discover", async (page) => updateSkill(page)],
  [
    "updates-setting",
    "?state=updates#/settings",
    async (page) => page.getByTestId("setting-SKILLDOCK_REVIEW_UPDATES").click(),
  ],
  ["sync-reconnecting-de", "?state=reconnecting&ui.locale=de#/sync"],
  ["sync-paused-de", "?state=paused&ui.locale=de#/sync"],
  ["sync-held-de", "?state=held&ui.locale=de#/sync"],
  ["sync-waiting-de", "?state=waiting&ui.locale=de#/sync"],
  ["settings", "#/settings"],
  ["settings-privacy", "#/settings", privacy],
  ["settings-privacy-plain", "?state=plain#/settings", privacy],
  [
    "settings-privacy-exported",
    "#/settings",
    async (page) => (await privacy(page), page.getByTestId("privacy-export").click()),
  ],
  ["settings-erase", "#/settings", async (page) => erase(page, "")],
  ["settings-erase-typed", "#/settings", async (page) => erase(page, "erase")],
  ["settings-erase-de", "?ui.locale=de#/settings", async (page) => erase(page, "löschen")],
  [
    "settings-erased",
    "#/settings",
    async (page) => (await erase(page, "erase"), page.getByTestId("erase-sure").click()),
  ],
  [
    "settings-erase-failed",
    "?state=failed#/settings",
    async (page) => (await erase(page, "erase"), page.getByTestId("erase-sure").click()),
  ],
  ["data-locked", "?state=data-locked#/discover"],
  ["key-lost", "?state=key-lost#/discover"],
  ["key-nowhere", "?state=key-nowhere#/discover"],
  ["key-lost-anew", "?state=key-lost#/discover", async (page) => page.getByTestId("data-anew").click()],
  ["settings-demo", "?state=demo#/settings"],
  [
    "settings-end",
    "#/settings",
    async (page) => page.getByTestId("setting-SKILLDOCK_IDENTITY").scrollIntoViewIfNeeded(),
  ],
  ["settings-locked", "?state=env-locked#/settings"],
  ["settings-error", "#/settings", settingError],
  ["settings-token", "#/settings", async (page) => page.getByTestId("token-set").click()],
  ["settings-token-old", "?state=token-old#/settings", care],
  ["settings-token-expired", "?state=token-expired#/settings", care],
  ["settings-token-two", "?state=token-two#/settings", care],
  ["settings-keychain", "?state=keychain-absent#/settings", keychain],
  ["settings-keychain-de", "?state=keychain-absent&ui.locale=de#/settings", keychain],
  ["settings-keychain-locked", "?state=keychain-locked#/settings", care],
  ["settings-rotate", "#/settings", rotate],
  ["settings-rotate-de", "?state=token-expires&ui.locale=de#/settings", rotate],
  ["settings-rotating", "#/settings", rotating],
  ["settings-rotated", "#/settings", async (page) => (await rotate(page), ended(page))],
  ["settings-rotate-back", "?state=token-old#/settings", async (page) => (await rotate(page), ended(page))],
  ["discover-token-expires", "?state=token-expires#/discover"],
  ["discover-keychain", "?state=keychain-locked#/discover"],
  ["settings-de", "?ui.locale=de#/settings"],
  [
    "settings-typed",
    "#/settings",
    async (page) => page.getByTestId("setting-ATOM_SAAS_WS_RECONNECT_ATTEMPTS").fill("500"),
  ],
  [
    "settings-locked-de",
    "?state=env-locked&ui.locale=de#/settings",
    async (page) => page.getByTestId("setting-ATOM_SAAS_API_URL").scrollIntoViewIfNeeded(),
  ],
  ["preview", "?state=local-only#/settings", async (page) => leave(page, 24)],
  ["preview-de", "?state=local-only&ui.locale=de#/settings", async (page) => leave(page, 3)],
  ["preview-failed", "?state=local-only#/settings", async (page) => leave(page, null)],
  ["welcome", "?state=first-run"],
  ["welcome-connect", "?state=first-run", connect],
  ["welcome-de", "?state=first-run&ui.locale=de"],
  ["welcome-connect-de", "?state=first-run&ui.locale=de", connect],
  ["config-invalid", "?state=config-invalid"],
  ["config-invalid-de", "?state=config-invalid&ui.locale=de"],
];

async function waitUpdate(page) {
  await page.getByTestId("update-row").first().waitFor();
  await page.waitForTimeout(300);
}

/** The one that changes the most, which came first. */
async function updateOpen(page) {
  await page.getByTestId("update-row").last().getByRole("button").click();
  await page.getByTestId("diff").waitFor();
  await page.waitForTimeout(300);
}

async function updateAccepted(page) {
  await updateOpen(page);
  await page.getByTestId("update-accept").click();
  await page.getByTestId("updates-said").waitFor();
  await page.waitForTimeout(300);
}

async function updateSkill(page) {
  await type(page, "is:update");
  await page.waitForTimeout(200);
  await page.getByTestId("skill-row").first().click();
  await page.getByTestId("skill-update").waitFor();
}

async function type(page, text) {
  await page.getByTestId("search").fill(text);
}

async function open(page, words) {
  await type(page, words);
  await page.waitForTimeout(150);
  await page.getByTestId("skill-row").first().click();
  await page.waitForTimeout(250);
}

/** The second of the whole list, open beside it. */
async function beside(page) {
  await page.getByTestId("skill-row").nth(1).click();
  await page.getByTestId("skill-title").waitFor();
  await page.waitForTimeout(250);
}

/** Looks at one day of the charts. */
async function day(page) {
  const slider = page.getByTestId("days-slider");
  const { x, y, width, height } = await slider.boundingBox();
  await page.mouse.move(x + width * 0.645, y + height / 2);
}

async function tab(page, words, name) {
  await open(page, words);
  await page.getByTestId(`tab-${name}`).click();
  await page.waitForTimeout(400);
}

async function section(page, name) {
  await page.getByTestId(`library-${name}`).click();
}

async function imported(page, take) {
  await page.getByTestId("import").click();
  await page.getByTestId("import-files").click();
  await page.waitForTimeout(400);
  if (!take) return;
  await page.getByTestId("import-take").click();
  await page.getByTestId("import-show").waitFor();
}

async function exported(page) {
  await page.getByTestId("export").click();
  await page.getByTestId("export-listed-zip").click();
  await page.waitForTimeout(500);
}

async function edit(page, words) {
  await open(page, words);
  await page.getByTestId("skill-edit").click();
  await page.getByTestId("edit-code").waitFor();
}

async function faults(page) {
  await edit(page, "explain reader");
  await page.getByTestId("edit-name").fill("");
  await page.locator("summary").click();
  await page.getByTestId("edit-metadata").fill('{ "author": }');
  await page.waitForTimeout(700);
  await page.getByTestId("edit-fault-metadata").scrollIntoViewIfNeeded();
}

async function changes(page) {
  await edit(page, "bear notes");
  await page.getByTestId("edit-description").fill("Finds a note in Bear by what one remembers of it.");
  await page.getByTestId("edit-tags").fill("notes, macos, writing");
  await page.getByTestId("edit-code").click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("# Mine.");
  await page.waitForTimeout(600);
  await page.getByTestId("edit-changes").click();
  await page.waitForTimeout(300);
}

async function revert(page, words) {
  await open(page, words);
  await page.getByTestId("skill-more").click();
  await page.getByTestId("skill-revert").click();
}

async function rate(page, words) {
  await open(page, words);
  await page.getByTestId("rate-star-4").click();
  await page
    .getByTestId("rate-comment")
    .fill("Says in one sentence why a query is slow. The drawing of the plan helps.");
  await page.getByTestId("rate-submit").click();
  await page.waitForTimeout(700);
}

async function rateTwice(page) {
  await rate(page, "slide outline");
  await page.getByTestId("rate-star-5").click();
  await page.waitForTimeout(700);
}

async function changed(page) {
  await page.locator("[role=listbox]").press("PageDown");
  await page.locator("[role=listbox]").press("PageDown");
  await page.evaluate(() => window.__fake.touch((all) => all.splice(0, 2)));
}

async function palette(page, text) {
  await page.keyboard.press("Control+k");
  await page.getByTestId("palette").fill(text);
  await page.waitForTimeout(250);
}

async function shell(page, event) {
  await page.evaluate((event) => window.__fake.emit(event), event);
}

async function link(page, skill_id) {
  await page.evaluate((skill_id) => {
    window.__fake.desktop.wanted = { to: "skill", skill_id, version: null };
    window.__fake.emit({ event: "place_wanted" });
  }, skill_id);
}

async function filters(page) {
  await type(page, "notes rating:>=4");
  await page.getByTestId("facet-category-productivity").click();
  await page.getByTestId("facet-category-finance").click({ modifiers: ["Alt"] });
}

async function waitDesk(page) {
  await page.getByTestId("conflict-title").waitFor();
  await page.waitForTimeout(200);
}

async function decide(page) {
  await waitDesk(page);
  await page.getByTestId("pick-both-tags").click();
  await page.getByTestId("pick-remote-description").click();
  await page.getByTestId("pick-local-hunk-1").click();
  await page.waitForTimeout(500);
}

async function conflictEdit(page, field) {
  await waitDesk(page);
  await page.getByTestId(`pick-edit-${field}`).click();
  await page.waitForTimeout(600);
}

async function conflictMoves(page) {
  await decide(page);
  await page.evaluate(() =>
    window.__fake.conflicts.move(1, (one) => {
      one.fields.description[2] = "Unified search with auto-routing, retries and a cache.";
    }),
  );
  await page.getByTestId("conflict-moved").waitFor();
}

async function conflictResolved(page) {
  await decide(page);
  await page.getByTestId("conflict-resolve").click();
  await page.getByTestId("conflict-said").waitFor();
  await page.waitForTimeout(400);
}

async function history(page, row) {
  await page.getByTestId("conflict-history").click();
  await page.getByTestId("conflict-row").nth(row).getByRole("button").click();
  await waitDesk(page);
}

async function bulk(page) {
  await page.getByTestId("bulk-select-all").waitFor();
  await page.getByTestId("bulk-select-all").check();
  await page.getByTestId("bulk-row").first().waitFor();
}

async function bulkDone(page) {
  await bulk(page);
  await page.getByTestId("bulk-apply").click();
  await page.getByTestId("bulk-undo").waitFor();
}

async function saved(page) {
  await filters(page);
  await page.getByTestId("saved-searches").click();
  await page.getByTestId("save-search").fill("Notes that are good");
}

async function collections(page) {
  await page.getByTestId("collections-manage").click();
  await page.getByTestId("collection-delete").first().click();
}

async function excluded(page) {
  for (const name of ["category-devtools", "rating-4", "collection-To read", "updated-30", "packages"])
    await page.getByTestId(`facet-${name}`).click({ modifiers: ["Alt"] });
}

async function line(page) {
  await tab(page, "rail planner", "packages");
  await page.getByTestId("mention-line").nth(2).click();
  await page.waitForTimeout(400);
}

async function mine(page) {
  await rate(page, "explain reader");
  await page.getByTestId("tab-reviews").click();
  await page.getByTestId("reviews-sort").selectOption("lowest");
}

async function privacy(page) {
  await page.getByTestId("encryption-state").scrollIntoViewIfNeeded();
  await page.getByTestId("privacy-erase").scrollIntoViewIfNeeded();
}

async function erase(page, word) {
  await page.getByTestId("privacy-erase").click();
  if (word) await page.getByTestId("erase-word").fill(word);
}

async function settingError(page) {
  const field = page.getByTestId("setting-ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES");
  await field.fill("500");
  await field.press("Enter");
}

/** What a token needs beside being there, in view. */
async function care(page) {
  await page.getByTestId("setting-keychain-test").scrollIntoViewIfNeeded();
}

async function keychain(page) {
  await page.getByTestId("setting-keychain-test").click();
  await page.getByTestId("keychain-outcome").waitFor();
  await care(page);
}

async function rotate(page) {
  await page.getByTestId("setting-token-rotate").click();
}

/** A rotation whose last step takes its time. */
async function rotating(page) {
  await rotate(page);
  await page.evaluate(() => {
    const real = window.__fake.invoke.bind(window.__fake);
    window.__fake.invoke = (name, args) => (name === "token_rotate" ? new Promise(() => {}) : real(name, args));
  });
  await page.getByTestId("rotate-do").click();
  await shell(page, { event: "rotating", step: "revoke", came: null });
}

/** A notice of something else comes while an update is looked at. */
async function noticed(page) {
  await updateOpen(page);
  await shell(page, { event: "noticed", cause: "held_deletions", count: 21, times: 1 });
  await page.getByTestId("notice").waitFor();
}

async function ended(page) {
  await page.getByTestId("rotate-do").click();
  await page.getByTestId("rotate-result").waitFor();
}

/** Leaves local-only mode for a marketplace with so many conflicts, or for one that cannot be reached. */
async function leave(page, conflicts) {
  await page.evaluate((total) => {
    const real = window.__fake.invoke.bind(window.__fake);
    const would = ["take_theirs", "keep_mine", "merge", "wait"];
    const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];
    window.__fake.invoke = async (name, args) => {
      if (name !== "preview") return real(name, args);
      if (total === null)
        throw { code: "unreachable", message: "Connection refused.", hint: "Check the network connection." };
      return {
        skills: { added: 1480, updated: 1, unchanged: 3, deleted: 0, held: 0, rejected: 0 },
        strategy: "manual",
        conflicts: Array.from({ length: total }, (_, i) => ({
          skill_id: `skill-${i}`,
          name: ["Slide Outline", "Bear Notes", "Postgres Explain Reader"][i % 3],
          type: "CONTENT_MISMATCH",
          severity: severities[i % 4],
          fields: ["code"],
          would: would[i % 4],
        })),
        total,
        waiting: 0,
        own_kept: 2,
        own_ended: 1,
      };
    };
  }, conflicts);
  await page.getByTestId("setting-ATOM_SAAS_ENABLED").click();
  await page.getByTestId("preview-connect").waitFor();
}

async function factsLine(page) {
  await tab(page, "stock watch", "facts");
  await page.getByTestId("fact-line").first().click();
  await page.locator(".cm-marked").waitFor();
}

async function connect(page) {
  await page.getByTestId("onboarding-connect").click();
  await page.getByTestId("onboarding-url").fill("https://market.example.org");
  await page.getByTestId("onboarding-token").fill("a-token-of-some-length");
  await page.getByTestId("onboarding-test").click();
  await page.waitForTimeout(700);
}

const wanted = process.argv.slice(2);
const shots = SHOTS.filter(([name]) => !wanted.length || wanted.some((word) => name.includes(word)));
const themes = process.env["THEMES"]?.split(",") ?? ["light", "dark"];
const sizes = process.env["SIZES"]?.split(",") ?? Object.keys(SIZES);

if (!wanted.length) await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const server = await preview({ build: { outDir: "dist-fake" }, mode: "fake", preview: { port: 0 }, logLevel: "error" });
const base = server.resolvedUrls.local[0];
const browser = await chromium.launch({ executablePath, args });
let failed = 0;
for (const theme of themes) {
  for (const size of sizes) {
    const context = await browser.newContext({ viewport: SIZES[size], reducedMotion: "reduce", locale: "en" });
    const page = await context.newPage();
    for (const [name, path, act] of shots) {
      const [query, hash = ""] = path.split("#");
      try {
        await page.goto("about:blank");
        // A picture of a theme of its own is in that one.
        const themed = query.includes("ui.theme=") ? query : `${query}${query ? "&" : "?"}ui.theme=${theme}`;
        await page.goto(`${base}${themed}${hash && "#" + hash}`);
        await page.waitForSelector(name.includes("loading") ? ".skeleton" : "html[data-ready=true]", { timeout: 5000 });
        await page.evaluate(() => document.fonts.ready);
        await act?.(page);
        await page.waitForTimeout(250);
        await page.screenshot({ path: `${out}${name}-${size}-${theme}.png` });
        const errors = await page.evaluate(() => window.__consoleErrors);
        if (errors.length) console.error(`${name}: ${errors.join("\n")}`);
      } catch (error) {
        failed++;
        console.error(`${name}-${size}-${theme}: ${String(error).split("\n")[0]}`);
      }
    }
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(`${shots.length * themes.length * sizes.length - failed} pictures in screenshots/ui`);
process.exit(failed ? 1 : 0);
