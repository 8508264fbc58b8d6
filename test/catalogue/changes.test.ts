import { describe, expect, it } from "vitest";
import { releaseChanges } from "../../src/catalogue/changes.js";
import { sourceHistory } from "../../src/catalogue/history.js";
import { checkedRelease } from "../../src/catalogue/release.js";
import { binary, release, WIDTHS } from "./made.js";

const f = (widths: number): { frequency: number } => ({ frequency: 3e-3 + widths * WIDTHS.frequency });

describe("from release to release", () => {
  const first = release("W1", "", [
    binary("kept"),
    binary("moved", { frequency: 4e-3 }),
    binary("lost", { frequency: 5e-3 }),
    binary("one", { frequency: 6e-3 }),
    binary("two", { frequency: 6e-3 + WIDTHS.frequency }),
    binary("whole", { frequency: 7e-3 }),
  ]);
  const second = release("W2", "W1", [
    binary("kept"),
    binary("moved", { frequency: 4e-3 + 6 * WIDTHS.frequency }),
    binary("new", { frequency: 8e-3 }),
    binary("both", { frequency: 6e-3 + 0.4 * WIDTHS.frequency }),
    binary("half", { frequency: 7e-3 - 0.5 * WIDTHS.frequency }),
    binary("rest", { frequency: 7e-3 + 2 * WIDTHS.frequency }),
  ]);
  const changes = releaseChanges(first, second);

  it("says what became of each", () => {
    const found = Object.fromEntries(changes.map(({ kind, before, after }) => [kind, [before, after]]));
    expect(found).toEqual({
      kept: [["kept"], ["kept"]],
      moved: [["moved"], ["moved"]],
      merged: [["one", "two"].sort(), ["both"]],
      split: [["whole"], ["half", "rest"]],
      lost: [["lost"], []],
      new: [[], ["new"]],
    });
  });

  it("counts each source once", () => {
    const ids = (side: "before" | "after"): string[] => changes.flatMap((change) => change[side]).sort();
    expect(ids("before")).toEqual(first.sources.map(({ id }) => id).sort());
    expect(ids("after")).toEqual(second.sources.map(({ id }) => id).sort());
  });

  it("refuses releases that don't follow each other", () => {
    expect(() => releaseChanges(second, first)).toThrow(/W1 comes after ""/);
    expect(() => releaseChanges(first, { ...second, epoch: 5 })).toThrow(/one epoch/);
  });
});

describe("the history of a source", () => {
  const releases = [
    release("W1", "", [binary("a"), binary("b", f(1))]),
    release("W2", "W1", [binary("ab", f(0.5))]),
    release("W3", "W2", [binary("c", f(0.3)), binary("d", f(2.5))]),
    release("W4", "W3", [binary("d", f(2.5))]),
  ];

  it("goes back through mergers and on through splits", () => {
    const steps = sourceHistory(releases, "W2", "ab");
    expect(steps.map(({ version, kind }) => [version, kind])).toEqual([
      ["W1", "new"],
      ["W2", "merged"],
      ["W3", "split"],
      ["W4", "merged"],
    ]);
    expect(steps[2]!.ids).toEqual(["c", "d"]);
  });

  it("ends where it was lost and begins where it was new", () => {
    const gone = [release("W1", "", [binary("a")]), release("W2", "W1", []), release("W3", "W2", [binary("a")])];
    expect(sourceHistory(gone, "W1", "a")).toEqual([
      { version: "W1", kind: "new", ids: ["a"] },
      { version: "W2", kind: "lost", ids: [] },
    ]);
    expect(sourceHistory(gone, "W3", "a")).toEqual([{ version: "W3", kind: "new", ids: ["a"] }]);
  });

  it("refuses a source that is not there", () => {
    expect(() => sourceHistory(releases, "W2", "a")).toThrow(/no source a in a release W2/);
  });
});

describe("a release", () => {
  it.each([
    [{ version: "" }, /version of its own/],
    [{ credibility: 90 }, /credibility/],
    [{ epoch: Number.NaN }, /epoch/],
    [{ sources: [binary("a"), binary("a")] }, /source a twice/],
    [
      {
        sources: [
          binary("b"),
          { ...binary("a"), parameters: [{ name: "beta", unit: "deg", value: 1, low: 0, high: 1 }] },
        ],
      },
      /beta in "rad", and in "deg" of a/,
    ],
    [{ sources: [{ ...binary("a"), snr: -1 }] }, /snr is -1/],
    [{ sources: [{ ...binary("a"), confidence: 2 }] }, /confidence is 2/],
    [{ sources: [{ ...binary("a"), class: "pulsar" as "burst" }] }, /class is "pulsar"/],
    [{ sources: [{ ...binary("a"), samples: { beta: new Float64Array(2), lambda: new Float64Array(3) } }] }, /2 and 3/],
    [{ sources: [{ ...binary("a"), samples: { beta: Float64Array.of(Number.NaN) } }] }, /beta is no finite/],
    [
      { sources: [{ ...binary("a"), parameters: [{ name: "beta", unit: "rad", value: 3, low: 0, high: 1 }] }] },
      /beta is 3 in 0 … 1/,
    ],
  ])("is refused: %#", (part, message) => {
    expect(() => checkedRelease({ ...release("W1", "", []), ...part })).toThrow(message);
  });

  it("is taken when all is well", () => {
    expect(checkedRelease(release("W1", "", [binary("a"), binary("b")])).sources).toHaveLength(2);
  });
});
