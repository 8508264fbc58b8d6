import { describe, expect, it } from "vitest";
import { cellArea } from "../../src/catalogue/healpix.js";
import {
  coverageArea,
  coverageJson,
  coverageText,
  covers,
  credibleRegion,
  equatorialOf,
  skyMap,
} from "../../src/catalogue/skymap.js";
import { normals } from "./made.js";

const COUNT = 4000;
const [SIGMA_LAMBDA, SIGMA_BETA] = [0.05, 0.04];
const samples = {
  lambda: normals("map lambda", 1, SIGMA_LAMBDA / Math.cos(0.4), COUNT),
  beta: normals("map beta", 0.4, SIGMA_BETA, COUNT),
};
const map = skyMap(samples);

describe("a map of samples", () => {
  it("covers the sky once, with a probability of one", () => {
    const sum = (of: (cell: (typeof map.cells)[number]) => number): number =>
      map.cells.reduce((total, each) => total + of(each), 0);
    expect(sum(({ order }) => cellArea(order))).toBeCloseTo(4 * Math.PI, 10);
    expect(sum(({ order, density }) => density * cellArea(order))).toBeCloseTo(1, 12);
    expect(Math.max(...map.cells.map(({ order, density }) => density * cellArea(order) * COUNT))).toBeLessThan(20.5);
  });

  it("has the credible area of a normal distribution", () => {
    const region = credibleRegion(map, 0.9);
    const wanted = -2 * Math.log(0.1) * Math.PI * SIGMA_LAMBDA * SIGMA_BETA;
    // Cells with chance many samples come first, which makes the region of a map of counts too small.
    expect(coverageArea(region) / wanted).toBeGreaterThan(0.6);
    expect(coverageArea(region) / wanted).toBeLessThan(1.1);
    const inside = samples.lambda.filter((lambda, n) => covers(region, equatorialOf(lambda, samples.beta[n]!))).length;
    expect(inside / COUNT).toBeGreaterThanOrEqual(0.9);
    expect(inside / COUNT).toBeLessThan(0.91);
    expect(covers(region, equatorialOf(4, -0.4))).toBe(false);
  });

  it("needs samples", () => {
    expect(() => skyMap({})).toThrow(/0 and 0/);
    expect(() => skyMap({ lambda: Float64Array.of(1), beta: Float64Array.of(Number.NaN) })).toThrow(/no direction/);
    expect(() => credibleRegion(map, 1)).toThrow(/between 0 and 1/);
  });
});

describe("a part of the sky", () => {
  it("is the whole of it, when all is probable", () => {
    const everywhere = skyMap({ lambda: Float64Array.of(1), beta: Float64Array.of(0) }, { finest: 0 });
    const cells = everywhere.cells.map((cell) => ({ ...cell, density: 1 / (4 * Math.PI) }));
    const all = credibleRegion({ frame: "ICRS", cells }, 0.999);
    expect(coverageText(all)).toBe("0/0-11");
    expect(coverageJson(all)).toBe('{"0":[0,1,2,3,4,5,6,7,8,9,10,11]}');
  });

  it("joins four cells to the one above", () => {
    const cells = [0, 1, 2, 3, 5, 7].map((cell) => ({ order: 1, cell, density: 0.1 }));
    const some = credibleRegion({ frame: "ICRS", cells: [...cells, { order: 0, cell: 5, density: 0.1 }] }, 0.999_999);
    expect(coverageText(some)).toBe("0/0 5 1/5 7");
  });
});

describe("equatorial directions", () => {
  it("have the pole of the ecliptic where it is", () => {
    const { longitude, latitude } = equatorialOf(0, Math.PI / 2);
    expect((longitude * 180) / Math.PI).toBeCloseTo(270, 10);
    expect((latitude * 180) / Math.PI).toBeCloseTo(66.560_721, 5);
    expect(equatorialOf(0, 0)).toEqual({ longitude: 0, latitude: 0 });
  });
});
