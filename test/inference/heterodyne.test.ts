import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { randomStream } from "../../src/core/random.js";
import {
  bestAmplitudes,
  chirpAmplitudes,
  chirpOrientation,
  linearLogLikelihood,
  type MassiveBinary,
} from "../../src/inference/chirpamplitudes.js";
import { noiseDensity } from "../../src/inference/density.js";
import { HeterodynedLikelihood } from "../../src/inference/heterodyne.js";
import { logLikelihood } from "../../src/inference/product.js";
import { complexArray } from "../../src/math/complex.js";
import { irfft, rfft } from "../../src/math/fft.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { chirpChannels } from "../../src/response/chirp.js";
import { constellationPath } from "../../src/response/path.js";
import type { TdiSignal } from "../../src/response/signal.js";
import { phenomDModes } from "../../src/waveforms/phenomhm.js";

/** Of ln L, which is 33,000, where it is lower than its maximum by a hundred and more: ratios are cubic over bins. */
const TOLERANCE = 0.1;

/** Of ln L, and a third of what differences have: windows are taken where the wave has a frequency, though these end as fast as it changes. */
const LEADING = 0.03;

const DURATION = 30 * 86_400;
const DF = 1 / DURATION;
const path = constellationPath(equalArm(), instant("TCB", 0), DURATION);
const GPC = 3.0857e25;

const BINARY: MassiveBinary = {
  mass: 2e6,
  eta: (1 - 0.3 ** 2) / 4,
  delta: 0.3,
  chi1: 0.4,
  chi2: -0.2,
  distance: 100 * GPC,
  inclination: 1.1,
  polarization: 0.4,
  phase: 2,
  time: 20 * 86_400,
  lambda: 2.1,
  beta: -0.4,
};

const BAND = [2e-4, 0.02] as const;
const [FIRST, COUNT] = [Math.round(BAND[0] / DF), Math.round((BAND[1] - BAND[0]) / DF)];
const frequencies = Float64Array.from({ length: COUNT }, (_, k) => (FIRST + k) * DF);

function signal(binary: MassiveBinary): TdiSignal {
  const channels = chirpChannels(
    phenomDModes(binary),
    binary,
    path,
    { duration: DURATION, generation: 1.5 },
    frequencies,
  );
  return { df: DF, first: FIRST, ...channels };
}

const noise = noiseDensity(equalArms({ level: "Sangria" }), { df: DF, first: FIRST, count: COUNT });

function noisy({ df, first, A, E }: TdiSignal): TdiSignal {
  const random = randomStream(4n, "heterodyne");
  const add = (values: Float64Array, density: Float64Array): Float64Array => {
    const numbers = random.normals(new Float64Array(values.length));
    return values.map((value, k) => value + numbers[k] * Math.sqrt(density[k] / (4 * DF)));
  };
  const channel = (name: "A" | "E", { re, im }: TdiSignal["A"]) => ({
    re: add(re, noise[name]),
    im: add(im, noise[name]),
  });
  return { df, first, A: channel("A", A), E: channel("E", E), T: complexArray(COUNT) };
}

function likelihood(data: TdiSignal, reference: MassiveBinary, bins: number): HeterodynedLikelihood {
  return new HeterodynedLikelihood({
    data,
    noise,
    path,
    generation: 1.5,
    observation: [0, DURATION],
    reference,
    band: [4e-4, 0.0199],
    bins,
  });
}

/** The same band as the likelihood's. */
function whole(data: TdiSignal, binary: MassiveBinary, fast: HeterodynedLikelihood, of = signal): number {
  const [from, to] = [fast.edges[0], fast.edges[fast.edges.length - 1]].map((f) => Math.round(f / DF) - FIRST);
  const cut = Object.fromEntries(
    (["A", "E", "T"] as const).map((name) => [
      name,
      noise[name].map((value, k) => (k >= from && k < to ? value : Infinity)),
    ]),
  ) as unknown as Record<"A" | "E" | "T", Float64Array>;
  return logLikelihood(data, of(binary), { df: DF, first: FIRST, ...cut });
}

/** Within some standard deviations of the best one at this signal-to-noise ratio. */
function near(binary: MassiveBinary, random: { uniform(): number }): MassiveBinary {
  const by = (width: number): number => 0.2 * width * (2 * random.uniform() - 1);
  const delta = binary.delta + by(0.02);
  return {
    ...binary,
    mass: binary.mass * (1 + by(3e-3)),
    delta,
    eta: (1 - delta ** 2) / 4,
    chi1: binary.chi1 + by(0.02),
    chi2: binary.chi2 + by(0.05),
    time: binary.time + by(20),
    lambda: binary.lambda + by(0.02),
    beta: binary.beta + by(0.02),
    distance: binary.distance * (1 + by(0.05)),
    inclination: binary.inclination + by(0.05),
    polarization: binary.polarization + by(0.05),
    phase: binary.phase + by(0.1),
  };
}

describe("the heterodyned likelihood", () => {
  const data = noisy(signal(BINARY));
  const random = randomStream(1n, "near");

  it("is the full one where the posterior is", () => {
    const reference = near(BINARY, random);
    const fast = likelihood(data, reference, 64);
    const errors = Array.from({ length: 8 }, () => {
      const binary = near(reference, random);
      return fast.logLikelihood(binary) - whole(data, binary, fast);
    });
    expect(whole(data, BINARY, fast)).toBeGreaterThan(30_000);
    expect(whole(data, BINARY, fast) - whole(data, reference, fast)).toBeGreaterThan(100);
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(TOLERANCE);
  });

  it("is greatest at the amplitudes that the F-statistic has, and there is a binary of those", () => {
    const products = likelihood(data, BINARY, 128).products(BINARY);
    const { amplitudes, logLikelihood: best } = bestAmplitudes(products);
    // Of 33,000, solved from equations whose condition is some hundreds.
    expect(linearLogLikelihood(products, amplitudes)).toBeCloseTo(best, 5);
    for (let n = 0; n < 4; n++) {
      const moved = amplitudes.map((value, m) => (m === n ? value * 1.01 : value)) as unknown as typeof amplitudes;
      expect(linearLogLikelihood(products, moved)).toBeLessThan(best);
    }
    const found = chirpOrientation(amplitudes);
    chirpAmplitudes(found).forEach((value, n) => {
      expect(Math.abs(value - amplitudes[n])).toBeLessThan(1e-12 * Math.hypot(...amplitudes));
    });
    // The truth is another point of the same likelihood: four degrees of freedom below the best one.
    expect(best - linearLogLikelihood(products, chirpAmplitudes(BINARY))).toBeLessThan(10);
  });

  it("knows what a window left of the data, whenever the binary merges", () => {
    // Silent for a day, eleven before the merger, and ending a day before it: ends of a day.
    const smooth = (t: number, from: number, to: number): number => {
      const x = Math.min(1, Math.max(0, (t - from) / (to - from)));
      return x * x * x * (10 - 15 * x + 6 * x * x);
    };
    const day = 86_400;
    const window = (t: number): number =>
      smooth(t, 0.5 * day, 1.5 * day) *
      (1 - smooth(t, 8 * day, 9 * day) + smooth(t, 10 * day, 11 * day)) *
      (1 - smooth(t, 18 * day, 19 * day));
    const length = 2 ** 17;
    const dt = DURATION / length;
    const full = (binary: MassiveBinary): TdiSignal => {
      const all = Float64Array.from({ length: length / 2 }, (_, k) => (k + 1) * DF);
      const observation = { duration: DURATION, generation: 1.5 };
      const channels = chirpChannels(phenomDModes(binary), binary, path, observation, all);
      const cut = (name: "A" | "E"): TdiSignal["A"] => {
        const { re, im } = channels[name];
        const padded = { re: Float64Array.of(0, ...re), im: Float64Array.of(0, ...im) };
        const seen = irfft(padded, length).map((x, n) => x * window(n * dt));
        const after = rfft(seen);
        return { re: after.re.slice(FIRST, FIRST + COUNT), im: after.im.slice(FIRST, FIRST + COUNT) };
      };
      return { df: DF, first: FIRST, A: cut("A"), E: cut("E"), T: complexArray(COUNT) };
    };
    const loud = { ...BINARY, distance: BINARY.distance / 4 };
    const quiet = noisy(full(loud));
    const options = { data: quiet, noise, path, generation: 1.5, observation: [0, DURATION], reference: loud } as const;
    const fast = new HeterodynedLikelihood({ ...options, band: [2.5e-4, 0.0199], bins: 64, window });
    const top = whole(quiet, loud, fast, full);
    const there = near(loud, randomStream(2n, "windows"));
    expect(top).toBeGreaterThan(100);
    expect(Math.abs(fast.logLikelihood(loud) / top - 1)).toBeLessThan(LEADING);
    const fall = top - whole(quiet, there, fast, full);
    const found = fast.logLikelihood(loud) - fast.logLikelihood(there);
    expect(fall).toBeGreaterThan(5);
    expect(Math.abs(found / fall - 1)).toBeLessThan(3 * LEADING);
  });

  it("refuses a band without bins, and a binary that is not in the data", () => {
    const options = { data, noise, path, generation: 1.5, observation: [0, DURATION], reference: BINARY } as const;
    expect(() => new HeterodynedLikelihood({ ...options, band: [0.01, 0.01], bins: 128 })).toThrow(/whole numbers/);
    const silent = { ...options, band: [1e-3, 0.01], bins: 64, window: () => 0 } as const;
    expect(() => new HeterodynedLikelihood(silent)).toThrow(/Nothing is left of the data from 0.001 to 0.01 Hz/);
    const before = { ...BINARY, time: -86_400 };
    const band = [1e-3, 0.01] as const;
    expect(() => new HeterodynedLikelihood({ ...options, reference: before, band, bins: 64 })).toThrow(
      /merges at -86400 s has no wave from 0.001 to 0.01 Hz between 0 and 2592000 s/,
    );
  });
});
