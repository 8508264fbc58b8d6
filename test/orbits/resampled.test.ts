import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { constellation, keplerian, resampled } from "../../src/orbits/orbits.js";
import { farthest } from "./references.js";

describe("resampled orbits", () => {
  it("are Kepler's between the rows", () => {
    const orbits = keplerian();
    const table = orbits.table({ t0: instant("TCB", -5e5), dt: 20_000, length: 60 });
    const between = resampled(table, { epoch: instant("TCB", 0) });
    const grid = { t0: instant("TCB", -1e5), dt: 7000, length: 40 };
    const [ours, theirs] = [between.table(grid), orbits.table(grid)];
    // (ωh)⁶ = 4e-15 of 1.5e11 m in the middle of a spline of degree 5; what is integrated has the same relative error.
    expect(farthest(ours, theirs, "positions")).toBeLessThan(1e-3);
    expect(farthest(ours, theirs, "velocities")).toBeLessThan(1e-7);
    expect(farthest(ours, theirs, "accelerations")).toBeLessThan(1e-10);
    expect(farthest(ours, theirs, "properTimeDeviations")).toBeLessThan(1e-12);
    expect(farthest(ours, theirs, "properPseudoRanges")).toBeLessThan(1e-11);
    expect(farthest(ours, theirs, "lightTravelTimeRates")).toBeLessThan(1e-15);
  });

  it("of spacecraft at rest stay there, but feel the Sun", () => {
    const positions = { "1": [1.5e11, 0, 0], "2": [1.5e11, 2e9, 0], "3": [1.5e11, 0, 2e9] } as const;
    const still = constellation({ positions });
    const table = resampled(still.table({ t0: instant("TCB", 0), dt: 1000, length: 10 })).table({
      t0: instant("TCB", 100),
      dt: 300,
      length: 10,
    });
    expect(farthest(table, still.table({ t0: instant("TCB", 0), dt: 300, length: 10 }), "positions")).toBeLessThan(
      1e-3,
    );
    expect(table.properTimeDeviations["1"][0]).toBeCloseTo((-0.5 * 2953.25 * 100) / 1.5e11, 12);
  });

  it("are lisaorbits' own, from the same positions", async () => {
    const { t0, dt, length, quantities } = JSON.parse(
      readFileSync("test/fixtures/orbits/resampled.json", "utf8"),
    ) as Resampled;
    const table = resampled(await openOrbits("test/fixtures/orbits/keplerian.h5"), {
      epoch: instant("TCB", 0),
      light: { convention: "lisaorbits" },
    }).table({ t0: instant("TCB", t0), dt, length });
    const worst = (values: Float64Array, reference: readonly number[]): number =>
      values.reduce((most, value, n) => Math.max(most, Math.abs(value - reference[n]!)), 0);
    expect(worst(table.positions["2"], quantities.position)).toBeLessThan(1e-3);
    expect(worst(table.velocities["2"], quantities.velocity)).toBeLessThan(1e-6);
    expect(worst(table.accelerations["2"], quantities.acceleration)).toBeLessThan(1e-9);
    expect(worst(table.properTimeDeviations["2"], quantities.deviation)).toBeLessThan(1e-12);
    expect(worst(table.lightTravelTimes["31"], quantities.ltt)).toBeLessThan(1e-12);
    expect(worst(table.properPseudoRanges["31"], quantities.ppr)).toBeLessThan(1e-12);
  });
});

interface Resampled {
  readonly t0: number;
  readonly dt: number;
  readonly length: number;
  readonly quantities: Readonly<
    Record<"position" | "velocity" | "acceleration" | "deviation" | "ltt" | "ppr", readonly number[]>
  >;
}
