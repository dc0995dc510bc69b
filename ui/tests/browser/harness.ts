/** Opens the whole window over a fake engine of the test's own. */
import { mount, unmount } from "svelte";
import { afterEach, expect } from "vitest";
import { page } from "vitest/browser";

import "../../src/shared/base.css";
import "../../src/shared/tokens.css";
import { FakeEngine } from "../../src/ipc/fake";
import type { State } from "../../src/ipc/fake/states";
import { useTransport, type Commands, type SyncPreview, type Would } from "../../src/ipc";
import AppView from "../../src/views/App.svelte";
import { loadAll } from "../../src/views/parts.svelte";

let close: (() => void) | undefined;
afterEach(() => close?.());

export async function open(
  options: { state?: State; rows?: number; view?: string; narrow?: boolean; engine?: FakeEngine } = {},
): Promise<FakeEngine> {
  close?.();
  // As in a window that has been open for a moment; what a click before that does is a test of its own.
  await loadAll(0);
  await page.viewport(options.narrow ? 900 : 1280, options.narrow ? 600 : 800);
  const engine = options.engine ?? new FakeEngine(options.state ?? "live", options.rows ?? 40);
  useTransport(engine);
  location.hash = `#/${options.view ?? "discover"}`;
  document.documentElement.removeAttribute("data-ready");
  const target = document.createElement("div");
  target.style.height = "100vh";
  document.body.append(target);
  const app = mount(AppView, { target });
  close = () => {
    void unmount(app);
    target.remove();
    close = undefined;
  };
  if (options.state !== "loading") await expect.poll(() => document.documentElement.dataset["ready"]).toBe("true");
  return engine;
}

/** Lets the engine answer one command otherwise, and says what else it was asked from then on. */
export function answer(engine: FakeEngine, command: keyof Commands, how: (args: unknown) => unknown): string[] {
  const real = engine.invoke.bind(engine);
  const asked: string[] = [];
  engine.invoke = async (name, args) => {
    asked.push(name);
    return name === command ? how(args?.["request"]) : real(name, args);
  };
  return asked;
}

/** What a sync would do that meets so many conflicts, of every kind in turn. */
export function foreseen(conflicts: number): SyncPreview {
  const would: Would[] = ["take_theirs", "keep_mine", "merge", "wait"];
  const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const;
  return {
    skills: { added: 1480, updated: 1, unchanged: 3, deleted: 0, held: 0, rejected: 0 },
    strategy: "manual",
    conflicts: Array.from({ length: conflicts }, (_, i) => ({
      skill_id: `skill-${i}`,
      name: `Skill ${i}`,
      type: "CONTENT_MISMATCH",
      severity: severities[i % 4]!,
      fields: ["code"],
      would: would[i % 4]!,
    })),
    total: conflicts,
    waiting: Math.floor(conflicts / 4),
    updates: { held: 0, waiting: 0 },
    own_kept: 2,
    own_ended: 1,
  };
}

export const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
export const one = (id: string) => page.getByTestId(id);
/** The names of the rows that are drawn, in their order. */
export const names = () => all("skill-row").map((row) => row.querySelector("b")?.textContent ?? "");
export const count = () => Number(all("result-count")[0]?.dataset["count"]);
