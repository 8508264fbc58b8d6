import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { irfft } from "../../src/math/fft.js";
import { galacticBinaryResponse } from "../../src/response/galactic.js";
import { linearOf } from "../../src/search/binary.js";
import { type Channels, gateWindow, scienceChannels, transformed, transients } from "../../src/search/gates.js";
import { mockBinary, mockNoise } from "../../src/search/mock.js";
import { observation } from "../../src/search/observation.js";
import { estimatedDensity } from "../../src/search/spectrum.js";
import { signalOf } from "../../src/search/templates.js";

const DT = 30;
const LENGTH = 2 ** 16;
const DURATION = DT * LENGTH;
/** Formulas are the same; sums are in another order. */
const ROUNDING = 1e-9;
/** A window of a few samples' edges makes its own side lobes, which both ways cut off at half as many bins. */
const WINDOWED = 2e-3;
/** Of a density's mean over a band of some ten thousand bins of one channel. */
const DENSITY = 0.03;

/** Stationary noise as series, from its bins; both channels. */
function series(seed: bigint): Channels {
  const { data } = mockNoise(observation({ duration: DURATION, bins: 256 }), 1 / (2 * DT), seed);
  const of = (channel: "A" | "E"): Float64Array => {
    const { re, im } = data[channel];
    const scale = (values: Float64Array): Float64Array => values.map((value) => value / DT).subarray(0, LENGTH / 2 + 1);
    return irfft({ re: scale(re), im: scale(im) }, LENGTH);
  };
  return { dt: DT, A: of("A"), E: of("E") };
}

/** A chirping burst of some hours. */
function addBurst(channels: Channels, at: number, size: number): void {
  for (const values of [channels.A, channels.E]) {
    for (let n = 0; n < LENGTH; n++) {
      const t = n * DT - at;
      if (Math.abs(t) < 40_000) values[n]! += size * Math.exp(-((t / 7200) ** 2)) * Math.sin(2 * Math.PI * 3e-3 * t);
    }
  }
}

describe("what is short and loud", () => {
  it("is found where it is, and is out of the data then", () => {
    const channels = series(5n);
    const before = transients(channels, [1e-3, 1.5e-2]);
    expect(before).toEqual([]);
    addBurst(channels, 1e6, 3e-19);
    const gates = transients(channels, [1e-3, 1.5e-2]);
    expect(gates).toHaveLength(1);
    expect(gates[0]!.from).toBeLessThan(1e6 - 7200);
    expect(gates[0]!.to).toBeGreaterThan(1e6 + 7200);
    const window = gateWindow(gates);
    expect(window(1e6)).toBe(0);
    expect(window(2e5)).toBe(1);
    const windowPower = mean(Float64Array.from({ length: LENGTH }, (_, n) => window(n * DT) ** 2));
    const band = { from: 1e-3, to: 1.5e-2 };
    const { noise } = mockNoise(observation({ duration: DURATION, bins: 256 }), 1 / (2 * DT), 1n);
    const estimate = estimatedDensity(transformed(channels, gates), { ...band, windowPower });
    const [low, high] = [Math.ceil(band.from * DURATION), Math.floor(band.to * DURATION)];
    const ratio = mean(estimate.A.subarray(low, high).map((value, k) => value / noise.A[low + k]!));
    expect(Math.abs(ratio - 1)).toBeLessThan(DENSITY);
  });
});

describe("a binary's signal", () => {
  const random = randomStream(9n, "signals");

  it.each([1.5, 2] as const)("is that of the fast response, generation %s", (generation) => {
    const seen = observation({ duration: DURATION, bins: 256, generation });
    const response = galacticBinaryResponse({ duration: DURATION, samples: 256, generation });
    for (const frequency of [8e-4, 4.3e-3, 1.7e-2]) {
      const binary = mockBinary(random, frequency, 1e-22);
      const [ours, theirs] = [signalOf(seen, linearOf(binary)), response.signal(binary)];
      expect(ours.first).toBe(theirs.first);
      for (const channel of ["A", "E"] as const)
        expect(distance(ours[channel], theirs[channel])).toBeLessThan(ROUNDING);
    }
  });

  it("through a window is the series' transform through it", () => {
    const gates = [{ from: 8e5, to: 1e6 }];
    const binary = mockBinary(random, 4.3e-3, 1e-22);
    const [plain, gated] = [undefined, gateWindow(gates)].map((window) =>
      signalOf(observation({ duration: DURATION, bins: 512, ...(window && { window }) }), linearOf(binary)),
    );
    const bins = { re: new Float64Array(LENGTH / 2 + 1), im: new Float64Array(LENGTH / 2 + 1) };
    bins.re.set(plain!.A.re, plain!.first);
    bins.im.set(plain!.A.im, plain!.first);
    const values = irfft(bins, LENGTH).map((value) => value / DT);
    const all = transformed({ dt: DT, A: values, E: values }, gates);
    const { first } = gated!;
    const part = { re: all.A.re.subarray(first, first + 512), im: all.A.im.subarray(first, first + 512) };
    expect(distance(part, gated!.A)).toBeLessThan(WINDOWED);
  });
});

describe("A and E", () => {
  it("are those of X, Y and Z, which must be equally long", () => {
    const { A, E } = scienceChannels([1], [2], [4], 5);
    expect(A[0]).toBeCloseTo(3 / Math.SQRT2, 14);
    expect(E[0]).toBeCloseTo(1 / Math.sqrt(6), 14);
    expect(() => scienceChannels([1], [2, 3], [4], 5)).toThrow(/equally many/);
  });
});

describe("samples that are no numbers", () => {
  it("are told of, with the place; inside of a gate they do not matter", () => {
    const values = new Float64Array(LENGTH).fill(1);
    values.fill(Number.NaN, 30_000, 30_010);
    const channels = { dt: DT, A: values, E: values };
    expect(() => transformed(channels)).toThrow(/^10 samples of A are no numbers, the first of them 900000 s/);
    const { A } = transformed(channels, [{ from: 890_000, to: 910_000 }]);
    expect(A.re.every(Number.isFinite)).toBe(true);
  });
});

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of two series, over the size of the second. */
function distance(
  a: { readonly re: Float64Array; readonly im: Float64Array },
  b: { readonly re: Float64Array; readonly im: Float64Array },
): number {
  let [between, size] = [0, 0];
  for (let k = 0; k < a.re.length; k++) {
    between += (a.re[k]! - b.re[k]!) ** 2 + (a.im[k]! - b.im[k]!) ** 2;
    size += b.re[k]! ** 2 + b.im[k]! ** 2;
  }
  return Math.sqrt(between / size);
}
