import { describe, expect, test } from "vitest";
import type { Baseline } from "../../src/quality/baseline.js";
import { type ChartName, controlCharts } from "../../src/quality/charts.js";
import { zoneSignals } from "../../src/quality/zones.js";
import { meanRunLength, normalBelow, simulatedRunLength } from "./run-lengths.js";

/** Mean 0 and standard deviation 1 are known: limits are not widened. */
const KNOWN: Baseline = { mean: 0, sigma: 1, count: Number.POSITIVE_INFINITY, outliers: 0 };

/**
 * Run lengths of alarms are nearly geometric: their scatter is their mean, or less. Over RUNS series the mean of them scatters by
 * 1/√RUNS = 3.2 %, and is asked for within 4 times that. A limit of 2.9 in the place of 3 sigma would be 28 % off.
 */
const RUNS = 1000;
const TOLERANCE = 4 / Math.sqrt(RUNS);
/** Of the published means, which are rounded, and of the chain of 161 cells. */
const PUBLISHED = 0.02;

const alarm = (chart: ChartName) => (values: Float64Array) =>
  controlCharts(values, KNOWN).signals.find((signal) => signal.chart === chart)?.index;

/** The moving average z' = (1 − λ) z + λ x, with limits that widen until they have settled. */
function ewmaLength(shift: number): number {
  const [weight, limit] = [0.2, 2.86];
  const most = limit * Math.sqrt(weight / (2 - weight));
  return meanRunLength(
    [-most, most],
    0,
    (from, to) => 1 - normalBelow((to - (1 - weight) * from) / weight - shift),
    (step) => {
      const reach = most * Math.sqrt(1 - (1 - weight) ** (2 * step));
      return [-reach, reach];
    },
  );
}

/** One-sided sums; of both sides together 1/L = 1/L₊ + 1/L₋ (D. C. Montgomery, Introduction to Statistical Quality Control, 9.1). */
function cusumLength(shift: number): number {
  const [slack, limit] = [0.5, 4.77];
  // The sum stays at zero from below, so that the lowest cell takes all that is less.
  const oneSided = (mean: number): number =>
    meanRunLength(
      [0, limit],
      0,
      (from, to) => (to <= 0 ? 1 : 1 - normalBelow(to - from + slack - mean)),
      () => [0, limit],
    );
  return 1 / (1 / oneSided(shift) + 1 / oneSided(-shift));
}

describe("mean run lengths", () => {
  test("of Shewhart's chart are 370 in control and 44 after a change of one sigma, exactly", () => {
    const exact = (shift: number): number => 1 / (normalBelow(-3 - shift) + normalBelow(-3 + shift));
    expect(exact(0)).toBeCloseTo(370.4, 1);
    expect(exact(1)).toBeCloseTo(43.9, 1);
    for (const shift of [0, 1]) {
      const length = simulatedRunLength("Shewhart", RUNS, shift, alarm("Shewhart"));
      expect(Math.abs(length / exact(shift) - 1), `${shift}: ${length}`).toBeLessThan(TOLERANCE);
    }
  });

  test("of the moving average are 370 in control, and 9 to 10 after a change of one sigma", () => {
    // Settled limits give 370 and 9.7 (Lucas, Saccucci); these are narrower at the beginning, which saves 1 value after a change.
    expect(Math.abs(ewmaLength(0) / 370 - 1)).toBeLessThan(PUBLISHED);
    expect(ewmaLength(1)).toBeGreaterThan(8);
    expect(ewmaLength(1)).toBeLessThan(10);
    for (const shift of [0, 1]) {
      const length = simulatedRunLength("EWMA", RUNS, shift, alarm("EWMA"));
      expect(Math.abs(length / ewmaLength(shift) - 1), `${shift}: ${length}`).toBeLessThan(TOLERANCE + PUBLISHED);
    }
  });

  test("of the sums are 370 in control, and 9.9 after a change of one sigma", () => {
    expect(Math.abs(cusumLength(0) / 370 - 1)).toBeLessThan(PUBLISHED);
    expect(Math.abs(cusumLength(1) / 9.93 - 1)).toBeLessThan(PUBLISHED);
    for (const shift of [0, 1]) {
      const length = simulatedRunLength("CUSUM", RUNS, shift, alarm("CUSUM"));
      expect(Math.abs(length / cusumLength(shift) - 1), `${shift}: ${length}`).toBeLessThan(TOLERANCE + PUBLISHED);
    }
  });

  test("of Western Electric's rules are 92 in control and 9.2 after a change of one sigma (Champ, Woodall, table 1)", () => {
    for (const [shift, published] of [
      [0, 91.75],
      [1, 9.22],
    ] as const) {
      const length = simulatedRunLength("zones", RUNS, shift, (values) => zoneSignals(values, KNOWN)[0]?.index);
      expect(Math.abs(length / published - 1), `${shift}: ${length}`).toBeLessThan(TOLERANCE);
    }
  });
});
