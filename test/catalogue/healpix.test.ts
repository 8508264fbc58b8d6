import { describe, expect, it } from "vitest";
import { cellArea, cellCentre, cellCount, cellOf, uniqueNumber } from "../../src/catalogue/healpix.js";
import { randomStream } from "../../src/core/random.js";

const point = (longitude: number, latitude: number) => ({ longitude, latitude });

describe("HEALPix", () => {
  // Evaluated with astropy-healpix 2.0.1, nested.
  it.each([
    [0, 0.1, 0.1, 4],
    [0, 0, 1.2, 0],
    [0, 3, -1.2, 9],
  ])("order %d at %d, %d", (order, longitude, latitude, cell) => {
    expect(cellOf(point(longitude, latitude), order)).toBe(cell);
  });

  it("has the centres of the twelve faces where they are", () => {
    for (let face = 0; face < 12; face++) {
      const { longitude, latitude } = cellCentre(0, face);
      const row = Math.floor(face / 4);
      expect(Math.sin(latitude)).toBeCloseTo([2 / 3, 0, -2 / 3][row]!, 14);
      expect(longitude).toBeCloseTo(((face % 4) + (row === 1 ? 0 : 0.5)) * (Math.PI / 2), 14);
    }
  });

  it.each([0, 1, 5, 13, 24])("finds each centre in its cell, order %d", (order) => {
    const stream = randomStream(1n, `cells ${order}`);
    const count = cellCount(order);
    for (let n = 0; n < 500; n++) {
      const cell = Math.floor(count * stream.uniform());
      expect(cellOf(cellCentre(order, cell), order)).toBe(cell);
    }
  });

  it("has cells of one area, and each in its own parent", () => {
    expect(cellArea(3) * cellCount(3)).toBeCloseTo(4 * Math.PI, 12);
    const stream = randomStream(2n, "directions");
    const counts = new Float64Array(cellCount(1));
    for (let n = 0; n < 48_000; n++) {
      const where = point(2 * Math.PI * stream.uniform(), Math.asin(2 * stream.uniform() - 1));
      const fine = cellOf(where, 10);
      expect(Math.floor(fine / 4 ** 9)).toBe(cellOf(where, 1));
      counts[Math.floor(fine / 4 ** 9)]!++;
    }
    // 1000 in each, within five standard deviations.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });

  it("knows poles, whole turns and NUNIQ", () => {
    expect(cellOf(point(0.1, Math.PI / 2), 2)).toBe(15);
    expect(cellOf(point(0.1, -Math.PI / 2), 2)).toBe(8 * 16);
    expect(cellOf(point(1 + 2 * Math.PI, 0.2), 8)).toBe(cellOf(point(1, 0.2), 8));
    expect(cellOf(point(-0.5, 0.2), 8)).toBe(cellOf(point(2 * Math.PI - 0.5, 0.2), 8));
    expect(uniqueNumber(0, 11)).toBe(15);
    expect(uniqueNumber(1, 0)).toBe(16);
  });

  it("refuses what is no direction, order or cell", () => {
    expect(() => cellOf(point(0, 2), 3)).toThrow(/no direction/);
    expect(() => cellOf(point(Number.NaN, 0), 3)).toThrow(/no direction/);
    expect(() => cellOf(point(0, 0), 25)).toThrow(/0 to 24/);
    expect(() => cellCentre(1, 48)).toThrow(/0 to 47/);
  });
});
