import { describe, expect, it } from "vitest";
import { breakable, excerpt, wrapped } from "../../src/document/wrapping.js";

describe("lines of a fixed width", () => {
  it("go on in the next line, spans kept apart", () => {
    expect(wrapped([[{ text: "abcd" }, { text: "efgh" }], []], 3)).toEqual([
      [{ text: "abc" }],
      [{ text: "d" }, { text: "ef" }],
      [{ text: "gh" }],
      [],
    ]);
  });

  it("count letters that are twice as wide", () => {
    expect(wrapped([[{ text: "中文字" }]], 4)).toEqual([[{ text: "中文" }], [{ text: "字" }]]);
  });
});

describe("text that may be broken", () => {
  it("is left alone where words are short", () => {
    expect(breakable("a short text", 10)).toBe("a short text");
  });

  it("breaks long words behind their separators first", () => {
    expect(breakable("/data/observations/2037.h5", 12).split("\u200b")).toEqual([
      "/",
      "data/",
      "observations",
      "/",
      "2037.",
      "h5",
    ]);
    expect(
      breakable("w".repeat(25), 10)
        .split("\u200b")
        .map((piece) => piece.length),
    ).toEqual([10, 10, 5]);
  });
});

describe("an excerpt", () => {
  it("is everything when that fits, else beginning and end", () => {
    const lines = Array.from({ length: 100 }, (_, index) => index);
    expect(excerpt(lines, 100).omitted).toBe(0);
    expect(excerpt(lines, 9)).toEqual({ head: [0, 1, 2, 3, 4, 5], omitted: 91, tail: [97, 98, 99] });
  });
});
