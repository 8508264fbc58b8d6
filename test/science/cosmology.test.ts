import { expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { comovingDistance, luminosityDistance, redshiftAt } from "../../src/science/cosmology.js";

const MEGAPARSEC = 1e6 * PARSEC.value;
/** Of Simpson's rule with 128 pieces. */
const EXACT = 1e-8;

// scipy.integrate.quad to 1e-13, H0 = 67.66, Ωm = 0.3111, flat.
it.each([
  [0.01, 44.20508223566478],
  [0.5, 1946.4825406275104],
  [1, 3395.8671236925593],
  [3, 6505.130213036534],
  [10, 9639.919037694108],
])("the comoving distance of redshift %d is the integral", (redshift, megaparsecs) => {
  expect(Math.abs(comovingDistance(redshift) / (megaparsecs * MEGAPARSEC) - 1)).toBeLessThan(EXACT);
  expect(luminosityDistance(redshift)).toBeCloseTo((1 + redshift) * comovingDistance(redshift), -10);
  expect(Math.abs(redshiftAt(luminosityDistance(redshift)) / redshift - 1)).toBeLessThan(EXACT);
});

it("distances go with one over the Hubble constant", () => {
  const half = luminosityDistance(1, { hubble: 35, matter: 0.3 });
  expect(half / luminosityDistance(1, { hubble: 70, matter: 0.3 })).toBeCloseTo(2, 12);
});

it("refuses redshifts and distances that can't be", () => {
  expect(() => luminosityDistance(-0.1)).toThrow("from 0 to 1000");
  expect(() => redshiftAt(Number.NaN)).toThrow("No redshift");
});
