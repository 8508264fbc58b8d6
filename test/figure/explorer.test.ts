import { describe, expect, it } from "vitest";
import { type Explorer, explorerBundle, explorerPlotly } from "../../src/figure/explorer.js";

interface Trace {
  readonly name: string;
  readonly y: readonly number[];
  readonly visible?: boolean;
  readonly opacity?: number;
  readonly hoverinfo?: string;
  readonly showlegend?: boolean;
}
interface Step {
  readonly label: string;
  readonly args: readonly [Readonly<Record<string, readonly unknown[]>>, readonly number[]];
}

/** A line a + b at x = 1 and c at x = 2 beside one that stays. */
const EXPLORER: Explorer = {
  title: "sums",
  x: { label: "x", unit: "", scale: "linear", domain: [0, 3] },
  y: { label: "y", unit: "m", scale: "linear", domain: [0, 1000] },
  sliders: [
    { label: "a", unit: "m", values: [1, 2, 3], start: 1 },
    { label: "b", unit: "m", values: [10, 20] },
    { label: "c", unit: "", values: [100, 200], start: 1 },
  ],
  fixed: [{ type: "line", name: "stays", x: [0, 3], y: [5, 5] }],
  moving: (a, b, c) => [{ type: "line", name: "moves", x: [1, 2], y: [a! + b!, c!] }],
};

const plotly = explorerPlotly(EXPLORER);
const sliders = plotly.layout["sliders"] as readonly { readonly active: number; readonly steps: readonly Step[] }[];

/** What is seen after sliders were moved, as Plotly's restyle does it. */
function seenAfter(...moves: readonly (readonly [slider: number, step: number])[]): readonly Trace[] {
  const traces = plotly.data.map((trace) => ({ ...trace }) as unknown as Record<string, unknown>);
  for (const [slider, step] of moves) {
    const [changes, indices] = sliders[slider]!.steps[step]!.args;
    for (const [key, values] of Object.entries(changes)) indices.forEach((at, k) => (traces[at]![key] = values[k]));
  }
  return (traces as unknown as Trace[]).filter(({ visible, opacity }) => visible !== false && opacity !== 0);
}

describe("a figure with sliders", () => {
  it("begins where its sliders do", () => {
    expect(sliders.map(({ active }) => active)).toEqual([1, 0, 1]);
    expect(seenAfter().map(({ name, y }) => [name, ...y])).toEqual([
      ["moves", 12, 200],
      ["stays", 5, 5],
    ]);
  });

  it("shows what belongs to all settings, in whatever order they came", () => {
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ];
    for (const order of orders) {
      for (const settings of [
        [0, 0, 0],
        [2, 1, 0],
        [0, 1, 1],
        [2, 0, 1],
      ]) {
        const [moves, stays, ...others] = seenAfter(...order.map((slider) => [slider, settings[slider]!] as const));
        expect(others).toEqual([]);
        expect(stays).toMatchObject({ name: "stays", y: [5, 5] });
        expect(moves).toMatchObject({ y: [settings[0]! + 1 + 10 * (settings[1]! + 1), 100 * (settings[2]! + 1)] });
        expect(moves).toMatchObject({ hoverinfo: "all", showlegend: true });
      }
    }
  });

  it("keeps what is out of sight out of the legend and from under the mouse", () => {
    const hidden = (plotly.data as unknown as readonly Trace[]).filter(({ opacity }) => opacity === 0);
    expect(hidden.length).toBe(2);
    expect(hidden.every(({ hoverinfo, showlegend }) => hoverinfo === "skip" && showlegend === false)).toBe(true);
  });

  it("is a still one where there is no script, and words", () => {
    const bundle = explorerBundle(EXPLORER);
    expect(bundle["image/svg+xml"]).toMatch(/^<svg/);
    expect(bundle["text/plain"]).toContain("Sliders: a (3 settings, m)");
  });

  it.each([
    [{ sliders: [] }, /0 sliders/],
    [{ sliders: [{ label: "a", unit: "", values: [] }] }, /0 settings/],
    [{ sliders: [{ label: "a", unit: "", values: [1], start: 1 }] }, /"a" has no setting number 1/],
    [{ x: { label: "x", unit: "", scale: "linear" } }, /give both axes a domain/],
    [
      { moving: (a: number) => Array.from({ length: a }, () => ({ type: "line", name: "l", x: [1], y: [1] })) },
      /more or fewer curves/,
    ],
    [{ moving: () => [{ type: "rule", name: "r", axis: "x", at: 1 }] }, /only lines, points and bands/],
  ])("is refused when it can't be drawn: %j", (change, message) => {
    expect(() => explorerBundle({ ...EXPLORER, ...change } as Explorer)).toThrow(message);
  });
});
