import { describe, expect, it } from "vitest";
import { PARSEC, SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { type Instant, instant, later } from "../../src/core/instant.js";
import type { Mosa, PerMosa } from "../../src/core/mosa.js";
import type { ComplexArray } from "../../src/math/complex.js";
import { rfft } from "../../src/math/fft.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { chirpChannels } from "../../src/response/chirp.js";
import { galacticBinaryResponse } from "../../src/response/galactic.js";
import { linkResponse } from "../../src/response/links.js";
import { constellationPath } from "../../src/response/path.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import { massiveBinary } from "../../src/waveforms/massive-binary.js";
import { phenomDModes, phenomHMModes } from "../../src/waveforms/phenomhm.js";
import type { Source } from "../../src/waveforms/source.js";

/** Relative L2 of the response to slow binaries: arms are taken for rigid while light goes round, and equal (they are to 1e-4). */
const SLOW = 2e-3;
/**
 * Relative L2 of the leading order of the response to chirps at 1.5 million solar masses. The constellation is taken to be where it is when the
 * wave passes the Sun; until it is there, it moves: ½ΩR² cos²β sin 2(Ωt − λ), up to 25 ms, or 1.6e-3 rad at 10 mHz.
 */
const CHIRP = 2e-3;
/** Where the wave comes from a pole of the ecliptic, that is nothing. */
const POLE = 5e-4;

const ARM = 2.5e9 / SPEED_OF_LIGHT.value;
const START = instant("TCB", 0);

/** A and E of TDI 1.5 in time: the links' responses in time, delayed by the arm's length, as fractional frequency. */
function inTime(
  source: Source,
  from: Instant<"TCB">,
  dt: number,
  count: number,
): readonly [Float64Array, Float64Array] {
  const orbits = equalArm().table({
    t0: instant("TCB", -86_400),
    dt: 3600,
    length: Math.ceil((count * dt) / 3600) + 72,
  });
  const response = linkResponse([source], orbits, { frame: "TCB" });
  const delayed: readonly PerMosa<Float64Array>[] = [0, 1, 2, 3].map((arms) =>
    response.at(later(from, -arms * ARM), dt, count),
  );
  const at = (mosa: Mosa, arms: number, n: number): number => delayed[arms]![mosa][n]!;
  const michelson = (left: readonly [Mosa, Mosa], right: readonly [Mosa, Mosa]): Float64Array =>
    Float64Array.from({ length: count }, (_, n) => {
      const [a, b] = [left, right].map(
        ([near, far]) => at(near, 0, n) + at(far, 1, n) - at(near, 2, n) - at(far, 3, n),
      ) as [number, number];
      return a - b;
    });
  const X = michelson(["13", "31"], ["12", "21"]);
  const Y = michelson(["21", "12"], ["23", "32"]);
  const Z = michelson(["32", "23"], ["31", "13"]);
  return [X.map((x, n) => (Z[n]! - x) / Math.SQRT2), X.map((x, n) => (x - 2 * Y[n]! + Z[n]!) / Math.sqrt(6))];
}

function distance(found: ComplexArray, wanted: ComplexArray): number {
  let [difference, norm] = [0, 0];
  found.re.forEach((re, k) => {
    difference += (re - wanted.re[k]!) ** 2 + (found.im[k]! - wanted.im[k]!) ** 2;
    norm += wanted.re[k]! ** 2 + wanted.im[k]! ** 2;
  });
  return Math.sqrt(difference / norm);
}

/** What a Hann window makes of a transform: a sudden begin and end leak far, and alias differently. */
function hann({ re, im }: ComplexArray): ComplexArray {
  const smooth = (values: Float64Array): Float64Array =>
    values.slice(1, -1).map((value, k) => value / 2 - (values[k]! + values[k + 2]!) / 4);
  return { re: smooth(re), im: smooth(im) };
}

/** Bins `first` to `first + count` − 1 of a series' Fourier transform. */
function binsOf(series: Float64Array, dt: number, first: number, count: number): ComplexArray {
  const { re, im } = rfft(series);
  const part = (values: Float64Array): Float64Array => values.slice(first, first + count).map((value) => value * dt);
  return { re: part(re), im: part(im) };
}

describe("responses in time and in frequency", () => {
  it("are the same for a galactic binary", () => {
    const binary = {
      frequency: 0.0031,
      fdot: 2e-16,
      amplitude: 1e-22,
      inclination: 0.9,
      polarization: 0.35,
      phase: 1.2,
      lambda: 2.05,
      beta: 0.31,
    };
    const [dt, count] = [32, 2 ** 17];
    const found = galacticBinaryResponse({ duration: dt * count, samples: 128 }).signal(binary);
    const series = inTime(galacticBinary({ ...binary, reference: START }), START, dt, count);
    [found.A, found.E].forEach((channel, n) => {
      const wanted = binsOf(series[n]!, dt, found.first, channel.re.length);
      // As GBGPU has it, the fast response is that of the opposite sign of X, Y and Z.
      const opposite = { re: channel.re.map((value) => -value), im: channel.im.map((value) => -value) };
      expect(distance(hann(opposite), hann(wanted))).toBeLessThan(SLOW);
    });
  });

  it.each([
    ["PhenomD", phenomDModes, -0.6, CHIRP],
    ["PhenomHM", phenomHMModes, 1.5, POLE],
  ] as const)("are the same for a massive binary of %s", (model, modes, beta, tolerance) => {
    const [m1, m2, chi1, chi2] = [1e6, 5e5, 0.5, 0.2];
    const geometry = {
      distance: 1e10 * PARSEC.value,
      inclination: 1.1,
      phase: 0.7,
      polarization: 0.4,
      lambda: 2.5,
      beta,
    };
    const [peak, dt, count] = [500_000, 8, 2 ** 16];
    const source = massiveBinary({
      model,
      m1,
      m2,
      chi1,
      chi2,
      ...geometry,
      duration: 4.5e5,
      reference: instant("TCB", peak),
    });
    const series = inTime(source, START, dt, count);
    // Where no mode is from the time when the wave grows, to where nothing is left.
    const [first, stop] = [Math.ceil(6e-4 * dt * count), Math.floor(0.02 * dt * count)];
    const frequencies = Float64Array.from({ length: stop - first }, (_, k) => (first + k) / (dt * count));
    const delta = (m1 - m2) / (m1 + m2);
    const path = constellationPath(equalArm(), START, dt * count);
    const found = chirpChannels(
      modes({ eta: (1 - delta ** 2) / 4, delta, chi1, chi2 }),
      { ...geometry, mass: m1 + m2, time: peak },
      path,
      { duration: dt * count, generation: 1.5 },
      frequencies,
    );
    [found.A, found.E].forEach((channel, n) => {
      expect(distance(channel, binsOf(series[n]!, dt, first, stop - first))).toBeLessThan(tolerance);
    });
  });
});
