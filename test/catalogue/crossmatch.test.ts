import { describe, expect, it } from "vitest";
import { withChirpDistance } from "../../src/catalogue/chirp-distance.js";
import { crossMatch, KNOWN_COUNTERPARTS, separationOf } from "../../src/catalogue/crossmatch.js";
import { parameterOf } from "../../src/catalogue/interval.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { PARSEC } from "../../src/core/constants.js";
import { exact, normals } from "./made.js";

const DEGREE = Math.PI / 180;
const HM_CNC = KNOWN_COUNTERPARTS[0]!;

function source(values: Readonly<Record<string, number>>): CatalogueSource {
  return exact("GB-1", { lambda: HM_CNC.lambda, beta: HM_CNC.beta, frequency: 6.22e-3, ...values });
}

describe("the angle between directions", () => {
  it("is right, small and great", () => {
    expect(separationOf({ lambda: 0, beta: 0 }, { lambda: 0, beta: Math.PI / 2 })).toBeCloseTo(Math.PI / 2, 15);
    expect(separationOf({ lambda: 0, beta: 0 }, { lambda: Math.PI, beta: 0 })).toBeCloseTo(Math.PI, 7);
    expect(
      separationOf({ lambda: 1, beta: 0.5 }, { lambda: 1 + 1e-10, beta: 0.5 }) / (1e-10 * Math.cos(0.5)),
    ).toBeCloseTo(1, 5);
    expect(separationOf({ lambda: 0.1, beta: 0 }, { lambda: 2 * Math.PI - 0.1, beta: 0 })).toBeCloseTo(0.2, 12);
  });
});

describe("counterparts", () => {
  it("are those in the cone, the nearest first", () => {
    const near = crossMatch([source({})], KNOWN_COUNTERPARTS, { radius: 20 * DEGREE });
    expect(near[0]).toMatchObject({ id: "GB-1", name: "HM Cnc", separation: 0 });
    const all = KNOWN_COUNTERPARTS.filter((each) => separationOf(HM_CNC, each) <= 20 * DEGREE);
    expect(near).toHaveLength(all.length);
    expect(near.map(({ separation }) => separation)).toEqual(
      near.map(({ separation }) => separation).sort((a, b) => a - b),
    );
  });

  it("by frequency", () => {
    const rules = { radius: Math.PI, frequencyMargin: 1e-5 };
    expect(crossMatch([source({})], KNOWN_COUNTERPARTS, rules).map(({ name }) => name)).toEqual(["HM Cnc"]);
    expect(crossMatch([source({ frequency: 5e-3 })], KNOWN_COUNTERPARTS, rules)).toEqual([]);
  });

  it("by volume", () => {
    const rules = { radius: DEGREE, distanceMargin: 0.1 };
    const away = (factor: number): CatalogueSource => source({ distance: HM_CNC.distance! * factor });
    expect(crossMatch([away(1.05)], KNOWN_COUNTERPARTS, rules)).toHaveLength(1);
    expect(crossMatch([away(1.5)], KNOWN_COUNTERPARTS, rules)).toHaveLength(0);
    const { distance: _, ...unknown } = HM_CNC;
    expect(crossMatch([away(1.5)], [unknown], rules)).toHaveLength(1);
    expect(() => crossMatch([source({})], KNOWN_COUNTERPARTS, rules)).toThrow(/GB-1 has no distance; it has lambda/);
  });

  it("by the part of the sky that the samples say, both places of it", () => {
    const here = { lambda: HM_CNC.lambda, beta: HM_CNC.beta };
    const half = (name: "lambda" | "beta", shift: number): Float64Array =>
      normals(`place ${name}`, here[name], 0.01).map((value, n) => value + (n % 2) * shift);
    const samples = { lambda: half("lambda", 0), beta: half("beta", 0.6) };
    const twofold = { ...source({}), samples };
    const [other, between, away] = [0.6, 0.3, -0.3].map((shift) => ({
      name: String(shift),
      ...here,
      beta: here.beta + shift,
    }));
    const found = crossMatch([twofold], [HM_CNC, other!, between!, away!], { credibility: 0.9 });
    expect(found.map(({ name }) => name)).toEqual(["HM Cnc", "0.6"]);
    expect(crossMatch([twofold], [other!], { credibility: 0.9, radius: 0.1 })).toEqual([]);
    expect(() => crossMatch([source({})], [other!], { credibility: 0.9 })).toThrow(/samples of lambda/);
  });

  it("need a bound", () => {
    expect(() => crossMatch([], [], { radius: 0 })).toThrow(/radius of crossMatch is 0/);
    expect(() => crossMatch([], [], {})).toThrow(/neither a radius nor a credibility/);
  });
});

describe("distances from how frequencies grow", () => {
  /** Of rounding. */
  const EXACT = 1e-12;
  const [G_SUN, C] = [1.327_124_4e20, 299_792_458];
  const frequency = 5e-3;
  const chirp = 0.3 * G_SUN;
  const distance = 2 * PARSEC.value * 1000;
  const amplitude = (2 * chirp ** (5 / 3) * (Math.PI * frequency) ** (2 / 3)) / C ** 4 / distance;
  const fdot = (96 / 5) * Math.PI ** (8 / 3) * (chirp / C ** 3) ** (5 / 3) * frequency ** (11 / 3);

  it("are those that amplitudes and drifts were made with", () => {
    const one = exact("GB-1", { frequency, fdot, amplitude });
    const found = withChirpDistance(one).parameters.find(({ name }) => name === "distance")!;
    expect(Math.abs(found.value / distance - 1)).toBeLessThan(EXACT);
    expect(withChirpDistance({ ...one, class: "emri" })).toEqual({ ...one, class: "emri" });
  });

  it("have samples where the source has, and are not there where the drift is not sure", () => {
    const of = (width: number): CatalogueSource => {
      const samples = {
        frequency: normals("f", frequency, 1e-9),
        fdot: normals("fdot", fdot, width * fdot),
        amplitude: normals("A", amplitude, 0.05 * amplitude),
      };
      const parameters = Object.entries(samples).map(([name, values]) => parameterOf(name, values));
      return { ...exact("GB-1", {}), parameters, samples };
    };
    const sure = withChirpDistance(of(0.1));
    const { value, low, high } = sure.parameters.at(-1)!;
    expect(low < distance && distance < high).toBe(true);
    expect((high - low) / value).toBeGreaterThan(0.2);
    expect(sure.samples["distance"]).toHaveLength(2000);
    const unsure = of(2);
    expect(withChirpDistance(unsure)).toBe(unsure);
  });
});
