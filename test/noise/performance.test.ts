import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BadArgumentError } from "../../src/core/errors.js";
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
    expect(() => sensitivity().with(null as never)).toThrow(/got null/);
    expect(() => sensitivity().with({ optics: { laserpower: 2 } as never })).toThrow(/Did you mean "laserPower"/);
    expect(() => sensitivity().with({ level: { ...SCIRD, readout: { sci: 1e-12, ref: 0, tmi: 0 } } })).toThrow(
      /below LISA's shot noise/,
    );
  });

  it.each([
    [{ armLenght: 1 }, /Did you mean "armLength"/],
    [{ armLength: -1 }, /armLength of noise.sensitivity is -1 m; it must be a finite number, at least 1, at most 5/],
    [{ armLength: 1e15 }, /at least 1, at most 500000000000/],
    [{ armLength: "2.5e9" }, /armLength of noise.sensitivity is "2.5e9"; it must be a finite number/],
    [{ delays: 8 }, /delays of noise.sensitivity got 8; it takes a light travel time/],
    [{ delays: { 12: 8 } }, /23 of delays of noise.sensitivity is undefined/],
    [{ delays: perMosa(() => 1e9) }, /12 of delays of noise.sensitivity is 1000000000 s; .* at most 1668/],
    [{ optics: { efficiency: 2 } }, /efficiency of the optics is 2; .* at most 1/],
    [{ optics: { laserpower: 2 } }, /Did you mean "laserPower"/],
    [{ optics: { laserPower: null } }, /laserPower of the optics is null/],
    [{ optics: 2 }, /optics of noise.sensitivity got 2/],
    [{ response: "Robson", channels: "AET" }, /response: "numeric"/],
    [{ response: "robson" }, /response .* is "robson". Did you mean "Robson"\? It can be "numeric", "Robson"/],
    [{ generation: "2" }, /generation .* is "2". Did you mean 2\? It can be 1, 2/],
    [{ channels: "EA" }, /channels .* is "EA"/],
    [{ sky: "nowhere" }, /sky of noise.sensitivity got "nowhere"; it takes "average" or a point/],
    [{ sky: null }, /sky of noise.sensitivity got null/],
    [{ sky: { lambda: 1 } }, /beta of sky of noise.sensitivity is undefined/],
    [{ sky: { lambda: Number.NaN, beta: 0 } }, /lambda of sky of noise.sensitivity is NaN rad/],
    [{ sky: { lambda: 0, beta: 7 } }, /beta of sky .* is 7 rad; .* at least -1.5708, at most 1.5708/],
    [{ sky: { lambda: 0, beta: 0, phase: 1 } }, /no option "phase"/],
    [{ level: "scird" }, /Did you mean "SciRD"/],
    [{ level: { ...SCIRD, testMas: 1 } }, /no option "testMas". Did you mean "testMass"/],
    [{ level: { testMass: 1 } }, /has no readout; levels of your own are all of readout, testMass, backlink/],
    [{ level: { ...SCIRD, testMass: -1 } }, /testMass of level .* is -1 m s⁻²\/√Hz; .* at least 0/],
    [{ level: { ...SCIRD, readout: { sci: 15e-12 } } }, /ref of readout .* is undefined/],
    [{ confusion: { model: "Robsn", years: 1 } }, /no fit .*Robsn.* Did you mean "Robson"/],
    [{ confusion: { model: "Robson", years: 0 } }, /years of the confusion of Robson et al. is 0 years/],
    [{ confusion: { model: "Robson", years: 100 } }, /at least 0.25, at most 6/],
    [{ confusion: { model: "Karnesis", years: 100 } }, /above 0, at most 10/],
    [{ confusion: { model: "Robson", year: 4 } }, /Did you mean "years"/],
    [{ confusion: "Robson" }, /confusion of noise.sensitivity got "Robson"/],
    [5, /noise.sensitivity got 5; it takes options/],
    [null, /noise.sensitivity got null; it takes options/],
    [{ delays: perMosa((mosa) => (mosa === "12" || mosa === "21" ? 20 : 8)) }, /no triangle/],
  ] as const)("is refused: %j", (options, message) => {
    expect(() => sensitivity(options as object)).toThrow(message);
    expect(() => sensitivity(options as object)).toThrow(BadArgumentError);
  });

  it.each([Number.POSITIVE_INFINITY, 1e9, 20, 0, -1, 1e-11, Number.NaN, "a", "1e-3", undefined])(
    "is refused as a frequency: %s",
    (frequency) => {
      const message =
        /The frequency of a sensitivity is .*; it must be a finite number, at least 1e-10, at most 19.1\./;
      for (const response of ["numeric", "Robson"] as const) {
        expect(() => sensitivity({ response }).strain(frequency as number)).toThrow(message);
        expect(() =>
          sensitivity({ response })
            .with({ level: SCIRD })
            .strain(frequency as number),
        ).toThrow(message);
      }
    },
  );

  it("is not what is at the limits", () => {
    for (const armLength of [1, 5e11]) expect(sensitivity({ armLength }).strain(1e-10)).toBeGreaterThan(0);
    expect(sensitivity({ armLength: 5e11 }).strain(0.0123)).toBeGreaterThan(0);
    for (const beta of [Math.PI / 2, (-Math.PI / 180) * 90])
      expect(sensitivity({ sky: { lambda: 0, beta } }).strain(1e-3)).toBeGreaterThan(0);
  });
});
