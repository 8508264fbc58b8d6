import { beforeAll, describe, expect, it } from "vitest";
import { SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import type { ComplexArray } from "../../src/math/complex.js";
import { galacticBinaryResponse, signalBatch } from "../../src/response/galactic.js";
import type { TdiSignal } from "../../src/response/signal.js";
import type { SlowBinary } from "../../src/response/slow.js";

/** Relative L2 that the reference is good to: an independent evaluation of its formula agreed to 6.4e-8. */
const REFERENCE = 1e-6;
/** The same from fewer bins: the tails of a wave that begins and ends, up to 4/(π² bins) of its power, fold back into 32 bins, and more where it is strong then. */
const FEWER_BINS = 0.2;
/** Delays at the signal's own frequency and through arms as they are, and at the carrier's through equal ones. */
const OTHER_DELAYS = 1e-4;

const DURATION = 31_457_280;
const BINS = 512;
const PARAMETERS = ["amp", "f0", "fdot", "fddot", "phi0", "iota", "psi", "lam", "beta"];
const CHANNELS = ["A", "E"] as const;

interface Reference {
  readonly binary: SlowBinary;
  readonly first: number;
  readonly A: ComplexArray;
  readonly E: ComplexArray;
}

let references: readonly Reference[];

beforeAll(async () => {
  references = await readHdf5("test/fixtures/response/gb-tdi.h5", (file) => {
    const values = new Map(PARAMETERS.map((name) => [name, file.table(`parameters/${name}`).values]));
    const part = (name: string, row: number): Float64Array =>
      file.table(name).values.slice(row * BINS, (row + 1) * BINS);
    const channel = (name: string, row: number): ComplexArray => ({
      re: part(`${name}_re`, row),
      im: part(`${name}_im`, row),
    });
    return Array.from(file.table("first").values, (first, row) => {
      const [amplitude, frequency, fdot, fddot, phi0, inclination, polarization, lambda, beta] = PARAMETERS.map(
        (name) => values.get(name)![row]!,
      ) as [number, number, number, number, number, number, number, number, number];
      const phase = Math.PI - phi0;
      const binary = { amplitude, frequency, fdot, fddot, phase, inclination, polarization, lambda, beta };
      return { binary, first, A: channel("A", row), E: channel("E", row) };
    });
  });
});

/** Relative L2 of A and E together, in the bins of the first. */
function distance(found: TdiSignal, wanted: Reference, factor = { re: 1, im: 0 }): number {
  let [difference, norm] = [0, 0];
  for (const channel of CHANNELS) {
    found[channel].re.forEach((re, k) => {
      const at = found.first - wanted.first + k;
      const [a, b] = [wanted[channel].re[at]!, wanted[channel].im[at]!];
      const [x, y] = [a * factor.re - b * factor.im, a * factor.im + b * factor.re];
      difference += (re - x) ** 2 + (found[channel].im[k]! - y) ** 2;
      norm += x * x + y * y;
    });
  }
  return Math.sqrt(difference / norm);
}

describe("the fast response to galactic binaries", () => {
  it("is GBGPU's, from half a millihertz to twenty", () => {
    const response = galacticBinaryResponse({ duration: DURATION, samples: BINS });
    for (const reference of references) {
      const signal = response.signal(reference.binary);
      expect(signal.first).toBe(reference.first);
      expect(signal.df).toBe(1 / DURATION);
      expect(distance(signal, reference)).toBeLessThan(REFERENCE);
    }
  });

  it("needs few bins, as many as the frequency asks for", () => {
    const response = galacticBinaryResponse({ duration: DURATION });
    const counts = references.map((reference) => {
      const signal = response.signal(reference.binary);
      expect(distance(signal, reference)).toBeLessThan(FEWER_BINS);
      return signal.A.re.length;
    });
    expect(Math.max(...counts)).toBeLessThan(BINS);
  });

  it("of generation 2 is that of 1.5 with all delayed once more round both arms", () => {
    const response = galacticBinaryResponse({ duration: DURATION, samples: BINS, generation: 2 });
    for (const reference of references) {
      const x = (2 * Math.PI * reference.binary.frequency * 2.5e9) / SPEED_OF_LIGHT.value;
      if (Math.abs(Math.sin(2 * x)) < 0.1) continue;
      const factor = { re: 1 - Math.cos(4 * x), im: Math.sin(4 * x) };
      expect(distance(response.signal(reference.binary), reference, factor)).toBeLessThan(OTHER_DELAYS);
    }
  });

  it("of many binaries at once is that of each", () => {
    const response = galacticBinaryResponse({ duration: DURATION });
    const binaries = Array.from({ length: 70 }, (_, n) => ({
      ...references[n % references.length]!.binary,
      lambda: n,
    }));
    const batch = signalBatch(80, 64);
    response.signals(binaries, batch);
    const alone = galacticBinaryResponse({ duration: DURATION, samples: 64 });
    for (const n of [0, 1, 63, 64, 69]) {
      const signal = alone.signal(binaries[n]!);
      expect(batch.first[n]).toBe(signal.first);
      for (const channel of ["A", "E", "T"] as const) {
        expect(batch[channel].re.slice(64 * n, 64 * n + 64)).toEqual(signal[channel].re);
        expect(batch[channel].im.slice(64 * n, 64 * n + 64)).toEqual(signal[channel].im);
      }
    }
    expect(() => response.signals(binaries, signalBatch(69, 64))).toThrow(/70 binaries.*room for 69/);
    expect(() => signalBatch(1, 60)).toThrow(/power of two/);
  });

  it("refuses what it can't do", () => {
    expect(() => galacticBinaryResponse({ duration: 0 })).toThrow(/duration/);
    for (const [wrong, message] of [
      [{ phase: Number.NaN }, /"phase":"NaN".* finite numbers are expected/],
      [{ fddot: Number.POSITIVE_INFINITY }, /"fddot":"Infinity"/],
      [{ beta: 1.6 }, /"beta":1.6.* at most π\/2/],
    ] as const) {
      const response = galacticBinaryResponse({ duration: 1e7, samples: 32 });
      expect(() => response.signal({ ...references[0]!.binary, ...wrong })).toThrow(message);
    }
    const nameless = { ...references[0]!.binary, frequency: Number.NaN };
    expect(() => galacticBinaryResponse({ duration: 1e7 }).signal(nameless)).toThrow(/frequency is NaN Hz/);
    expect(() => galacticBinaryResponse({ duration: 1e7, samples: 100 })).toThrow(/power of two/);
    expect(() => galacticBinaryResponse({ duration: 1e7, generation: 3 as 2 })).toThrow(/1\.5 or 2/);
  });
});
