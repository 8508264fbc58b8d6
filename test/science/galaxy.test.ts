import { expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { chirpDistance, galacticPlace, galacticPlane, mockGalaxy, SUN_IN_GALAXY } from "../../src/science/galaxy.js";
import { directionFromGalactic, galacticOf } from "../../src/waveforms/direction.js";

const KILOPARSEC = 1000 * PARSEC.value;
const galaxy = mockGalaxy(2000, { seed: 1n, frequencies: [1e-3, 1e-2] });

it("directions there and back are the same", () => {
  for (const longitude of [0.1, 2, 4, 6])
    for (const latitude of [-1.5, 0, 0.7]) {
      const back = galacticOf(directionFromGalactic(longitude, latitude));
      // The matrix is astropy's to 1e-15.
      expect(back.longitude).toBeCloseTo(longitude, 12);
      expect(back.latitude).toBeCloseTo(latitude, 12);
    }
});

it("the centre is where it is", () => {
  const place = galacticPlace({ ...galacticPlane()[0]!, distance: -SUN_IN_GALAXY.x });
  expect(place.x / KILOPARSEC).toBeCloseTo(0, 9);
  expect(place.y / KILOPARSEC).toBeCloseTo(0, 9);
});

it("amplitude and drift have the distance", () => {
  for (const binary of galaxy.slice(0, 100)) expect(chirpDistance(binary) / binary.distance).toBeCloseTo(1, 9);
});

it("is a disc with a bulge, around its centre", () => {
  const places = galaxy.map(galacticPlace);
  const mean = (of: (place: (typeof places)[number]) => number): number =>
    places.reduce((sum, place) => sum + of(place), 0) / places.length / KILOPARSEC;
  // Five standard errors: 3.5 kpc in the plane, 0.3 above it.
  expect(Math.abs(mean(({ x }) => x))).toBeLessThan(0.4);
  expect(Math.abs(mean(({ z }) => z))).toBeLessThan(0.04);
  // ¾ of discs, whose mean radius is twice the scale, and ¼ of bulges: (√π/2) 0.5 kpc in the plane.
  expect(mean(({ x, y }) => Math.hypot(x, y))).toBeCloseTo(0.75 * 5 + 0.25 * 0.443, 0);
});

it("has most of its binaries at low frequencies: half of those from 1 to 10 mHz below 1.3 mHz", () => {
  const below = galaxy.filter(({ frequency }) => frequency < 2 ** (3 / 8) * 1e-3).length;
  expect(Math.abs(below - 1000)).toBeLessThan(5 * Math.sqrt(500));
});

it("is the same for the same seed", () => {
  expect(mockGalaxy(3, { seed: 1n, frequencies: [1e-3, 1e-2] })).toEqual(galaxy.slice(0, 3));
  expect(() => mockGalaxy(0, { seed: 1n, frequencies: [1e-3, 1e-2] })).toThrow("whole number");
});
