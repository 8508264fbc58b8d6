import { describe, expect, it } from "vitest";
import { GM_SUN, SPEED_OF_LIGHT, SUN_SCHWARZSCHILD_RADIUS } from "../../src/core/constants.js";
import { instant } from "../../src/core/instant.js";
import { emitterOf, MOSAS, receiverOf, SPACECRAFT } from "../../src/core/mosa.js";
import type { LightOptions } from "../../src/orbits/light.js";
import { equalArm, keplerian } from "../../src/orbits/orbits.js";
import type { OrbitTable, TimeGrid } from "../../src/orbits/table.js";
import { farthest, QUANTITIES } from "./references.js";

const C = SPEED_OF_LIGHT.value;
const YEAR = 31_558_150;

const grid = (seconds: number, dt: number, length: number): TimeGrid => ({ t0: instant("TCB", seconds), dt, length });
const row = (values: Float64Array, n: number): [number, number, number] => [
  values[3 * n]!,
  values[3 * n + 1]!,
  values[3 * n + 2]!,
];
const norm = (vector: readonly number[]): number => Math.hypot(...vector);

/** Central differences over 2 h of a quantity of rows 0, 1 and 2. */
function slope(values: Float64Array, h: number, axis = 0, width = 1): number {
  return (values[2 * width + axis]! - values[axis]!) / (2 * h);
}

describe("motion", () => {
  /** Of differences over 100 s: (ωh)²/6 = 7e-11 of a quantity and more, and rounding. */
  it.each([
    ["keplerian", keplerian()],
    ["equal-arm", equalArm()],
  ])("of %s orbits: velocities, accelerations and rates are derivatives", (_, orbits) => {
    for (const start of [0, 0.3 * YEAR, 5.7 * YEAR]) {
      const table = orbits.table(grid(start, 100, 3));
      for (const sc of SPACECRAFT) {
        for (const axis of [0, 1, 2]) {
          const [v, a] = [table.velocities[sc][3 + axis]!, table.accelerations[sc][3 + axis]!];
          expect(Math.abs(slope(table.positions[sc], 100, axis, 3) - v)).toBeLessThan(3e-5);
          expect(Math.abs(slope(table.velocities[sc], 100, axis, 3) - a)).toBeLessThan(1e-11);
        }
      }
      for (const mosa of MOSAS) {
        expect(Math.abs(slope(table.lightTravelTimes[mosa], 100) - table.lightTravelTimeRates[mosa][1]!)).toBeLessThan(
          1e-14,
        );
        const rate = slope(table.properPseudoRanges[mosa], 100);
        expect(Math.abs(rate - table.properPseudoRangeRates[mosa][1]!)).toBeLessThan(1e-14);
      }
    }
  });

  it("of Keplerian orbits: the Sun's gravitation, and arms that stay within a percent of 2.5e9 m", () => {
    const table = keplerian().table(grid(0, YEAR / 50, 50));
    for (let n = 0; n < table.length; n++) {
      for (const sc of SPACECRAFT) {
        const [x, a] = [row(table.positions[sc], n), row(table.accelerations[sc], n)];
        const wanted = x.map((value) => (-GM_SUN.value * value) / norm(x) ** 3);
        expect(norm(a.map((value, axis) => value - wanted[axis]!))).toBeLessThan(1e-17);
      }
      for (const mosa of MOSAS) {
        const far = row(table.positions[emitterOf(mosa)], n);
        const arm = norm(row(table.positions[receiverOf(mosa)], n).map((value, axis) => value - far[axis]!));
        expect(Math.abs(arm / 2.5e9 - 1)).toBeLessThan(0.01);
      }
    }
  });

  it("of other sizes than a year's and 2.5e9 m go once around in Kepler's time", () => {
    const semiMajorAxis = 2e11;
    const orbits = keplerian({ semiMajorAxis, armLength: 5e9, keplerOrder: 1, meanAnomaly: 1, longitude: 0.5 });
    const period = 2 * Math.PI * Math.sqrt(semiMajorAxis ** 3 / GM_SUN.value);
    const table = orbits.table(grid(0, period, 2));
    for (const sc of SPACECRAFT) {
      const [first, second] = [row(table.positions[sc], 0), row(table.positions[sc], 1)];
      // Rounding of a mean anomaly of 2π.
      expect(norm(first.map((value, axis) => value - second[axis]!))).toBeLessThan(1e-3);
    }
  });
});

describe("proper times", () => {
  it("pass as relativity has it: −(R/2|x| + v²/2c²) for Kepler's orbits, against the mean rate", () => {
    const table = keplerian().table(grid(0.2 * YEAR, 100, 3));
    for (const sc of SPACECRAFT) {
      const rate = slope(table.properTimeDeviations[sc], 100);
      const gravitation = SUN_SCHWARZSCHILD_RADIUS.value / (2 * norm(row(table.positions[sc], 1)));
      const motion = norm(row(table.velocities[sc], 1)) ** 2 / (2 * C * C);
      expect(Math.abs(rate + gravitation + motion)).toBeLessThan(1e-18 / 0.1);
    }
  });

  it("and coordinate times undo each other, in the textbook's convention to the last digit", () => {
    const far = 8 * YEAR;
    const orbits = keplerian();
    const proper = orbits.table(grid(far, 1, 1));
    for (const sc of SPACECRAFT) {
      const deviation = proper.coordinateTimeDeviations[sc][0]!;
      const there = orbits.table({ t0: instant("TCB", far, deviation), dt: 1, length: 1 });
      expect(Math.abs(there.properTimeDeviations[sc][0]! + deviation)).toBeLessThan(1e-15);
      // lisaorbits iterates once: 1.5e-8 of the deviation is missing.
      const once = keplerian({ light: { convention: "lisaorbits" } }).table(grid(far, 1, 1));
      const missing = once.coordinateTimeDeviations[sc][0]! - deviation;
      expect(Math.abs(missing)).toBeGreaterThan(1e-8);
    }
  });
});

describe("light travel times", () => {
  const table = (light: LightOptions, seconds = 1e7): OrbitTable => keplerian({ light }).table(grid(seconds, 3000, 5));
  const iterative = table({ method: "iterative" });

  it("lead from where the emitter was: distance and Sun's delay are what light travels", () => {
    const orbits = keplerian({ light: { method: "iterative" } });
    for (const mosa of MOSAS) {
      const time = iterative.lightTravelTimes[mosa][0]!;
      const emission = orbits.table({ t0: instant("TCB", 1e7 - 9, 9 - time), dt: 1, length: 1 });
      const [x, e] = [row(iterative.positions[receiverOf(mosa)], 0), row(emission.positions[emitterOf(mosa)], 0)];
      const way = x.map((value, axis) => value - e[axis]!);
      const [d, sum] = [norm(way), norm(x) + norm(e)];
      const shapiro = SUN_SCHWARZSCHILD_RADIUS.value * Math.log((sum + d) / (sum - d));
      // Positions are rounded to 3e-5 m.
      expect(Math.abs(C * time - d - shapiro)).toBeLessThan(2e-4);
      const n = row(iterative.unitVectors[mosa], 0);
      expect(norm(n.map((value, axis) => value - way[axis]! / d))).toBeLessThan(1e-12);
      expect(Math.abs(norm(n) - 1)).toBeLessThan(1e-15);
    }
  });

  it("are expanded: what each order leaves out is (v/c) smaller, and the last 12 mm", () => {
    const off = (light: LightOptions): number => farthest(table(light), iterative, "lightTravelTimes");
    const flat = table({ method: "iterative", shapiro: false });
    const offFlat = (order: 0 | 1 | 2): number => farthest(table({ order, shapiro: false }), flat, "lightTravelTimes");
    expect(offFlat(0)).toBeGreaterThan(1e-4);
    expect(offFlat(1)).toBeLessThan(1e-7);
    expect(offFlat(1)).toBeGreaterThan(1e-9);
    expect(offFlat(2)).toBeLessThan(1e-11);
    // The Sun's delay with the emitter of reception, and the emitter's way during the delay: 1.6e-7 s times v/c, twice.
    expect(off({})).toBeLessThan(5e-11);
    const shapiro = farthest(table({}), table({ shapiro: false }), "lightTravelTimes");
    expect(shapiro).toBeGreaterThan(1.6e-7);
    expect(shapiro).toBeLessThan(1.7e-7);
  });

  it("differ from lisaorbits' forms by what the alias and the late delay make: some 1.6e-11 s", () => {
    for (const method of ["analytic", "iterative"] as const) {
      const off = farthest(table({ method }), table({ method, convention: "lisaorbits" }), "lightTravelTimes");
      expect(off).toBeGreaterThan(1e-12);
      expect(off).toBeLessThan(2e-11);
    }
  });

  it("of orders 0 and 1 change as their own rates say", () => {
    for (const order of [0, 1] as const) {
      const coarse = keplerian({ light: { order, shapiro: false } }).table(grid(1e7, 100, 3));
      for (const mosa of MOSAS) {
        const off = slope(coarse.lightTravelTimes[mosa], 100) - coarse.lightTravelTimeRates[mosa][1]!;
        expect(Math.abs(off)).toBeLessThan(1e-14);
      }
    }
  });
});

describe("fine grids", () => {
  /** Rounding: of positions of 1.5e11 m, and in the ranges what that is over c with several roundings. */
  const ROUNDING: Readonly<Record<string, number>> = { positions: 2e-4, velocities: 1e-10, accelerations: 1e-16 };

  it("have the numbers of rows that stand alone", () => {
    const orbits = keplerian();
    const fine = orbits.table(grid(1e6, 0.25, 3000));
    for (const n of [0, 1, 255, 256, 300, 2999]) {
      const alone = orbits.table({ t0: instant("TCB", 1e6, n * 0.25), dt: 100, length: 1 });
      for (const field of QUANTITIES) {
        const there = pick(fine, field, n);
        for (const [index, values] of Object.entries(pick(alone, field, 0))) {
          const off = Math.max(...values.map((value, axis) => Math.abs(value - there[index]![axis]!)));
          expect(off, `${field} ${index} row ${n}`).toBeLessThan(ROUNDING[field] ?? 1e-12);
        }
      }
    }
  });

  it("are the same however they are cut, to the last bit", () => {
    const orbits = equalArm();
    const whole = orbits.table(grid(5e5, 0.5, 1000));
    const cuts = [0, 1, 127, 128, 500, 1000];
    cuts.slice(1).forEach((end, n) => {
      const start = cuts[n]!;
      const part = orbits.rows(grid(5e5, 0.5, 1000), { start, count: end - start });
      expect(part.t0.seconds + part.t0.fraction).toBe(5e5 + 0.5 * start);
      for (const field of QUANTITIES) {
        for (const [index, values] of Object.entries(part[field] as Record<string, Float64Array>)) {
          const all = (whole[field] as Record<string, Float64Array>)[index]!;
          const width = all.length / whole.length;
          expect(values.every((value, k) => Object.is(value, all[start * width + k]))).toBe(true);
        }
      }
    });
  });
});

/** The numbers of one row. */
function pick(table: OrbitTable, field: keyof OrbitTable, n: number): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(table[field] as Record<string, Float64Array>).map(([index, values]) => {
      const width = values.length / table.length;
      return [index, Array.from(values.subarray(n * width, (n + 1) * width))];
    }),
  );
}
