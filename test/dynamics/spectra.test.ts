import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COORDINATES } from "../../src/dynamics/plant.js";
import { motionSpectrum } from "../../src/dynamics/spectra.js";

interface Reference {
  readonly asd: Readonly<Record<string, readonly number[]>>;
}

const reference = JSON.parse(readFileSync("test/fixtures/dynamics/closed-loop.json", "utf8")) as Reference;

/** Both are double-precision solutions of the same 15 × 15 systems. */
const ROUNDING = 1e-9;

describe("the motion in closed loop", () => {
  const spectrum = motionSpectrum();

  it.each(Object.entries(reference.asd))("at %s Hz is the reference's", (frequency, expected) => {
    const found = spectrum(Number(frequency));
    COORDINATES.forEach((name, k) => {
      expect(Math.abs(found[name] / expected[k]! - 1), name).toBeLessThan(ROUNDING);
    });
  });
});
