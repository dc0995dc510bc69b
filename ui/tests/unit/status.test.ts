import { describe, expect, it } from "vitest";

import { bannerFor } from "../../src/domain/status/banner";
import { headline } from "../../src/domain/status/headline";
import { canPause, canReconnect, socketLine } from "../../src/domain/status/socket";
import { marketplaceWord, needsYou, statusLine } from "../../src/domain/status/status";
import type { Mode, Status } from "../../src/ipc/bindings";
import { decided } from "../../src/ipc/fake/situation";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const MINUTE = 60_000;
const before = (ms: number) => new Date(NOW - ms).toISOString();

function status(change: Partial<Status> = {}): Status {
  return decided({
    mode: "live",
    health: "healthy",
    last_sync: before(2 * MINUTE),
    last_success: before(2 * MINUTE),
    next_sync: before(-13 * MINUTE),
    skills: 1508,
    categories: 13,
    stale: false,
    ratings: { waiting: 0, sent: 0, failed: 0, not_accepted: 0 },
    conflicts: { open: 0 },
    updates: { waiting: 0, skipped: 0 },
    held: 0,
    held_declined: false,
    socket_wanted: true,
    websocket: {
      connected: true,
      reconnect_attempts: 0,
      consecutive_failures: 0,
      last_disconnect_reason: null,
      last_message: null,
    },
    token: {
      present: true,
      source: "keychain",
      expires_at: null,
      since: null,
      reminder: null,
      rotation: null,
      keychain: null,
    },
    marketplace: "https://market.example.org",
    sync: null,
    last_problem: null,
    budget: { used: 0, limit: 100 },
    ...change,
  });
}

const line = (change?: Partial<Status>) => {
  const { tone, title, detail } = statusLine(status(change), NOW);
  return `${tone}: ${[title, detail].filter(Boolean).join(" · ")}`;
};

const PROBLEM = { code: "unreachable", message: "", hint: "" } as const;
const MODES: Mode[] = ["live", "reconnecting", "polling", "offline", "local_only", "token_rejected", "paused"];

describe("the status in one line", () => {
  it("says for every mode what holds and since when", () => {
    expect(Object.fromEntries(MODES.map((mode) => [mode, line({ mode })]))).toEqual({
      live: "good: Live · synced 2 min ago",
      reconnecting: "warn: Reconnecting · synced 2 min ago",
      polling: "good: Up to date · synced 2 min ago",
      offline: "warn: Offline · content 2 min old",
      local_only: "calm: Local only · no network use",
      token_rejected: "bad: Token rejected · content 2 min old",
      paused: "calm: Paused · synced 2 min ago",
    });
  });

  it("shows the age of what is here while offline, in the largest whole unit", () => {
    const offline = (ms: number) => line({ mode: "offline", last_success: before(ms) });
    expect(offline(59 * MINUTE)).toBe("warn: Offline · content 59 min old");
    expect(offline(185 * MINUTE)).toBe("warn: Offline · content 3 h old");
    expect(offline(49 * 60 * MINUTE)).toBe("warn: Offline · content 2 days old");
    expect(line({ mode: "offline", last_success: null })).toBe("warn: Offline · Not synced yet");
  });

  it("says how far a sync is in every mode it can run in", () => {
    const sync = { phase: "skills", done: 600, total: 1508, started_at: before(0), waiting_until: null } as const;
    for (const mode of MODES) expect(line({ mode, sync })).toBe("busy: Syncing 600 of 1,508");
    expect(line({ sync: { ...sync, total: null } })).toBe("busy: Syncing · 600");
    expect(line({ sync: { ...sync, phase: "connecting" } })).toBe("busy: Connecting");
    expect(line({ sync: { ...sync, phase: "applying" } })).toBe("busy: Applying changes");
    expect(line({ sync: { ...sync, waiting_until: before(-3 * MINUTE) } })).toBe("busy: Waiting · goes on in 3 min");
  });

  it("puts what waits for the user before how well the connection does", () => {
    expect(line({ conflicts: { open: 1 } })).toBe("warn: 1 needs you · synced 2 min ago");
    const both = { conflicts: { open: 6 }, ratings: { waiting: 2, sent: 0, failed: 1, not_accepted: 0 } };
    expect(line({ ...both, mode: "reconnecting" })).toBe("warn: 7 need you · synced 2 min ago");
    expect(line({ ...both, mode: "offline" })).toBe("warn: Offline · content 2 min old");
    expect(needsYou(status(both).situation)).toBe(7);
    expect(line({ held: 21 }), "one question, however many removals").toBe("warn: 1 needs you · synced 2 min ago");
    expect(line({ held: 21, held_declined: true })).toBe("good: Live · synced 2 min ago");
  });

  it("tells a missing token from a rejected one", () => {
    const none = {
      token: {
        present: false,
        source: null,
        expires_at: null,
        since: null,
        reminder: null,
        rotation: null,
        keychain: null,
      },
    } as const;
    expect(line({ ...none, mode: "paused" })).toBe("warn: Token missing · content 2 min old");
    expect(line({ ...none, mode: "local_only", marketplace: null })).toBe("calm: Local only · no network use");
  });

  it("tells a failed sync from an incomplete one", () => {
    expect(line({ last_problem: PROBLEM, health: "unhealthy" })).toBe("warn: Last sync failed · content 2 min old");
    expect(line({ last_problem: PROBLEM, health: "degraded" })).toBe("warn: Last sync incomplete · content 2 min old");
  });

  it("does not claim to be up to date before the first sync", () => {
    expect(line({ last_sync: null, last_success: null })).toBe("calm: Not synced yet");
    expect(headline(status({ last_success: null }), NOW)).toBe("Nothing has been synced yet.");
  });

  it("never says in the headline that all is well when the line does not", () => {
    const good = /up to date\.$/;
    for (const mode of MODES) {
      const now = status({ mode });
      expect(good.test(headline(now, NOW)), mode).toBe(statusLine(now, NOW).tone === "good");
    }
  });
});

describe("the live connection in one line", () => {
  const socket = (mode: Mode, websocket: Partial<Status["websocket"]> = {}, change: Partial<Status> = {}) => {
    const none = { connected: mode === "live", reconnect_attempts: 0, consecutive_failures: 0 };
    const rest = { last_disconnect_reason: null, last_message: null };
    const now = status({ mode, websocket: { ...none, ...rest, ...websocket }, ...change });
    const { state, tone, title, detail } = socketLine(now, NOW);
    return `${state}, ${tone}: ${[title, detail].filter(Boolean).join(" · ")}`;
  };

  it("says for every mode whether there is one", () => {
    expect(Object.fromEntries(MODES.map((mode) => [mode, socket(mode)]))).toEqual({
      live: "connected, good: Connected · no message yet",
      reconnecting: "reconnecting, busy: Connecting",
      polling: "polling, calm: Polling · changes come with every sync",
      offline: "offline, warn: Offline · changes come with every sync",
      local_only: "off, calm: Off · Local only",
      token_rejected: "off, calm: Off · Token rejected",
      paused: "off, calm: Off · Paused",
    });
  });

  it("says when something was last heard, and how many attempts there were", () => {
    expect(socket("live", { last_message: before(3 * MINUTE) })).toBe(
      "connected, good: Connected · last message 3 min ago",
    );
    expect(socket("reconnecting", { reconnect_attempts: 2, consecutive_failures: 1 })).toBe(
      "reconnecting, warn: Reconnecting · attempt 2",
    );
    const failed = { reconnect_attempts: 9, consecutive_failures: 10 };
    expect(socket("polling", failed)).toBe("polling, warn: Polling · 10 attempts failed");
    expect(socket("offline", failed)).toBe("offline, warn: Offline · 10 attempts failed");
  });

  it("does not count old attempts or messages while none is wanted", () => {
    const old = { reconnect_attempts: 9, consecutive_failures: 10, last_message: before(MINUTE) };
    for (const mode of ["local_only", "token_rejected", "paused"] as const)
      expect(socket(mode, old)).toBe(socket(mode));
  });

  it("is off, and cannot be asked for, where it is switched off", () => {
    const off = { socket_wanted: false };
    for (const mode of ["polling", "offline"] as const) {
      expect(socket(mode, {}, off)).toBe("off, calm: Off · switched off in the settings");
      expect(canReconnect(status({ mode, ...off }))).toBe(false);
      expect(canPause(status({ mode, ...off })), "the syncs by the clock can still be paused").toBe(true);
    }
  });

  it("can be asked for and paused only where that changes something", () => {
    const can = (mode: Mode) => [canPause(status({ mode })), canReconnect(status({ mode }))];
    expect(Object.fromEntries(MODES.map((mode) => [mode, can(mode)]))).toEqual({
      live: [true, false],
      reconnecting: [true, true],
      polling: [true, true],
      offline: [true, true],
      local_only: [false, false],
      token_rejected: [true, true],
      paused: [true, false],
    });
    const none = {
      token: {
        present: false,
        source: null,
        expires_at: null,
        since: null,
        reminder: null,
        rotation: null,
        keychain: null,
      },
    } as const;
    expect(canPause(status(none))).toBe(false);
    expect(socket("polling", {}, none)).toBe("off, calm: Off · Token missing");
  });
});

describe("the marketplace", () => {
  it("is called by its host, and the demo by its name", () => {
    expect(marketplaceWord(status(), false)).toBe("market.example.org");
    expect(marketplaceWord(status({ marketplace: "http://127.0.0.1:41873" }), true)).toBe("Demo marketplace");
    expect(marketplaceWord(status({ marketplace: null }), false)).toBeNull();
  });
});

describe("the line above the content", () => {
  it("names the cause before its consequences", () => {
    expect(bannerFor(status({ mode: "token_rejected", stale: true }), 2)).toBe("config");
    expect(bannerFor(status({ mode: "token_rejected", stale: true }), 0)).toBe("token_rejected");
    expect(bannerFor(status({ mode: "token_rejected" }), 0, true)).toBe("salvage");
    expect(bannerFor(status({ mode: "token_rejected" }), 2, true)).toBe("config");
    expect(bannerFor(status(), 0, false, true)).toBe("plain");
    expect(bannerFor(status({ mode: "offline" }), 0, false, true)).toBe("offline");
    expect(bannerFor(status(), 0, true, true)).toBe("salvage");
    expect(bannerFor(status({ mode: "offline", stale: true }), 0)).toBe("offline");
    expect(bannerFor(status({ stale: true }), 0)).toBe("stale");
    expect(bannerFor(status({ mode: "offline", held: 21 }), 0)).toBe("offline");
    expect(bannerFor(status({ stale: true, held: 21 }), 0)).toBe("held");
  });

  it("stays away while all is well and where nothing is fetched on purpose", () => {
    expect(bannerFor(status(), 0)).toBeNull();
    expect(bannerFor(status({ mode: "local_only", stale: true, marketplace: null }), 0)).toBeNull();
  });
});
