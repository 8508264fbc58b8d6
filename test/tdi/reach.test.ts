import { describe, expect, it } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { type PerMosa, perMosa } from "../../src/core/mosa.js";
import { lagrangeShift } from "../../src/math/lagrange.js";
import { beatnoteCombinationOf, combinationOf } from "../../src/tdi/catalogue.js";
import { Combination } from "../../src/tdi/combination.js";
import { delayField, evaluate } from "../../src/tdi/evaluation.js";
import { type FlaggedRun, flaggedRuns, reachedFlags, shiftedFlags } from "../../src/tdi/reach.js";

const LENGTH = 2000;
const DT = 0.25;
/** Arms that change and are no whole number of samples. */
const DELAYS: PerMosa<Float64Array> = perMosa((mosa) =>
  Float64Array.from({ length: LENGTH }, (_, n) => 8.1 + 0.031 * Number(mosa) + 3e-8 * n),
);

function wave(seed: number): Float64Array {
  return Float64Array.from({ length: LENGTH }, (_, n) => Math.sin(n / (30 + seed)) + 0.1 * Math.cos(n / seed));
}

/** Where evaluation with NaN in these samples gives NaN. */
function spoilt(combination: Combination, name: string, runs: readonly FlaggedRun[], order: number): boolean[] {
  const measurements = Object.fromEntries(combination.measurements().map((one, k) => [one, wave(k + 3)]));
  for (const { start, stop } of runs) measurements[name]!.fill(Number.NaN, start, stop);
  return [...evaluate(combination, measurements, delayField(DELAYS, DT), order)].map((value) => Number.isNaN(value));
}

describe("the samples that a flag reaches", () => {
  const runs: FlaggedRun[] = [
    { start: 700, stop: 701, bits: FLAGS.missing },
    { start: 900, stop: 1000, bits: FLAGS.gap },
  ];

  it.each([
    ["X2", "eta_12", 31],
    ["Y2", "eta_32", 31],
    ["X1", "eta_13", 5],
    ["alpha2", "eta_21", 45],
    ["zeta1", "eta_32", 31],
  ] as const)("are exactly those that NaN spoils, in %s by %s", (variable, name, order) => {
    const combination = combinationOf(variable);
    const flags = reachedFlags(combination, new Map([[name, runs]]), delayField(DELAYS, DT), order);
    expect([...flags].map((bits) => bits !== 0)).toEqual(spoilt(combination, name, runs, order));
  });

  it("are those of the beatnotes, too", () => {
    const combination = beatnoteCombinationOf("Z2");
    for (const name of ["sci_13", "ref_31", "tmi_23"]) {
      const flags = reachedFlags(combination, new Map([[name, runs]]), delayField(DELAYS, DT), 31);
      expect(
        [...flags].map((bits) => bits !== 0),
        name,
      ).toEqual(spoilt(combination, name, runs, 31));
    }
  });

  it("of a single delay are its window of order + 1 samples", () => {
    const shift = -DELAYS["12"][800]! / DT;
    const flags = reachedFlags(
      Combination.of({ eta_12: "12" }),
      new Map([["eta_12", [{ start: 800, stop: 801, bits: FLAGS.glitch }]]]),
      delayField(
        perMosa(() => new Float64Array(LENGTH).fill(-shift * DT)),
        DT,
      ),
      31,
    );
    const reached = [...flags.entries()].filter(([, bits]) => bits !== 0).map(([n]) => n);
    expect([reached[0], reached.at(-1), reached.length]).toEqual([
      Math.ceil(800 - 16 - shift),
      Math.ceil(800 + 16 - shift) - 1,
      32,
    ]);
    // A glitch is no reason not to use a sample: it travels as it is.
    expect(new Set(flags)).toEqual(new Set([0, FLAGS.glitch]));
  });

  it("say both why and that it is reached through a delay", () => {
    const flags = reachedFlags(
      Combination.of({ eta_12: "1 + 12" }),
      new Map([["eta_12", runs]]),
      delayField(DELAYS, DT),
      31,
    );
    expect(flags[700]).toBe(FLAGS.missing);
    expect(flags[740]).toBe(FLAGS.missing | FLAGS.edge);
  });
});

describe("flags of a series that is shifted", () => {
  it("are where NaN is", () => {
    const flags = new Uint16Array(LENGTH);
    flags.fill(FLAGS.gap, 500, 520);
    const values = wave(4).fill(Number.NaN, 500, 520);
    const shifts = Float64Array.from({ length: LENGTH }, (_, n) => 18.013 + 1e-6 * n);
    const shifted = lagrangeShift(values, shifts, 31);
    expect([...shiftedFlags(flags, shifts, 31)].map((bits) => bits !== 0)).toEqual(
      [...shifted].map((value) => Number.isNaN(value)),
    );
  });
});

describe("runs of flags", () => {
  it("are told with their bits, counted from an offset", () => {
    expect(flaggedRuns(Uint16Array.of(0, 4, 4, 1, 0, 2), 10)).toEqual([
      { start: 11, stop: 13, bits: 4 },
      { start: 13, stop: 14, bits: 1 },
      { start: 15, stop: 16, bits: 2 },
    ]);
    expect(flaggedRuns(new Uint16Array(5))).toEqual([]);
  });
});
