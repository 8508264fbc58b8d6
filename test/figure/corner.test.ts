import { expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { cornerBundle } from "../../src/figure/bundle.js";
import { CORNER_PARTS, type Corner, planCorner } from "../../src/figure/corner.js";

const normals = (name: string, count = 20_000): Float64Array => randomStream(1n, name).normals(new Float64Array(count));
const [a, b] = [normals("a"), normals("b")];
const CORNER: Corner = {
  title: "a & b <both>",
  parameters: [
    { label: "a", unit: "m", samples: a, truth: 0 },
    { label: "b", unit: "", samples: a.map((value, n) => 10 + value + b[n]!) },
    { label: "c", unit: "s", samples: b.map((value) => 1e-22 * (3 + value)) },
  ],
};

/** The part of samples inside a closed curve: rays to the right that cross it an odd number of times. */
function inside(curve: { x: Float64Array; y: Float64Array }, x: Float64Array, y: Float64Array): number {
  let count = 0;
  for (let n = 0; n < x.length; n += 20) {
    let crossings = 0;
    for (let k = 1; k < curve.x.length; k++) {
      const [y0, y1] = [curve.y[k - 1]!, curve.y[k]!];
      if (!(y0 > y[n]! !== y1 > y[n]!)) continue;
      const at = curve.x[k - 1]! + ((y[n]! - y0) / (y1 - y0)) * (curve.x[k]! - curve.x[k - 1]!);
      if (at > x[n]!) crossings++;
    }
    count += crossings % 2;
  }
  return count / (x.length / 20);
}

it("lines are around as many samples as they say", () => {
  const { panels } = planCorner(CORNER);
  const { curves } = panels.find(({ column, row }) => column === 0 && row === 1)!;
  // 1,000 samples, and the smoothing, which widens by some per cent.
  CORNER_PARTS.forEach((part, n) => {
    const [x, y] = [CORNER.parameters[0]!.samples, CORNER.parameters[1]!.samples] as [Float64Array, Float64Array];
    expect(Math.abs(inside(curves[n]!, x, y) - part)).toBeLessThan(0.08);
  });
});

it("says medians and intervals in words", () => {
  const { axes } = planCorner(CORNER);
  expect(axes[0]!.summary).toBe("a (m): 0.0 (−1.7 … 1.6)");
  expect(axes[2]!.summary).toContain("e−22");
});

it("is drawn for every reader", () => {
  const bundle = cornerBundle(CORNER);
  const svg = String(bundle["image/svg+xml"]);
  expect(svg.match(/<clipPath/g)?.length).toBe(6);
  expect(svg).toContain("a &amp; b &lt;both&gt;");
  const { data, layout } = bundle["application/vnd.plotly.v1+json"] as {
    data: unknown[];
    layout: Record<string, unknown>;
  };
  expect(data.length).toBe(3 + 3 * 2);
  expect(Object.keys(layout).filter((key) => key.startsWith("xaxis")).length).toBe(6);
  expect(String(bundle["text/plain"])).toContain("a (m)");
});

it("refuses samples that don't go together", () => {
  const [first] = CORNER.parameters;
  const odd = { label: "odd", unit: "", samples: [1, 2, 3] };
  expect(() => planCorner({ title: "", parameters: [] })).toThrow("0 parameters");
  expect(() => planCorner({ title: "", parameters: [first!, odd] })).toThrow("odd has 3 samples");
  const holes = { ...odd, samples: a.map((value, n) => (n === 7 ? Number.NaN : value)) };
  expect(() => planCorner({ title: "", parameters: [holes] })).toThrow("NaN");
});

it("one value over and over is drawn, too", () => {
  const { axes } = planCorner({ title: "", parameters: [{ label: "one", unit: "", samples: a.map(() => 5) }] });
  expect(axes[0]!.domain[1]).toBeGreaterThan(5);
});
