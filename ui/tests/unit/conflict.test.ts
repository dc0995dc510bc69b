import { describe, expect, it } from "vitest";

import {
  choose,
  chooseHunk,
  codeStanding,
  EMPTY,
  hunkPick,
  isSettled,
  losses,
  movedFields,
  parse,
  request,
  standing,
  type Draft,
  type Hunk,
} from "../../src/domain/conflict/draft";
import { linesOf, listChanges, toValue, union } from "../../src/domain/conflict/values";
import type { Changed, ConflictDesk, DeskField, Pick } from "../../src/ipc/bindings";

const CHANGES: Changed[] = ["local", "remote", "both", "agreed", "unknown"];
const PICKS: Pick[] = ["local", "remote", "both", "base"];

function field(name: string, changed: Changed, digest = "d1", kind: DeskField["kind"] = "list"): DeskField {
  const value = (text: string) => ({ text, items: [text], cut: false });
  return {
    name,
    kind,
    changed,
    picks: changed === "unknown" ? ["local", "remote", "both"] : PICKS,
    suggested: changed === "local" ? "local" : changed === "remote" ? "remote" : null,
    digest,
    base: value("base"),
    local: value("mine"),
    remote: value("theirs"),
    result: null,
    became: null,
    local_marks: [],
    remote_marks: [],
  };
}

function hunk(key: string, changed: Changed): Hunk {
  const side = (text: string) => ({ text, lines: 2, from: 1, marks: [], cut: false });
  return {
    kind: "hunk",
    index: 0,
    key,
    changed,
    picks: changed === "both" || changed === "unknown" ? ["local", "remote", "both"] : ["local", "remote", "base"],
    suggested: changed === "local" || changed === "agreed" ? "local" : changed === "remote" ? "remote" : null,
    base: side("base"),
    local: side("mine"),
    remote: side("theirs"),
  };
}

function desk(fields: DeskField[]): ConflictDesk {
  const facts = { version: "1", bytes: 1, at: null };
  return {
    row: {
      id: 12,
      skill_id: "s",
      name: "A",
      situation: "both_changed",
      type: "OTHER",
      severity: "LOW",
      fields: fields.map(({ name }) => name),
      detected_at: "2026-11-22T12:00:00Z",
      changed_at: "2026-11-22T12:00:01Z",
      strategy: null,
      resolved_by: null,
      resolved_at: null,
    },
    author: "",
    fields,
    code: null,
    base: facts,
    local: facts,
    remote: facts,
    undo_block: null,
  };
}

describe("a draft over sides that moved", () => {
  for (const changed of CHANGES)
    for (const pick of [...PICKS, "edit"] as const)
      for (const moved of [false, true])
        it(`${pick} of a field that ${changed} changed ${moved ? "waits for a yes" : "stands"}`, () => {
          const before = field("tags", changed);
          const draft = choose(EMPTY, before, pick, pick === "edit" ? "mine and theirs" : undefined);
          const now = field("tags", changed, moved ? "d2" : "d1");
          const how = standing(now, draft);
          const possible = pick === "edit" || now.picks.includes(pick);
          if (moved) expect(how).toEqual({ pick, by: "moved" });
          else if (possible) expect(how).toEqual({ pick, by: "chosen" });
          else expect(how.by).not.toBe("chosen");
          expect(movedFields(desk([now]), draft)).toEqual(moved ? ["tags"] : []);
          if (moved) expect(request(desk([now]), [], draft), "nothing is resolved unseen").toBeNull();
          expect(draft.fields["tags"]!.text, "what was typed is there").toBe(
            pick === "edit" ? "mine and theirs" : undefined,
          );
          // A yes is the same choice once more.
          if (moved && possible) expect(standing(now, choose(draft, now, pick)).by).toBe("chosen");
        });

  it("leaves the choices for every other field as they were", () => {
    const [tags, name] = [field("tags", "both"), field("name", "both", "n1", "text")];
    const draft = choose(choose(EMPTY, tags, "both"), name, "remote");
    const after = desk([field("tags", "both"), field("name", "both", "n2", "text")]);
    expect(after.fields.map((one) => standing(one, draft).by)).toEqual(["chosen", "moved"]);
  });

  it("keeps the choices for stretches of code that did not move, and opens the one that did", () => {
    const code = field("code", "both", "c1", "code");
    const draft = chooseHunk(chooseHunk(EMPTY, code, "a", "local"), code, "b", "both");
    const moved = field("code", "both", "c2", "code");
    const hunks = [hunk("a", "both"), hunk("b2", "both")];
    expect(hunks.map((one) => hunkPick(one, moved, draft))).toEqual(["local", null]);
    expect(codeStanding(moved, hunks, draft)).toEqual({ pick: null, by: "nobody" });
    expect(codeStanding(moved, [hunk("a", "both"), hunk("b", "both")], draft).by).toBe("chosen");
  });

  it("asks again for code that was taken from one side, or written, when it moved", () => {
    const code = field("code", "both", "c1", "code");
    const moved = field("code", "both", "c2", "code");
    for (const pick of ["remote", "edit"] as const) {
      const draft = choose(EMPTY, code, pick, "x");
      expect(codeStanding(moved, [hunk("a", "both")], draft)).toEqual({ pick, by: "moved" });
    }
  });
});

describe("choices", () => {
  it("come back with what was written when another one was tried meanwhile", () => {
    const tags = field("tags", "both");
    const written = choose(EMPTY, tags, "edit", "a\nb");
    const back = choose(choose(written, tags, "remote"), tags, "edit");
    expect(back.fields["tags"]).toEqual({ pick: "edit", text: "a\nb", seen: "d1" });
  });

  it("for one stretch leave the side chosen for all other stretches", () => {
    const code = field("code", "both", "c1", "code");
    const draft = chooseHunk(choose(EMPTY, code, "remote"), code, "a", "local");
    expect([hunk("a", "both"), hunk("b", "both")].map((one) => hunkPick(one, code, draft))).toEqual([
      "local",
      "remote",
    ]);
  });

  it("become what the engine is asked", () => {
    const code = field("code", "both", "c1", "code");
    const it = desk([
      code,
      field("version", "remote", "v", "text"),
      field("tags", "both"),
      field("metadata", "both", "m", "data"),
    ]);
    const hunks = [hunk("a", "both"), hunk("b", "remote")];
    let draft: Draft = chooseHunk(EMPTY, code, "a", "both");
    expect(request(it, hunks, draft)).toBeNull();
    draft = choose(draft, it.fields[2]!, "edit", "one\n\n two \none");
    draft = choose(draft, it.fields[3]!, "edit", "{");
    expect(request(it, hunks, draft), "what cannot be read is not sent").toBeNull();
    draft = choose(draft, it.fields[3]!, "edit", '{"a":1}');
    expect(request(it, hunks, draft)).toEqual({
      id: 12,
      seen: "2026-11-22T12:00:01Z",
      picks: { version: "remote" },
      hunks: { a: "both", b: "remote" },
      set: { tags: ["one", "two"], metadata: { a: 1 } },
    });
    expect(request(it, hunks, choose(draft, code, "remote"))).toMatchObject({ picks: { code: "remote" }, hunks: null });
  });

  it("of a conflict without any are resolved as it is", () => {
    const gone = desk([{ ...field("tags", "local"), picks: [], suggested: null }]);
    expect(request(gone, [], EMPTY)).toMatchObject({ picks: {}, set: {}, hunks: null });
  });

  it("are read from what was kept, and rubbish is none", () => {
    const tags = field("tags", "both");
    const draft = chooseHunk(choose(EMPTY, tags, "edit", "x"), field("code", "both", "c", "code"), "k", "base");
    expect(parse(JSON.stringify(draft))).toEqual(draft);
    for (const text of [undefined, "", "null", "[]", "{", '{"fields":{}}']) expect(parse(text)).toEqual(EMPTY);
    expect(
      parse('{"fields":{"a":{"pick":"all","seen":""},"b":{"pick":"local","seen":"s"}},"hunks":{"k":"x"}}'),
    ).toEqual({
      fields: { b: { pick: "local", seen: "s" } },
      hunks: {},
    });
  });
});

describe("what is lost", () => {
  it.each<[Pick, Changed, boolean, boolean]>([
    ["local", "local", false, false],
    ["local", "remote", false, true],
    ["local", "both", false, true],
    ["remote", "local", true, false],
    ["remote", "remote", false, false],
    ["remote", "both", true, false],
    ["both", "both", false, false],
    ["base", "both", true, true],
    ["base", "local", true, false],
  ])("%s of a field that %s changed", (pick, changed, mine, theirs) => {
    const tags = field("tags", changed);
    const lost = losses(desk([tags]), [], choose(EMPTY, tags, pick));
    expect([lost.local.length > 0, lost.remote.length > 0]).toEqual([mine, theirs]);
  });

  it("is counted in lines for code, and foreseen for all of one side", () => {
    const code = field("code", "both", "c1", "code");
    const hunks = [hunk("a", "both"), hunk("b", "remote")];
    expect(losses(desk([code]), hunks, chooseHunk(EMPTY, code, "a", "remote"))).toMatchObject({
      localLines: 2,
      remoteLines: 0,
    });
    expect(losses(desk([code]), hunks, EMPTY, "local").remoteLines).toBe(4);
  });

  it("is nothing of a choice that waits for a yes", () => {
    const draft = choose(EMPTY, field("tags", "both"), "remote");
    const moved = field("tags", "both", "d2");
    expect(losses(desk([moved]), [], draft).local).toEqual([]);
    expect(isSettled(standing(moved, draft))).toBe(false);
  });
});

describe("values", () => {
  it("of lists say what was added and what is gone", () => {
    expect(listChanges(["a", "b"], ["b", "c"])).toEqual([
      { text: "b", how: "kept" },
      { text: "c", how: "added" },
      { text: "a", how: "removed" },
    ]);
    expect(union(["b", "a"], ["a", "c"])).toEqual(["b", "a", "c"]);
  });

  it("are read as what the field is", () => {
    expect(toValue("text", " a ")).toEqual({ value: " a " });
    expect(toValue("list", "")).toEqual({ value: [] });
    expect(toValue("data", " ")).toEqual({ value: null });
    expect(toValue("data", "{]")).toEqual({ fault: "not_json" });
  });

  it("of code have their marks on the lines they belong to", () => {
    const lines = linesOf("one\ntwo three\n", 7, [{ start: 2, end: 7 }]);
    expect(
      lines.map(({ number, parts }) => [number, parts.filter(({ marked }) => marked).map(({ part }) => part)]),
    ).toEqual([
      [7, ["e"]],
      [8, ["two"]],
    ]);
    expect(linesOf("", 1)).toEqual([]);
  });
});
