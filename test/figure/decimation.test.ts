import { assert, float64Array, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { decimate } from "../../src/figure/decimation.js";

const COLUMNS = { domain: [1, 10_000], scale: "linear", count: 50 } as const;
const x = Float64Array.from({ length: 10_000 }, (_, index) => index + 1);

describe("curves thinned out for drawing", () => {
  it("keep every extreme: a single peak among ten thousand points", () => {
    const y = new Float64Array(x.length);
    y[6789] = 5;
    y[6790] = -3;
    const drawn = decimate(x, [y], COLUMNS);
    expect(drawn.decimated).toBe(true);
    expect(drawn.x.length).toBeLessThan(4 * COLUMNS.count);
    expect(Math.max(...drawn.curves[0]!)).toBe(5);
    expect(Math.min(...drawn.curves[0]!)).toBe(-3);
  });

  it("keep a gap of one sample as a break", () => {
    const y = x.map(Math.sin);
    y[5000] = Number.NaN;
    expect([...decimate(x, [y], COLUMNS).curves[0]!].filter(Number.isNaN)).toHaveLength(1);
  });

  it("count columns by decades on a logarithmic axis", () => {
    const drawn = decimate(x, [x.map(Math.sin)], { ...COLUMNS, scale: "log" });
    expect(drawn.x.filter((value) => value < 10).length).toBe(9);
    expect(drawn.x.length).toBeLessThan(2 * COLUMNS.count + 2);
  });

  it("stay whole when they are short or run back", () => {
    const short = x.slice(0, 4 * COLUMNS.count);
    expect(decimate(short, [short], COLUMNS).decimated).toBe(false);
    const back = x.map((value) => -value);
    expect(decimate(back, [x], COLUMNS).decimated).toBe(false);
  });

  it("keep extremes and order whatever they hold", () => {
    const values = float64Array({ minLength: 300, maxLength: 600, noDefaultInfinity: true });
    assert(
      property(values, (y) => {
        const at = x.slice(0, y.length);
        const drawn = decimate(at, [y], { ...COLUMNS, count: 20, domain: [1, y.length] });
        const finite = (all: Float64Array): number[] => [...all].filter((value) => !Number.isNaN(value));
        expect(Math.max(...finite(drawn.curves[0]!))).toBe(Math.max(...finite(y)));
        expect(Math.min(...finite(drawn.curves[0]!))).toBe(Math.min(...finite(y)));
        expect([...drawn.x].every((value, index) => index === 0 || value > drawn.x[index - 1]!)).toBe(true);
      }),
      { seed: 7, numRuns: 50 },
    );
  });
});
