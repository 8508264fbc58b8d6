import { describe, expect, test } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { baselineOf } from "../../src/quality/baseline.js";
import { controlCharts, type Signal } from "../../src/quality/charts.js";
import { zoneSignals } from "../../src/quality/zones.js";

const BASELINE = 30;
const steady = (name: string, length = 200): Float64Array =>
  randomStream(7n, name)
    .normals(new Float64Array(length))
    .map((value) => 5 + 2 * value);

/** Signals behind the baseline, which are the first values. */
function signalsBehind(values: Float64Array, first: number): readonly Signal[] {
  const { signals } = controlCharts(values, baselineOf(values.subarray(0, first)));
  return signals.filter(({ index }) => index >= first);
}

describe("a baseline", () => {
  test("has the mean and the spread of its values", () => {
    const { mean, sigma, count, outliers } = baselineOf(steady("a").subarray(0, BASELINE));
    expect(Math.abs(mean - 5)).toBeLessThan((3 * 2) / Math.sqrt(BASELINE));
    expect(Math.abs(sigma / 2 - 1)).toBeLessThan(0.4);
    expect([count, outliers]).toEqual([BASELINE, 0]);
  });

  test("is not widened by outliers, nor by a slow drift", () => {
    const values = steady("a").subarray(0, BASELINE);
    const spoiled = values.slice();
    spoiled[4] = 1e6;
    spoiled[20] = -300;
    const found = baselineOf(spoiled);
    expect([found.count, found.outliers]).toEqual([BASELINE - 2, 2]);
    const clean = baselineOf(values);
    // What is left out takes its two distances along.
    expect(Math.abs(found.sigma / clean.sigma - 1)).toBeLessThan(0.25);
    expect(Math.abs(found.mean - clean.mean)).toBeLessThan(2 / Math.sqrt(BASELINE));
    const drifting = baselineOf(values.map((value, n) => value + 0.2 * n));
    expect(Math.abs(drifting.sigma / clean.sigma - 1)).toBeLessThan(0.1);
  });

  test("of too few values is none", () => {
    expect(() => baselineOf(steady("b", 7))).toThrow(/baseline of 7 values gives no limits; it takes at least 8/);
  });
});

describe("control charts", () => {
  test("give false alarms about as rarely as they should", () => {
    // 100 series of 170 values: Shewhart's one in 370 is 46, of limits that are themselves uncertain somewhat more.
    let alarms = 0;
    for (let k = 0; k < 100; k++) {
      alarms += signalsBehind(steady(`steady ${k}`), BASELINE).filter(({ chart }) => chart === "Shewhart").length;
    }
    expect(alarms).toBeGreaterThan(20);
    expect(alarms).toBeLessThan(140);
  });

  test("a jump is seen by Shewhart's at once, and by no other when it is one value alone", () => {
    const values = steady("jump", 60);
    values[45] = 5 + 90 * 2;
    const jumps = signalsBehind(values, BASELINE);
    expect(jumps.map(({ index, chart }) => `${chart} ${index}`)).toEqual(["Shewhart 45"]);
  });

  test("a small change that stays is seen by moving average and sums, from both sides", () => {
    for (const shift of [2, -2]) {
      const values = steady("shift", 100).map((value, n) => (n < 50 ? value : value + shift * 0.9));
      const signals = signalsBehind(values, 50);
      for (const chart of ["EWMA", "CUSUM"]) {
        const first = signals.find((signal) => signal.chart === chart);
        expect(first, `${chart} ${shift}`).toBeDefined();
        expect(Math.sign(first!.value - (chart === "EWMA" ? 5 : 0))).toBe(Math.sign(shift));
      }
    }
  });

  test("are back soon after a change is over, however far and long it was", () => {
    const values = steady("back", 300).map((value, n) => (n >= 100 && n < 200 ? value + 1e3 : value));
    const last = signalsBehind(values, 50).at(-1)!;
    expect(last.index).toBeGreaterThanOrEqual(199);
    // The sum has 4.77 to fall by 0.5 ± 1 a value: 10 values, and 6 of scatter, of which three are granted.
    expect(last.index).toBeLessThan(199 + 10 + 3 * 6);
  });

  test("what never changed has limits, too: rounding is none, any other value is", () => {
    const values = new Float64Array(30).fill(0.1);
    values[20] = 0.1 + 1e-16;
    values[25] = 0.2;
    expect(signalsBehind(values, 10).map(({ index, chart }) => [index, chart])).toEqual([[25, "Shewhart"]]);
    expect(zoneSignals(values, baselineOf(values.subarray(0, 10)))).toEqual([]);
  });

  test("take no value that was not measured", () => {
    const bad = steady("b").fill(Number.NaN, 50, 51);
    expect(() => signalsBehind(bad, BASELINE)).toThrow(/value 50 of the chart is NaN/);
  });
});

describe("Western Electric's rules", () => {
  const known = { mean: 10, sigma: 2, count: Number.POSITIVE_INFINITY, outliers: 0 };
  const rulesOf = (sigmas: readonly number[]): readonly string[] =>
    zoneSignals(
      Float64Array.from(sigmas, (value) => 10 + 2 * value),
      known,
    ).map(({ index, rule }) => `${index}: ${rule}`);

  test.each([
    ["one beyond 3 sigma", [0, 3.1, 0], ["1: 1"]],
    ["two of three beyond 2 sigma", [2.1, -1, 2.2, 0], ["2: 2"]],
    ["not on two sides", [2.1, -2.2, 0, 2.1], []],
    ["four of five beyond 1 sigma", [-1.1, -1.2, 0.5, -1.1, -1.3, 1], ["4: 3"]],
    ["eight on one side", [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.3, -0.1], ["7: 4", "8: 4"]],
    ["seven are no eight", [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, -0.2, 0.3], []],
    ["the mean itself is on no side", [0.1, 0.2, 0.1, 0, 0.1, 0.2, 0.1, 0.2, 0.3], []],
  ])("%s", (_name, sigmas, expected) => {
    expect(rulesOf(sigmas)).toEqual(expected);
  });
});
