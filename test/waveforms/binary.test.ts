import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { instant } from "../../src/core/instant.js";
import { type GalacticBinaryOptions, galacticBinary } from "../../src/waveforms/binary.js";
import { KNOWN_BINARIES, knownBinary } from "../../src/waveforms/known.js";
import { type VerificationBinaryOptions, verificationBinary } from "../../src/waveforms/verification.js";

/** Of the amplitude: the reference's phase is rounded to 4e-13 rad after 65 cycles. */
const ROUNDING = 2e-12;

const GALACTIC: GalacticBinaryOptions = {
  frequency: 0.0031,
  fdot: 2e-16,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
};

const HM_CNC: VerificationBinaryOptions = {
  period: 321.529,
  distance: 5000 * PARSEC.value,
  masses: [0.55, 0.27],
  inclination: 0.66,
  lambda: 2.1,
  beta: -0.08,
};

const START = instant("TCB", 0);

function peakDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, n) => Math.max(worst, Math.abs(value - b[n]!)), 0);
}

describe("a galactic binary", () => {
  it("has lisagwresponse's strain", () => {
    const { t, plus, cross } = JSON.parse(readFileSync("test/fixtures/response/strain.json", "utf8"));
    const ours = galacticBinary(GALACTIC).strain(START, Float64Array.from(t));
    expect(peakDifference(ours.plus, Float64Array.from(plus)) / 1e-20).toBeLessThan(ROUNDING);
    expect(peakDifference(ours.cross, Float64Array.from(cross)) / 1e-20).toBeLessThan(ROUNDING);
  });

  it("is the same wave from whatever instant it is asked, decades from its reference", () => {
    const source = galacticBinary({ ...GALACTIC, fdot: 0 });
    const offsets = Float64Array.from({ length: 200 }, (_, n) => 1.5 * n);
    // 3.1 million whole cycles later, to the last digit of the frequency as a float64.
    const late = source.strain(instant("TCB", 1_000_000_000), offsets);
    const split = source.strain(
      instant("TCB", 999_999_990, 0.5),
      offsets.map((offset) => offset + 9.5),
    );
    expect(peakDifference(late.plus, split.plus) / 1e-20).toBeLessThan(ROUNDING);
    const reference = galacticBinary({ ...GALACTIC, fdot: 0, reference: instant("TCB", 1_000_000_000) });
    const cycles = Number((BigInt(Math.round(0.0031 * 2 ** 61)) * 1_000_000_000n) % 2n ** 61n) / 2 ** 61;
    const shifted = galacticBinary({
      ...GALACTIC,
      fdot: 0,
      reference: instant("TCB", 1_000_000_000),
      phase: GALACTIC.phase - 2 * Math.PI * cycles,
    });
    expect(peakDifference(late.plus, shifted.strain(instant("TCB", 1_000_000_000), offsets).plus) / 1e-20).toBeLessThan(
      ROUNDING,
    );
    expect(reference.strain(instant("TCB", 1_000_000_000), offsets).plus[0]).toBe(
      galacticBinary({ ...GALACTIC, fdot: 0 }).strain(START, offsets).plus[0],
    );
  });

  it("turns its polarisations with ψ: a quarter turn is the opposite wave", () => {
    const offsets = Float64Array.from({ length: 50 }, (_, n) => 10 * n);
    const { plus, cross } = galacticBinary(GALACTIC).strain(START, offsets);
    const turned = galacticBinary({ ...GALACTIC, polarization: 0.35 + Math.PI / 2 }).strain(START, offsets);
    expect(
      peakDifference(
        turned.plus,
        plus.map((value) => -value),
      ) / 1e-20,
    ).toBeLessThan(ROUNDING);
    expect(
      peakDifference(
        turned.cross,
        cross.map((value) => -value),
      ) / 1e-20,
    ).toBeLessThan(ROUNDING);
  });

  it("is circular when seen face on: ψ is a shift of phase", () => {
    const offsets = Float64Array.from({ length: 50 }, (_, n) => 10 * n);
    const faceOn = { ...GALACTIC, inclination: 0, polarization: 0 };
    const { plus, cross } = galacticBinary(faceOn).strain(START, offsets);
    plus.forEach((value, n) => expect(Math.hypot(value, cross[n]!) / 2e-20).toBeCloseTo(1, 12));
    const turned = galacticBinary({ ...faceOn, polarization: 0.2 }).strain(START, offsets);
    const shifted = galacticBinary({ ...faceOn, phase: GALACTIC.phase - 0.4 }).strain(START, offsets);
    expect(peakDifference(turned.plus, shifted.plus) / 1e-20).toBeLessThan(ROUNDING);
  });

  it("is linearly polarised when seen edge on", () => {
    const { cross } = galacticBinary({ ...GALACTIC, inclination: Math.PI / 2, polarization: 0 }).strain(
      START,
      Float64Array.from({ length: 50 }, (_, n) => 10 * n),
    );
    expect(peakDifference(cross, new Float64Array(50)) / 1e-20).toBeLessThan(ROUNDING);
  });

  it("drifts", () => {
    const source = galacticBinary({ ...GALACTIC, fdot: 1e-12 });
    expect(source.highestFrequency(START, 1e6)).toBeCloseTo(0.0031 + 1e-6, 12);
    expect(galacticBinary({ ...GALACTIC, fdot: -1e-12 }).highestFrequency(START, 1e6)).toBe(0.0031);
  });

  it("drifts faster and faster: φ has (π/3) f̈ t³ in it, from whatever instant it is asked", () => {
    const fddot = -3e-18;
    const source = galacticBinary({ ...GALACTIC, fdot: 1e-12, fddot, polarization: 0, inclination: Math.PI / 2 });
    for (const t of [0, 1e5, 4e5, 1e6]) {
      const turns = 0.0031 * t + 0.5e-12 * t ** 2 + (fddot / 6) * t ** 3;
      const wanted = -Math.cos(2 * Math.PI * (turns - Math.round(turns)) - GALACTIC.phase);
      // Phases of 3,100 turns are rounded to 1e-12 rad.
      expect(source.strain(START, Float64Array.of(t)).plus[0]! / 1e-20).toBeCloseTo(wanted, 9);
      expect(source.strain(instant("TCB", t), Float64Array.of(0)).plus[0]! / 1e-20).toBeCloseTo(wanted, 9);
    }
    // The drift turns round after 1e-12/3e-18 s.
    expect(source.highestFrequency(START, 1e6)).toBeCloseTo(0.0031 + 1e-12 ** 2 / 6e-18, 15);
  });

  it.each([
    [{ fddot: Number.NaN }, /fddot of a galactic binary is NaN Hz\/s\^2; it must be a finite number/],
    [
      { beta: 1.6 },
      /beta of a galactic binary is 1.6 rad; it must be a finite number, at least -1.57\d+, at most 1.57/,
    ],
    [{ frequency: -1e-3 }, /frequency of a galactic binary is -0.001 Hz; it must be a finite number, above 0/],
    [{ frequency: 0 }, /above 0/],
    [{ amplitude: Number.NaN }, /amplitude of a galactic binary is NaN/],
    [{ phase: Number.POSITIVE_INFINITY }, /phase of a galactic binary is Infinity rad; it must be a finite number/],
    [{ lambda: "2" }, /lambda of a galactic binary is 2 rad/],
    [{ inclinaton: 0.3 }, /no option "inclinaton". Did you mean "inclination"\?/],
    [{ fDot: 0.3 }, /Did you mean "fdot"\?/],
  ])("refuses %o", (wrong, message) => {
    expect(() => galacticBinary({ ...GALACTIC, ...(wrong as object) })).toThrow(message);
  });
});

describe("a verification binary", () => {
  /** Of lisagwresponse 2.5.0 for this period, distance and these masses. */
  const [AMPLITUDE, FDOT] = [6.378340106045652e-23, 7.485279743287933e-16];
  const [LAMBDA, BETA] = [2.1020513457075882, -0.08209991730272169];

  it("has the amplitude and the drift of two masses on a circular orbit", () => {
    const { parameters } = verificationBinary(HM_CNC);
    expect(Number(parameters.amplitude) / AMPLITUDE).toBeCloseTo(1, 13);
    expect(Number(parameters.fdot) / FDOT).toBeCloseTo(1, 13);
    expect(parameters.frequency).toBeCloseTo(2 / 321.529, 15);
  });

  it("is where galactic coordinates say", () => {
    const { lambda: _, beta: __, ...others } = HM_CNC;
    const galacticLongitude = (206.9246 * Math.PI) / 180;
    const galacticLatitude = (23.3952 * Math.PI) / 180;
    const { lambda, beta } = verificationBinary({ ...others, galacticLongitude, galacticLatitude });
    expect(lambda).toBeCloseTo(LAMBDA, 13);
    expect(beta).toBeCloseTo(BETA, 13);
  });

  it.each([
    [{ galacticLongitude: 1 }, /lambda and beta, or galacticLongitude and galacticLatitude/],
    [{ lambda: undefined }, /one of these pairs/],
    [{ period: 0 }, /period of a verification binary is 0 s/],
    [{ masses: [0.5, -0.1] }, /masses of a verification binary is -0.1 solar masses/],
    [{ masses: [0.5] }, /masses/],
    [{ distanc: 1 }, /Did you mean "distance"/],
  ])("refuses %o", (wrong, message) => {
    expect(() => verificationBinary({ ...HM_CNC, ...(wrong as object) })).toThrow(message);
  });
});

describe("the known binaries", () => {
  it("are all sources in the band", () => {
    expect(KNOWN_BINARIES.length).toBe(18);
    for (const { name } of KNOWN_BINARIES) {
      const source = knownBinary(name, { phase: 1 });
      expect(source.name).toBe(name);
      expect(source.highestFrequency(START, 1e7)).toBeGreaterThan(4e-4);
    }
  });

  it("agree with the amplitudes that go with the catalogue", () => {
    // LEGWORK's, whose solar mass differs in the sixth digit.
    expect(Number(knownBinary("HM Cnc").parameters.amplitude) / 6.378149732692808e-23).toBeCloseTo(1, 6);
    expect(Number(knownBinary("AM CVn").parameters.fdot) / 6.014646184612316e-18).toBeCloseTo(1, 6);
  });

  it("are refused by another name", () => {
    expect(() => knownBinary("HM Cancri")).toThrow(/no known binary "HM Cancri". Did you mean "HM Cnc"/);
    expect(() => knownBinary("HM Cnc", { phse: 1 } as object)).toThrow(/Did you mean "phase"/);
  });
});
