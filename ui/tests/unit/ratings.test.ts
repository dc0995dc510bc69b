import { describe, expect, it } from "vitest";

import { inPlace } from "../../src/domain/rating/ratings.svelte";
import type { RatedSkill } from "../../src/ipc/bindings";

const row = (id: string, rating = 4): RatedSkill => ({
  mine: { skill_id: id, rating, comment: null, state: "sent", attempts: 0, last_error: null, updated_at: "" },
  name: id,
  author: "",
  average_rating: 4,
  rating_count: 1,
});
const ids = (rows: RatedSkill[]) => rows.map(({ mine }) => mine.skill_id).join(" ");

describe("the list of ratings while it is worked on", () => {
  it("leaves every row in its place, whatever is the latest now", () => {
    const after = inPlace([row("a"), row("b"), row("c")], [row("c", 2), row("a"), row("b")], new Map());
    expect(ids(after)).toBe("a b c");
    expect(after[2]!.mine.rating).toBe(2);
  });

  it("puts what is new before, and takes out what is gone", () => {
    expect(ids(inPlace([row("a"), row("b")], [row("n"), row("b")], new Map()))).toBe("n b");
  });

  it("keeps the place of what was discarded, to be had back from there", () => {
    const b = row("b");
    expect(ids(inPlace([row("a"), b, row("c")], [row("a"), row("c")], new Map([["b", b]])))).toBe("a b c");
  });
});
