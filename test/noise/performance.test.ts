import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { perMosa } from "../../src/core/mosa.js";
import { Antenna, viewsOf } from "../../src/noise/antenna.js";
import { type ConfusionModel, confusion } from "../../src/noise/confusion.js";
import { SCIRD } from "../../src/noise/levels.js";
import { receivedPower, shotNoise } from "../../src/noise/link-budget.js";
import { sensitivity } from "../../src/noise/performance.js";
import { requiredSensitivity } from "../../src/noise/sensitivity.js";
import { halfSky } from "../../src/noise/sky.js";
import { triangleOf } from "../../src/noise/triangle.js";

const reference = JSON.parse(readFileSync("test/fixtures/noise/sensitivity.json", "utf8")) as {
  readonly f: readonly number[];
  readonly robson: readonly number[];
  readonly robsonConfusion: Readonly<Record<string, readonly number[]>>;
  readonly karnesisConfusion: Readonly<Record<string, readonly number[]>>;
};

/** Both evaluate the same formula in double precision; exponents of up to −250 lose three digits. */
const ROUNDING = 1e-12;

function relative(found: number, expected: number): number {
  return expected === 0 ? Math.abs(found) / 1e-60 : Math.abs(found / expected - 1);
}

describe("published formulas", () => {
  it.each(reference.f.map((f, k) => [f, reference.robson[k]!]))("Robson et al. at %s Hz", (f, expected) => {
    expect(relative(sensitivity({ response: "Robson" }).strain(f), expected)).toBeLessThan(ROUNDING);
  });

  it.each([
    ...Object.entries(reference.robsonConfusion).map(([years, values]) => ["Robson", years, values] as const),
    ...Object.entries(reference.karnesisConfusion).map(([years, values]) => ["Karnesis", years, values] as const),
  ])("confusion of %s after %s years", (model, years, values) => {
    const found = confusion(model, Number(years));
    // Where less than a billionth of it is left, what remains is the rounding of 1 − tanh.
    reference.f.forEach((f, k) => {
      if (values[k]! > 1e-9 * values[0]! * (f / 1e-4) ** (-7 / 3))
        expect(relative(found(f), values[k]!)).toBeLessThan(1e-9);
    });
  });
});

describe("the sensitivity from TDI itself", () => {
  const lisa = sensitivity();

  it("is that of Robson et al. where waves are longer than the arms", () => {
    const fit = sensitivity({ response: "Robson" });
    expect(relative(lisa.strain(1e-5), fit.strain(1e-5))).toBeLessThan(1e-6);
    expect(relative(lisa.strain(1e-3), fit.strain(1e-3))).toBeLessThan(1e-3);
    // Their fit is of the response of a Michelson; A and E have less noise at 10 mHz (2 + cos x for 3).
    expect(lisa.strain(1e-2) / fit.strain(1e-2)).toBeGreaterThan(0.88);
    expect(lisa.strain(1e-2) / fit.strain(1e-2)).toBeLessThan(0.92);
  });

  it("is the required one at low frequency, with the readout's rise below 2 mHz that the requirement leaves out", () => {
    for (const f of [3e-4, 1e-3, 3e-3]) {
      const rise = (10 / 3) * 3.6e-41 * (2e-3 / f) ** 4;
      // The response falls off in the requirement as (f/25 mHz)², here as (f/25.7 mHz)²; the test masses' rise at 8 mHz is 2 %.
      expect(relative(lisa.strain(f), requiredSensitivity(f) + rise)).toBeLessThan(0.02);
    }
  });

  it("does not depend on the generation, away from its zeros", () => {
    const first = sensitivity({ generation: 1 });
    for (const f of [1e-4, 3e-3, 0.1]) expect(relative(first.strain(f), lisa.strain(f))).toBeLessThan(1e-9);
  });

  it("is the same when only noises are changed as when it is made anew", () => {
    const noisier = { level: { ...SCIRD, testMass: 1e-14 }, optics: { laserPower: 1 } };
    const frequencies = [1e-4, 3e-3, 0.1];
    for (const options of [{ armLength: 4e9 }, { response: "Robson" as const }]) {
      const first = sensitivity({ ...options, optics: { telescopeDiameter: 0.5 } });
      frequencies.forEach((f) => first.strain(f));
      const anew = sensitivity({ ...options, ...noisier });
      const changed = first.with(noisier);
      expect(frequencies.map((f) => changed.strain(f))).toEqual(frequencies.map((f) => anew.strain(f)));
      expect([changed.readout, changed.shotNoise]).toEqual([anew.readout, anew.shotNoise]);
      // What is left out stays.
      expect(first.with({ level: SCIRD }).readout).toBe(first.readout);
    }
  });

  it("gains a channel T only where waves are shorter than the arms", () => {
    const all = sensitivity({ channels: "AET" });
    expect(all.strain(1e-3) / lisa.strain(1e-3)).toBeGreaterThan(0.999999);
    expect(all.strain(0.1) / lisa.strain(0.1)).toBeLessThan(0.6);
  });

  it("takes X alone for half of A and E at low frequency", () => {
    expect(relative(sensitivity({ channels: "X" }).strain(1e-4), 2 * lisa.strain(1e-4))).toBeLessThan(1e-6);
  });

  it("is the same for given delays as for the arm they mean, and changes little when they differ by a percent", () => {
    const delay = 2.5e9 / 299_792_458;
    const same = sensitivity({ delays: perMosa(() => delay) });
    const other = sensitivity({ delays: perMosa((mosa) => delay * (mosa === "12" || mosa === "21" ? 1.01 : 1)) });
    for (const f of [1e-4, 3e-3, 0.1]) expect(relative(same.strain(f), lisa.strain(f))).toBeLessThan(1e-6);
    expect(relative(other.strain(3e-3), lisa.strain(3e-3))).toBeLessThan(0.01);
  });

  it("has the average over the sky as the mean of points", () => {
    const points = Array.from({ length: 12 }, (_, k) => Math.asin((k + 0.5) / 6 - 1));
    const mean =
      points.reduce((sum, beta) => sum + 1 / sensitivity({ sky: { lambda: 0.3, beta } }).strain(3e-3), 0) / 12;
    // Twelve heights and twenty-four phases of the orbit.
    expect(relative(1 / mean, lisa.strain(3e-3))).toBeLessThan(2e-3);
  });

  it("adds the galaxy", () => {
    const f = 1e-3;
    const added = (model: ConfusionModel): number =>
      sensitivity({ confusion: { model, years: 4 } }).strain(f) - lisa.strain(f);
    expect(relative(added("Robson"), confusion("Robson", 4)(f))).toBeLessThan(1e-9);
    // 6 S of the fit in A and E, whose response is 2 × 3.6 (times x² sin²x).
    expect(relative(added("Karnesis"), (5 / 6) * confusion("Karnesis", 4)(f))).toBeLessThan(1e-3);
  });
});

describe("the response", () => {
  it("is the known series of a Michelson's for long waves, 3/20 (1 − 169/504 x²)", () => {
    const delay = 8;
    const delays = perMosa(() => delay);
    const views = viewsOf(triangleOf(delays), halfSky(8));
    const antenna = new Antenna(["X1"], delays);
    const f = 1e-3;
    const x = 2 * Math.PI * f * delay;
    const [power] = antenna.powers(f, views);
    const share = power! / (16 * x ** 2 * Math.sin(x) ** 2) / (3 / 20);
    // The next term of the series is of the order of x⁴.
    expect(Math.abs(share - (1 - (169 / 504) * x ** 2))).toBeLessThan(0.1 * x ** 4);
  });
});

describe("the link budget", () => {
  it("gives LISA a nanowatt and three picometres", () => {
    expect(receivedPower(2.5e9)).toBeCloseTo(1.149e-9, 11);
    expect(shotNoise(2.5e9)).toBeCloseTo(3.05e-12, 13);
    expect(shotNoise(5e9) / shotNoise(2.5e9)).toBeCloseTo(2, 12);
    expect(shotNoise(2.5e9, { telescopeDiameter: 0.6 }) / shotNoise(2.5e9)).toBeCloseTo(1 / 4, 12);
  });

  it("enters the readout in place of LISA's own", () => {
    expect(sensitivity().readout).toBeCloseTo(15e-12, 20);
    const poor = sensitivity({ optics: { laserPower: 0.02 } });
    expect(poor.readout).toBeCloseTo(Math.sqrt(15e-12 ** 2 + 99 * shotNoise(2.5e9) ** 2), 18);
  });
});

describe("what can't be", () => {
  it("is refused for other noises, too", () => {
    expect(() => sensitivity().with({ levels: SCIRD } as never)).toThrow(/Did you mean "level"/);
    expect(() => sensitivity().with({ level: { ...SCIRD, readout: { sci: 1e-12, ref: 0, tmi: 0 } } })).toThrow(
      /below LISA's shot noise/,
    );
  });

  it.each([
    [{ armLenght: 1 }, /Did you mean "armLength"/],
    [{ armLength: -1 }, /positive/],
    [{ optics: { efficiency: 2 } }, /efficiency is 2/],
    [{ response: "Robson", channels: "AET" }, /response: "numeric"/],
    [{ confusion: { model: "Robsn", years: 1 } }, /no fit .*Robsn/],
    [{ confusion: { model: "Robson", years: 0 } }, /positive/],
    [{ delays: perMosa((mosa) => (mosa === "12" || mosa === "21" ? 20 : 8)) }, /no triangle/],
  ] as const)("is refused: %j", (options, message) => {
    expect(() => sensitivity(options as object)).toThrow(message);
  });
});
