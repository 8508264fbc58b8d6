import { describe, expect, test } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { controlCharts } from "../../src/quality/charts.js";

const BASELINE = 30;
const steady = (name: string, length = 200): Float64Array =>
  randomStream(7n, name)
    .normals(new Float64Array(length))
    .map((value) => 5 + 2 * value);

describe("control charts", () => {
  test("take mean and spread from the baseline alone", () => {
    const { mean, sigma } = controlCharts(steady("a").fill(1e3, BASELINE), BASELINE);
    expect(Math.abs(mean - 5)).toBeLessThan((3 * 2) / Math.sqrt(BASELINE));
    expect(Math.abs(sigma / 2 - 1)).toBeLessThan(0.4);
  });

  test("give false alarms about as rarely as they should", () => {
    // 100 series of 170 values: Shewhart's one in 370 is 46, of limits that are themselves uncertain somewhat more.
    let alarms = 0;
    for (let k = 0; k < 100; k++) {
      const { signals } = controlCharts(steady(`steady ${k}`), BASELINE);
      alarms += signals.filter(({ chart }) => chart === "Shewhart").length;
    }
    expect(alarms).toBeGreaterThan(20);
    expect(alarms).toBeLessThan(140);
  });

  test("a jump is seen by Shewhart's at once", () => {
    const values = steady("jump", 60);
    values[45] = 5 + 9 * 2;
    const jumps = controlCharts(values, BASELINE).signals.filter(({ chart }) => chart === "Shewhart");
    expect(jumps.map(({ index }) => index)).toContain(45);
  });

  test("a small change that stays is seen by moving average and sums, from both sides", () => {
    for (const shift of [2, -2]) {
      const values = steady("shift", 100).map((value, n) => (n < 50 ? value : value + shift * 0.9));
      const { signals } = controlCharts(values, 50);
      for (const chart of ["EWMA", "CUSUM"]) {
        const first = signals.find((signal) => signal.chart === chart && signal.index >= 50);
        expect(first, `${chart} ${shift}`).toBeDefined();
        expect(Math.sign(first!.value - (chart === "EWMA" ? 5 : 0))).toBe(Math.sign(shift));
      }
    }
  });

  test("too short a baseline gives no limits, nor does what was not measured", () => {
    expect(() => controlCharts(steady("b"), 5)).toThrow(/at least 8/);
    expect(() => controlCharts(steady("b", 20), 30)).toThrow(/30 values of 20/);
    expect(() => controlCharts(steady("b").fill(Number.NaN, 50, 51), 30)).toThrow(/value 50 of the chart is NaN/);
  });
});
