import { expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { luminosityDistance, PLANCK_2018 } from "../../src/science/cosmology.js";
import { hubbleConstant, type Siren, sirenSpread } from "../../src/science/sirens.js";

/** Sirens whose distances are off as they say. */
function drawn(count: number, seed: bigint): readonly Siren[] {
  const random = randomStream(seed, "sirens");
  const luck = random.normals(new Float64Array(count));
  return Array.from(luck, (off) => {
    const redshift = 0.3 + 2 * random.uniform();
    const spread = Math.hypot(0.02, sirenSpread(redshift));
    return { redshift, spread, distance: luminosityDistance(redshift) * Math.exp(spread * off) };
  });
}

it("one siren without any doubt of Ω has H₀ with the spread of its distance", () => {
  const siren = { redshift: 0.1, distance: luminosityDistance(0.1), spread: 0.05 };
  const { median, low, high } = hubbleConstant([siren], { matter: { value: 0.3111, sigma: 1e-6 } });
  // A prior that is even in H₀ moves a normal ln H₀ up by its variance.
  expect(median).toBeCloseTo(67.66 * Math.exp(0.05 ** 2), 1);
  expect((Math.log(high / low) / 2 / 1.645 - 0.05) / 0.05).toBeCloseTo(0, 1);
});

it("the interval holds the truth in 90 % of 100 skies", () => {
  const held = Array.from({ length: 100 }, (_, n) => hubbleConstant(drawn(8, BigInt(n)))).filter(
    ({ low, high }) => low <= PLANCK_2018.hubble && PLANCK_2018.hubble <= high,
  ).length;
  // Three standard deviations, √(100 · 0.9 · 0.1) = 3.
  expect(Math.abs(held - 90)).toBeLessThan(10);
});

it("knowing less of Ω is knowing less of H₀", () => {
  const sirens = drawn(8, 1n);
  const width = (sigma: number): number => {
    const { low, high } = hubbleConstant(sirens, { matter: { value: 0.3111, sigma } });
    return high - low;
  };
  expect(width(0.1)).toBeGreaterThan(1.2 * width(0.0056));
});

it("is a density", () => {
  const { values, density } = hubbleConstant(drawn(5, 2n));
  expect(density.reduce((sum, value) => sum + value, 0) * (values[1]! - values[0]!)).toBeCloseTo(1, 9);
});

it("lensing spoils far ones, the host's velocity near ones", () => {
  expect(sirenSpread(0.02)).toBeGreaterThan(sirenSpread(0.2));
  expect(sirenSpread(4)).toBeGreaterThan(sirenSpread(1));
});

it("refuses what is no siren", () => {
  expect(() => hubbleConstant([])).toThrow("there is none");
  expect(() => hubbleConstant([{ redshift: 1, distance: 1, spread: 0 }])).toThrow("spread");
  expect(() => hubbleConstant(drawn(1, 1n), { between: [90, 50] })).toThrow("rising");
});
