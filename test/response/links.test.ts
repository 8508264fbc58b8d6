import { describe, expect, it } from "vitest";
import { SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { instant, later } from "../../src/core/instant.js";
import { MOSAS, type PerMosa } from "../../src/core/mosa.js";
import { constellation, keplerian } from "../../src/orbits/orbits.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { linkResponse } from "../../src/response/links.js";
import { nyquistWarnings } from "../../src/response/nyquist.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import { waveBasis } from "../../src/waveforms/direction.js";
import type { Source, Strain } from "../../src/waveforms/source.js";

const ORBITS = keplerian().table({ t0: instant("TCB", -50_000), dt: 5000, length: 60 });

function binary(frequency: number, others: object = {}): Source {
  return galacticBinary({
    frequency,
    fdot: 1e-15,
    amplitude: 1e-21,
    inclination: 0.7,
    polarization: 0.3,
    phase: 0.4,
    lambda: 1.1,
    beta: -0.6,
    ...others,
  });
}

/** Any plane wave. */
function wave(
  strain: Source["strain"],
  direction: { lambda: number; beta: number } = { lambda: 1.1, beta: -0.6 },
): Source {
  return { name: "a wave", kind: "test", parameters: {}, ...direction, strain, highestFrequency: () => 0 };
}

function withoutCarrier({ name, kind, parameters, beta, lambda, strain, highestFrequency }: Source): Source {
  return { name, kind, parameters, beta, lambda, strain, highestFrequency };
}

function peakOf(links: PerMosa<Float64Array>): number {
  return Math.max(...MOSAS.map((mosa) => links[mosa].reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)));
}

function difference(a: PerMosa<Float64Array>, b: PerMosa<Float64Array>): number {
  return Math.max(
    ...MOSAS.map((mosa) => a[mosa].reduce((peak, value, n) => Math.max(peak, Math.abs(value - b[mosa][n]!)), 0)),
  );
}

describe("the envelope of a slowly changing frequency", () => {
  /** Of the peak; at 1 Hz the phase 2π f t' of the strain itself is rounded to 1e-12 over a segment of 2048 s and a delay of 500 s. */
  it.each([
    [1e-4, 1e-12],
    [1e-3, 1e-12],
    [6.2e-3, 1e-12],
    [0.05, 1e-12],
    [0.3, 2e-12],
    [1, 1e-11],
  ])("is the response at %d Hz, to %d", (frequency, error) => {
    for (const start of [0, 77_777]) {
      const from = instant("TCB", start, 0.125);
      const source = binary(frequency);
      const fast = linkResponse([source], ORBITS).at(from, 7.25, 3000);
      const direct = linkResponse([withoutCarrier(source)], ORBITS).at(from, 7.25, 3000);
      expect(difference(fast, direct) / peakOf(direct)).toBeLessThan(error);
    }
  });

  it("is the response after 30 years, where a float64 of time times frequency is off by 1e-9", () => {
    const t0 = instant("TCB", 946_684_800);
    const orbits = keplerian({ epoch: t0 }).table({ t0, dt: 5000, length: 30 });
    const source = binary(0.02);
    const from = later(t0, 20_000.0625);
    const fast = linkResponse([source], orbits).at(from, 7.25, 3000);
    const direct = linkResponse([withoutCarrier(source)], orbits).at(from, 7.25, 3000);
    expect(difference(fast, direct) / peakOf(direct)).toBeLessThan(1e-12);
  });
});

describe("a link response", () => {
  it("has the same bits however samples are cut, at rates that are powers of two", () => {
    const sources = [binary(0.006), withoutCarrier(binary(0.011))];
    const whole = linkResponse(sources, ORBITS).at(instant("TCB", 2000, 0.5), 0.0625, 40_000);
    const cut = linkResponse(sources, ORBITS);
    for (let start = 39_600; start >= 0; start -= 400) {
      const part = cut.at(later(instant("TCB", 2000, 0.5), start * 0.0625), 0.0625, 400);
      for (const mosa of MOSAS) {
        expect(part[mosa].findIndex((value, n) => !Object.is(value, whole[mosa][start + n]))).toBe(-1);
      }
    }
  });

  it("adds sources up; without any it is zero", () => {
    const [a, b] = [binary(0.003), binary(0.004, { lambda: 4, beta: 0.2 })];
    const from = instant("TCB", 500);
    const sum = linkResponse([a, b], ORBITS).at(from, 20, 1000);
    const [first, second] = [a, b].map((source) => linkResponse([source], ORBITS).at(from, 20, 1000));
    for (const mosa of MOSAS) {
      expect(sum[mosa]).toEqual(first![mosa].map((value, n) => value + second![mosa][n]!));
    }
    const group = { name: "both", kind: "test", parameters: {}, sources: [a, b] };
    expect(linkResponse([group], ORBITS).at(from, 20, 1000)).toEqual(sum);
    expect(peakOf(linkResponse([], ORBITS).at(from, 20, 1000))).toBe(0);
    expect(linkResponse([a], ORBITS).at(from, 20, 0)["12"]).toHaveLength(0);
  });

  it("is that of TCB, later by what the receiver's proper time is behind", () => {
    const source = binary(0.006);
    const proper = linkResponse([source], ORBITS).at(instant("TCB", 200_000), 100, 300);
    const barycentric = linkResponse([source], ORBITS, { frame: "TCB" });
    for (const mosa of MOSAS) {
      const deviation = ORBITS.coordinateTimeDeviations[mosa[0] as "1"];
      const late = deviation[50]!;
      expect(late).toBeGreaterThan(1e-3);
      expect(proper[mosa][0]! / barycentric.at(instant("TCB", 200_000, late), 1, 1)[mosa][0]!).toBeCloseTo(1, 11);
    }
  });

  it("of a quarter of a cycle is in quadrature: both squared add up to a slow envelope", () => {
    const circular = { inclination: 0, fdot: 0 };
    const from = instant("TCB", 1000);
    const cosine = linkResponse([binary(0.01, circular)], ORBITS).at(from, 5, 40);
    const sine = linkResponse([binary(0.01, { ...circular, phase: 0.4 + Math.PI / 2 })], ORBITS).at(from, 5, 40);
    for (const mosa of MOSAS) {
      const envelope = cosine[mosa].map((value, n) => Math.hypot(value, sine[mosa][n]!));
      // In 200 s the constellation turns by 4e-5 rad, and the difference of delays between ends by as much of 8 s.
      envelope.forEach((value) => expect(Math.abs(value / envelope[0]! - 1)).toBeLessThan(5e-4));
    }
  });
});

describe("spacecraft at rest", () => {
  const REST: OrbitTable = constellation({ armLengths: { "12": 2.5e9, "23": 2.4e9, "31": 2.6e9 } }).table({
    t0: instant("TCB", 0),
    dt: 10_000,
    length: 20,
  });

  it("see nothing of a wave that does not change", () => {
    const still = wave((_, offsets) => ({ plus: offsets.map(() => 1e-20), cross: offsets.map(() => -3e-21) }));
    expect(peakOf(linkResponse([still], REST).at(instant("TCB", 100), 10, 500))).toBe(0);
  });

  it("see half of n·ḣ·n times the light's way of a slow wave", () => {
    const frequency = 1e-6;
    const ramp = (from: { seconds: number; fraction: number }, offsets: Float64Array): Strain => {
      const phase = offsets.map((offset) => 2 * Math.PI * frequency * (from.seconds + from.fraction + offset));
      return {
        plus: phase.map((value) => 1e-20 * Math.sin(value)),
        cross: phase.map((value) => 3e-21 * Math.sin(value)),
      };
    };
    const source = wave(ramp);
    const { u, v } = waveBasis(source);
    const y = linkResponse([source], REST, { frame: "TCB" }).at(instant("TCB", 100), 1, 1);
    const rate = 2 * Math.PI * frequency;
    for (const mosa of MOSAS) {
      const [x1, x2] = [REST.positions[mosa[0] as "1"], REST.positions[mosa[1] as "1"]];
      const arm = [0, 1, 2].map((axis) => x1[axis]! - x2[axis]!);
      const length = Math.hypot(...arm);
      const along = (axes: readonly number[]): number =>
        arm.reduce((sum, value, axis) => sum + (value * axes[axis]!) / length, 0);
      const [nu, nv] = [along(u), along(v)];
      const strain = -rate * (1e-20 * (nu * nu - nv * nv) + 3e-21 * 2 * nu * nv);
      const expected = (0.5 * strain * length) / SPEED_OF_LIGHT.value;
      // The next order is ω times the delays: 2e-4 at most.
      expect(y[mosa][0]! / expected).toBeCloseTo(1, 3);
    }
  });

  it("see nothing of a wave that travels along their arm, either way", () => {
    const [x1, x2] = [REST.positions["1"], REST.positions["2"]];
    const [x, y, z] = [0, 1, 2].map((axis) => x1[axis]! - x2[axis]!);
    const direction = { lambda: Math.atan2(y!, x!), beta: Math.atan2(z!, Math.hypot(x!, y!)) };
    const links = linkResponse([binary(0.005, direction)], REST).at(instant("TCB", 100), 10, 500);
    for (const mosa of ["12", "21"] as const) {
      expect(Math.max(...links[mosa].map(Math.abs)) / peakOf(links)).toBeLessThan(1e-12);
    }
  });
});

describe("what can't be", () => {
  const response = linkResponse([binary(0.003)], ORBITS);

  it.each([
    ["before the orbits", -60_000, 1, 10],
    ["while the first light is on its way", -49_995, 1, 10],
    ["after the orbits", 244_990, 1, 20],
    ["at no time", Number.NaN, 1, 1],
  ])("samples %s", (_, start, dt, count) => {
    expect(() => response.at({ scale: "TCB", seconds: start, fraction: 0 }, dt, count)).toThrow(
      /serve responses from -49991 s to 244999 s; samples from .* were asked for. Give orbits that cover/,
    );
  });

  it("intervals and numbers of samples", () => {
    expect(() => response.at(instant("TCB", 0), 0, 10)).toThrow(/dt of a response is 0 s/);
    expect(() => response.at(instant("TCB", 0), Number.NaN, 10)).toThrow(/dt of a response is NaN s/);
    expect(() => response.at(instant("TCB", 0), 1, 1.5)).toThrow(/1.5 samples/);
    expect(() => response.at(instant("TCB", 0), 1, -1)).toThrow(/whole number/);
  });

  it("options", () => {
    expect(() => linkResponse([], ORBITS, { frme: "TCB" } as object)).toThrow(/Did you mean "frame"/);
    expect(() => linkResponse([], ORBITS, { frame: "SCET" as never })).toThrow(/it can be TPS or TCB/);
  });

  it("orbits that end before light arrives", () => {
    const short = keplerian().table({ t0: instant("TCB", 0), dt: 1, length: 9 });
    expect(() => linkResponse([], short)).toThrow(/last 8 s.*Give longer orbits/);
  });
});

describe("sources beyond Nyquist", () => {
  it("are named, with what they reach", () => {
    const slow = binary(0.1);
    const fast = galacticBinary({
      name: "too fast",
      frequency: 0.49,
      fdot: 1e-6,
      amplitude: 1e-21,
      inclination: 0,
      polarization: 0,
      phase: 0,
      lambda: 0,
      beta: 0,
    });
    expect(nyquistWarnings([slow, fast], instant("TCB", 0), 1, 1000)).toEqual([]);
    const group = { name: "a group", kind: "test", parameters: {}, sources: [fast] };
    for (const source of [fast, group]) {
      const [warning, ...others] = nyquistWarnings([slow, source], instant("TCB", 0), 1, 100_000);
      expect(others).toEqual([]);
      expect(warning).toMatchObject({ kind: "beyond-nyquist", source: "too fast", nyquist: 0.5 });
      expect(warning!.frequency).toBeCloseTo(0.59, 9);
      expect(warning!.message).toMatch(/too fast reaches 0.59.* Hz, above the 0.5 Hz .*Sample faster or leave it out/);
    }
  });
});
