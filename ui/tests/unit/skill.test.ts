/** What the page of a skill makes of what it is told: facts counted once, reviews in their order, links. */
import { describe, expect, it } from "vitest";

import type { MyRating, Review } from "../../src/ipc/bindings";
import { named } from "../../src/domain/skill/named";
import { shownReviews } from "../../src/domain/skill/reviews";
import { webHost } from "../../src/shared/ui/links";

describe("what a skill names", () => {
  it("counts a variable once that its author and its code name", () => {
    const facts = named({
      python_packages: ["a"],
      npm_packages: ["b"],
      env_vars: ["KEY", "OTHER"],
      mentions: [
        { kind: "variable", name: "KEY", line: 3 },
        { kind: "variable", name: "HIDDEN", line: 5 },
        { kind: "host", name: "a.io", line: 7 },
      ],
    });
    expect(facts.variables).toMatchObject([
      { name: "KEY", line: 3 },
      { name: "OTHER", line: null },
      { name: "HIDDEN" },
    ]);
    expect([facts.packages, facts.hosts.length, facts.total]).toEqual([2, 1, 6]);
  });
});

describe("reviews", () => {
  const review = (rating: number, day: number, mine = false): Review => ({
    user_id: `u${rating}${day}`,
    rating,
    comment: null,
    created_at: `2026-01-0${day}T00:00:00Z`,
    version: null,
    mine,
  });
  const all = [review(3, 1), review(5, 2, true), review(1, 3), review(5, 4)];
  const mine = { rating: 2, comment: "changed", updated_at: "2026-02-01T00:00:00Z", state: "waiting" } as MyRating;
  const stars = (list: Review[]) => list.map(({ rating }) => rating);

  it("have mine first, then the order that was asked for", () => {
    expect(stars(shownReviews(all, null, null, "newest"))).toEqual([5, 5, 1, 3]);
    expect(stars(shownReviews(all, null, null, "highest"))).toEqual([5, 5, 3, 1]);
    expect(stars(shownReviews(all, null, null, "lowest"))).toEqual([5, 1, 3, 5]);
  });

  it("show mine as it is here, once", () => {
    const shown = shownReviews(all, mine, null, "newest");
    expect(stars(shown)).toEqual([2, 5, 1, 3]);
    expect(shown[0]).toMatchObject({ mine: true, comment: "changed" });
  });

  it("are only those with so many stars, where that is asked for", () => {
    expect(stars(shownReviews(all, mine, 5, "newest"))).toEqual([5]);
    expect(stars(shownReviews(all, mine, 4, "newest"))).toEqual([]);
  });
});

describe("an address of a stranger", () => {
  it("names its host only where it is one of the web, and without a user in front", () => {
    expect(webHost("https://docs.example/a")).toBe("docs.example");
    expect(webHost("https://раураl.com/")).toBe("xn--l-7sba6dbr.com");
    for (const not of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc",
      "docs/a.md",
      "https://bank.example@evil.example/",
    ])
      // prettier-ignore
      expect(webHost(not), not).toBeNull();
  });
});
