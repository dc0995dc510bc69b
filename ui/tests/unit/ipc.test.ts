import { describe, expect, it } from "vitest";

import { IpcError } from "../../src/ipc/error";

describe("an error of a command", () => {
  it("keeps the engine's code, words and the time of the next try", () => {
    const wire = { at: "", code: "unreachable", message: "No route.", hint: "Check.", retry_after_ms: 5000 };
    const error = IpcError.from("search", wire);
    expect(error).toBeInstanceOf(Error);
    expect([error.command, error.code, error.message, error.hint]).toEqual([
      "search",
      "unreachable",
      "No route.",
      "Check.",
    ]);
    expect(error.retryAt! - Date.now()).toBeGreaterThan(4000);
  });

  it("is internal when it is not the engine's", () => {
    for (const raw of ["gone", new TypeError("x"), undefined, { nonsense: true }]) {
      expect(IpcError.from("boot", raw).code).toBe("internal");
    }
  });

  it("stays itself when it passes twice", () => {
    const error = new IpcError("boot", "disk", "x");
    expect(IpcError.from("search", error)).toBe(error);
  });
});
