import { expect } from "vitest";
import { executes } from "../notebooks/running.js";

/** A global fit of two months, and of one, on a machine that does other things too. */
const PATIENCE = 580_000;

executes(
  {
    name: "05-massive-black-holes",
    figures: 9,
    cells: 11,
    // The candidate's time (d), the posterior's R̂ and how far its masses and distance are off; H₀ over its interval; rates that hold the truth.
    code: `[
        candidates[0].time / days(1),
        posterior.rHat,
        Math.abs(of("chirpMass").reduce((a, b) => a + b, 0) / posterior.samples.length / chirp - 1),
        Math.abs(of("distance").reduce((a, b) => a + b, 0) / posterior.samples.length / (60 * gigaparsec) - 1),
        (withPlanck.high - withPlanck.low) / withPlanck.median,
        (alone.high - alone.low) / (withPlanck.high - withPlanck.low),
        rates.filter(({ low, high, truth }) => low <= truth && truth <= high).length,
      ]`,
    holds: ([time, rHat, mass, distance, width, wider, held]) => {
      // A step of the detector is a third of a day.
      expect(Math.abs(time! - 16.3)).toBeLessThan(0.36);
      expect(rHat).toBeLessThan(1.1);
      expect(mass).toBeLessThan(1e-3);
      expect(distance).toBeLessThan(0.1);
      expect(width).toBeLessThan(0.15);
      expect(wider).toBeGreaterThan(1.5);
      expect(held).toBeGreaterThanOrEqual(3);
    },
  },
  PATIENCE,
);

executes(
  {
    name: "07-global-fit",
    figures: 3,
    cells: 11,
    // What was found, whom we know, the least probability of the residual's checks, sources that are in both releases, overlaps.
    code: `[
        fit.mergers.length,
        fit.binaries.length,
        counterparts.length,
        report.probability,
        changes.filter(({ kind }) => kind === "kept" || kind === "moved").length,
        matches.filter(({ overlap }) => overlap > 0.9).length / matches.length,
      ]`,
    holds: ([mergers, binaries, known, probability, same, right]) => {
      expect(mergers).toBe(1);
      expect(binaries).toBeGreaterThanOrEqual(6);
      expect(known).toBe(3);
      expect(probability).toBeGreaterThan(1e-3);
      expect(same).toBeGreaterThanOrEqual(4);
      expect(right).toBeGreaterThan(0.85);
    },
  },
  PATIENCE,
);
