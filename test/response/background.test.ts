import { beforeAll, describe, expect, it } from "vitest";
import { SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { instant, later } from "../../src/core/instant.js";
import { MOSAS, type Mosa, type PerMosa } from "../../src/core/mosa.js";
import { type CsdMatrix, csdMatrix } from "../../src/math/welch.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { linkResponse } from "../../src/response/links.js";
import { pixelCentres } from "../../src/waveforms/pixels.js";
import { isotropicBackground, stochasticPoint } from "../../src/waveforms/stochastic.js";

const ORBITS = keplerian().table({ t0: instant("TCB", -50_000), dt: 5000, length: 60 });

/** Samples, their interval, and where they start. */
const [COUNT, DT, FROM] = [13_000, 5, instant("TCB", -17_100)];

/** Standard deviations that an honest estimate may be off. */
const SIGMAS = 5;

/** What 48 directions differ by from a whole sky below 20 mHz (the expected sums of nside 2 and 8 compared). */
const PIXELS = 0.01;

type Vector = readonly number[];
type Complex = readonly [re: number, im: number];

function dot(a: Vector, b: Vector): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
}

/** The response of a link to a plane wave exp(2πift) in both polarisations, for spacecraft at rest. */
function transfer(mosa: Mosa, lambda: number, beta: number, f: number): readonly [plus: Complex, cross: Complex] {
  const place = (spacecraft: string): Vector =>
    [0, 1, 2].map((axis) => ORBITS.positions[spacecraft as "1"][3 * 13 + axis]! / SPEED_OF_LIGHT.value);
  const [receiver, emitter] = [place(mosa[0]!), place(mosa[1]!)];
  const arm = receiver.map((value, axis) => value - emitter[axis]!);
  const length = Math.hypot(...arm);
  const n = arm.map((value) => value / length);
  const k = [-Math.cos(beta) * Math.cos(lambda), -Math.cos(beta) * Math.sin(lambda), -Math.sin(beta)];
  const u = [Math.sin(lambda), -Math.cos(lambda), 0];
  const v = [-Math.sin(beta) * Math.cos(lambda), -Math.sin(beta) * Math.sin(lambda), Math.cos(beta)];
  const [emission, reception] = [-length - dot(k, emitter), -dot(k, receiver)].map((delay) => 2 * Math.PI * f * delay);
  const change: Complex = [Math.cos(emission!) - Math.cos(reception!), Math.sin(emission!) - Math.sin(reception!)];
  const half = 0.5 / (1 - dot(n, k));
  const [plus, cross] = [(dot(n, u) ** 2 - dot(n, v) ** 2) * half, 2 * dot(n, u) * dot(n, v) * half];
  return [
    [change[0] * plus, change[1] * plus],
    [change[0] * cross, change[1] * cross],
  ];
}

/** The mean over the sky of conj(a) b, both polarisations. */
function overlap(a: Mosa, b: Mosa, f: number, nside: number): Complex {
  const centres = pixelCentres(nside);
  let [re, im] = [0, 0];
  for (const { lambda, beta } of centres) {
    const [first, second] = [transfer(a, lambda, beta, f), transfer(b, lambda, beta, f)];
    for (let p = 0; p < 2; p++) {
      const [[ar, ai], [br, bi]] = [first[p]!, second[p]!];
      re += ar * br + ai * bi;
      im += ar * bi - ai * br;
    }
  }
  return [re / centres.length, im / centres.length];
}

describe("an isotropic background", () => {
  const WHITE = 1e-38;
  let spectra: CsdMatrix;
  let links: PerMosa<Float64Array>;
  beforeAll(() => {
    const background = isotropicBackground({
      seed: 11n,
      spectrum: { shape: "powerLaw", psd: WHITE, at: 1, index: 0 },
      lowest: 1e-3,
      highest: 0.05,
      nside: 2,
    });
    links = linkResponse([background], ORBITS, { frame: "TCB" }).at(FROM, DT, COUNT);
    const series = MOSAS.map((mosa) => ({ t0: FROM, dt: DT, values: links[mosa], unit: "" }));
    spectra = csdMatrix(series, { segment: 512 * DT });
  });

  it.each([
    ["12", "12"],
    ["31", "31"],
    ["12", "21"],
    ["12", "13"],
    ["12", "23"],
    ["23", "32"],
    ["31", "21"],
  ] as const)("correlates links %s and %s as the sky says", (a, b) => {
    const { re, im, df } = spectra.entry(MOSAS.indexOf(a), MOSAS.indexOf(b));
    let [sumRe, sumIm, wantedRe, wantedIm, bins] = [0, 0, 0, 0, 0];
    for (let q = Math.ceil(0.0025 / df); q * df < 0.02; q++, bins++) {
      const f = q * df;
      const scale = WHITE * Math.sqrt(overlap(a, a, f, 2)[0] * overlap(b, b, f, 2)[0]);
      const [expectedRe, expectedIm] = overlap(a, b, f, 2);
      sumRe += re[q]! / scale;
      sumIm += im[q]! / scale;
      wantedRe += (expectedRe * WHITE) / scale;
      wantedIm += (expectedIm * WHITE) / scale;
    }
    // As many independent products as time times bandwidth.
    const error = SIGMAS / Math.sqrt(COUNT * DT * bins * df);
    expect(Math.abs(sumRe - wantedRe) / bins).toBeLessThan(error);
    expect(Math.abs(sumIm - wantedIm) / bins).toBeLessThan(error);
  });

  it("is represented by few directions", () => {
    for (const [a, b] of [
      ["12", "12"],
      ["12", "13"],
      ["12", "23"],
    ] as const) {
      for (const f of [0.003, 0.01, 0.02]) {
        const [coarse, fine] = [overlap(a, b, f, 2), overlap(a, b, f, 8)];
        const power = overlap(a, a, f, 8)[0];
        expect(Math.abs(coarse[0] - fine[0]) / power).toBeLessThan(PIXELS);
        expect(Math.abs(coarse[1] - fine[1]) / power).toBeLessThan(PIXELS);
      }
    }
  });

  it("has 8/15 (πfL/c)² of its power in a link, and −1/8 of it in common between arms at 60°, at low frequencies", () => {
    const f = 1e-4;
    const length = 2.5e9 / SPEED_OF_LIGHT.value;
    const power = overlap("12", "12", f, 8)[0];
    // Arms differ by 1 %, angles by 1°.
    expect(Math.abs(power / ((8 / 15) * (Math.PI * f * length) ** 2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(overlap("12", "13", f, 8)[0] / power + 0.125)).toBeLessThan(0.02);
  });

  it("is the same however samples are cut", () => {
    const background = isotropicBackground({
      seed: 11n,
      spectrum: { shape: "powerLaw", psd: WHITE, at: 1, index: 0 },
      lowest: 1e-3,
      highest: 0.05,
      nside: 2,
    });
    const part = linkResponse([background], ORBITS, { frame: "TCB" }).at(later(FROM, 2000 * DT), DT, 300);
    for (const mosa of MOSAS) expect(part[mosa]).toEqual(links[mosa].subarray(2000, 2300));
  });
});

describe("a stochastic point", () => {
  it("is interpolated between its steps to 1e-4 of its peak", () => {
    const { step: _, ...options } = { step: 0, seed: 5n, lowest: 1e-3, highest: 0.02, lambda: 0.3, beta: 0.4 };
    const source = stochasticPoint({ ...options, spectrum: { shape: "powerLaw", psd: 1, at: 1, index: 0 } });
    const { name, kind, parameters, beta, lambda, strain, highestFrequency } = source;
    const direct = { name, kind, parameters, beta, lambda, strain, highestFrequency };
    const from = instant("TCB", 3000);
    const [coarse, fine] = [source, direct].map((each) => linkResponse([each], ORBITS).at(from, 0.75, 8000));
    for (const mosa of MOSAS) {
      const peak = Math.max(...fine![mosa].map(Math.abs));
      const worst = fine![mosa].reduce((most, value, n) => Math.max(most, Math.abs(coarse![mosa][n]! - value)), 0);
      expect(worst / peak).toBeLessThan(1e-4);
    }
  });

  it("needs a few steps of orbits beyond the samples", () => {
    const source = stochasticPoint({
      seed: 5n,
      lowest: 1e-3,
      highest: 0.02,
      lambda: 0.3,
      beta: 0.4,
      spectrum: { shape: "powerLaw", psd: 1, at: 1, index: 0 },
    });
    const response = linkResponse([source], ORBITS);
    const margin = 8 * 8;
    expect(response.at(instant("TCB", -49_991 + margin), 1, 1)["12"]).toHaveLength(1);
    expect(response.at(instant("TCB", 244_999 - margin), 1, 1)["12"]).toHaveLength(1);
    expect(() => response.at(instant("TCB", -49_991 + margin - 1), 1, 1)).toThrow(/from -49927 s to 244935 s/);
    expect(() => response.at(instant("TCB", 244_999 - margin), 1, 2)).toThrow(/were asked for/);
  });
});
