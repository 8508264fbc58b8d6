import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LASER_FREQUENCY } from "../../src/core/constants.js";
import { perMosa } from "../../src/core/mosa.js";
import { LISAINSTRUMENT } from "../../src/noise/levels.js";
import { requiredSensitivity } from "../../src/noise/sensitivity.js";
import { displacementNoise } from "../../src/noise/sources.js";
import { type NoiseVariable, type SecondaryNoise, tdi, tdiParts } from "../../src/noise/tdi.js";
import { Combination } from "../../src/tdi/combination.js";

type Spectra = Record<string, Record<string, number[]>>;
const reference = JSON.parse(readFileSync("test/fixtures/noise/psd.json", "utf8")) as {
  f: number[];
  SciRD: Spectra;
  "lisainstrument-default": Spectra;
  closed_form_SciRD: Record<string, number[]>;
  requirement: number[];
};

/** The references are printed with 12 digits, their frequencies too, and vary as the 4th power of frequency and steeper at zeros. */
const PRINTED = 1e-8;
/** In T the test masses cancel to 1e-10 of their amplitude at 0.05 mHz, in double precision there as here. */
const CANCELLED = 1e-5;
const NU0_SQUARED = LASER_FREQUENCY.value ** 2;

/** The references' names of the parts. */
const NAMES: Record<SecondaryNoise, string> = {
  oms_sci: "oms_isi",
  oms_ref: "oms_rfi",
  oms_tmi: "oms_tmi",
  testmass: "testmass",
  backlink: "backlink",
};

function expectAll(model: (f: number) => number, expected: readonly number[], tolerance: number): void {
  reference.f.forEach((f, n) => {
    const value = model(f) / NU0_SQUARED;
    expect(Math.abs(value - expected[n]!), `at ${f} Hz`).toBeLessThanOrEqual(tolerance * expected[n]!);
  });
}

describe.each([
  ["SciRD", reference.SciRD],
  ["lisainstrument", reference["lisainstrument-default"]],
] as const)("noise in TDI at the level %s", (level, spectra) => {
  it.each(Object.keys(spectra))("of %s, part by part and in all", (variable) => {
    const parts = tdiParts(variable as NoiseVariable, { level, armLength: 2.5e9 });
    for (const [name, theirs] of Object.entries(NAMES)) {
      expectAll(
        parts[name as SecondaryNoise],
        spectra[variable]![theirs]!,
        variable.startsWith("T") ? CANCELLED : PRINTED,
      );
    }
    expectAll(tdi(variable as NoiseVariable, { level }), spectra[variable]!["total"]!, PRINTED);
  });
});

describe("noise in TDI", () => {
  it.each(Object.entries(reference.closed_form_SciRD))(
    "of %s is as its closed form for equal arms",
    (variable, expected) => {
      expectAll(tdi(variable as NoiseVariable), expected, PRINTED);
    },
  );

  it("means the second generation by a short name", () => {
    expect(tdi("A")(3e-3)).toBe(tdi("A2")(3e-3));
  });

  it("takes unequal arms: readout noise in X1 is 8 (sin² ωa + sin² ωb) S, with a and b the arms of spacecraft 1", () => {
    const [a, b] = [8.2, 8.4];
    const delays = { ...perMosa(() => 8.3), "12": a, "21": a, "13": b, "31": b };
    const level = { ...LISAINSTRUMENT, readout: { sci: 1e-12, ref: 0, tmi: 0 }, testMass: 0, backlink: 0 };
    for (const f of [1e-3, 0.02, 0.3]) {
      const omega = 2 * Math.PI * f;
      const expected = 8 * (Math.sin(omega * a) ** 2 + Math.sin(omega * b) ** 2) * displacementNoise(f, 1e-12);
      expect(tdi("X1", { delays, level })(f) / expected).toBeCloseTo(1, 10);
    }
  });

  it("takes any combination of beatnotes, and levels of one's own", () => {
    const model = tdi(Combination.of({ sci_12: "1 - 121" }), {
      level: { ...LISAINSTRUMENT, readout: { sci: 1e-12, ref: 0, tmi: 0 } },
    });
    const x = (2 * Math.PI * 0.01 * 2.5e9) / 299792458;
    const readout = ((2 * Math.PI * 0.01 * 1e-12 * LASER_FREQUENCY.value) / 299792458) ** 2 * (1 + (2e-3 / 0.01) ** 4);
    expect(model(0.01) / (4 * Math.sin(x) ** 2 * readout)).toBeCloseTo(1, 12);
  });

  it("refuses what does not exist, with a suggestion", () => {
    expect(() => tdi("B2" as NoiseVariable)).toThrow(/Did you mean/);
    expect(() => tdi("A2", { level: "scird" as "SciRD" })).toThrow(/there are SciRD and lisainstrument/);
    expect(() => tdi("A2", { armLength: -1 })).toThrow(/must be positive/);
  });

  it("has the required sensitivity of the Science Requirements Document", () => {
    reference.f.forEach((f, n) => {
      expect(Math.abs(requiredSensitivity(f) / reference.requirement[n]! - 1)).toBeLessThan(PRINTED);
    });
  });
});
