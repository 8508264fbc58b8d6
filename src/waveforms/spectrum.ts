import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import { editDistance } from "../core/spelling.js";
import type { Hertz } from "../core/units.js";

/**
 * The one-sided power spectral density of a stochastic h₊, and of h× (1/Hz): a function of frequency, or one of these
 * shapes (C. Caprini et al. 2019, DOI 10.1088/1475-7516/2019/11/017, has the first three for energy densities):
 *
 * - powerLaw: psd (f/at)^index; index 0 is white;
 * - brokenPowerLaw: the same below `at`, psd (f/at)^indexAbove above;
 * - peak: psd exp(−½ (ln(f/at)/width)²), a hump in the logarithm of frequency;
 * - energyDensity: a background of energy density Ω(f) = omega (f/at)^index of the critical one, whose polarisations each have
 *   3 H₀² Ω(f)/(4π² f³), half of the S_h of J. D. Romano and N. J. Cornish 2017 (DOI 10.1007/s41114-017-0004-1).
 */
export type StrainSpectrum =
  | ((frequency: Hertz) => number)
  | { readonly shape: "powerLaw"; readonly psd: number; readonly at: Hertz; readonly index: number }
  | {
      readonly shape: "brokenPowerLaw";
      readonly psd: number;
      readonly at: Hertz;
      readonly index: number;
      readonly indexAbove: number;
    }
  | { readonly shape: "peak"; readonly psd: number; readonly at: Hertz; readonly width: number }
  | {
      readonly shape: "energyDensity";
      readonly omega: number;
      readonly at: Hertz;
      readonly index: number;
      /** H₀ (1/s); default: 67.4 km/s/Mpc (Planck 2018, DOI 10.1051/0004-6361/201833910). */
      readonly hubble?: number;
    };

const HUBBLE = 67.4e3 / 3.085_677_581_491_367e22;

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  powerLaw: ["psd", "at", "index"],
  brokenPowerLaw: ["psd", "at", "index", "indexAbove"],
  peak: ["psd", "at", "width"],
  energyDensity: ["omega", "at", "index"],
};

/** The spectrum as a function. @throws BadArgumentError for shapes that are not known and numbers out of range */
export function spectrumOf(spectrum: StrainSpectrum): (frequency: Hertz) => number {
  if (typeof spectrum === "function") return spectrum;
  mustBeKnown(spectrum);
  const { at } = spectrum;
  if (spectrum.shape === "peak") {
    return (f) => spectrum.psd * Math.exp(-0.5 * (Math.log(f / at) / spectrum.width) ** 2);
  }
  const power = (f: Hertz): number => (f / at) ** spectrum.index;
  switch (spectrum.shape) {
    case "powerLaw":
      return (f) => spectrum.psd * power(f);
    case "brokenPowerLaw":
      return (f) => spectrum.psd * (f < at ? power(f) : (f / at) ** spectrum.indexAbove);
    case "energyDensity": {
      const { omega, hubble = HUBBLE } = spectrum;
      return (f) => (0.75 * (hubble / Math.PI) ** 2 * omega * power(f)) / f ** 3;
    }
  }
}

function mustBeKnown(spectrum: Exclude<StrainSpectrum, (...args: never[]) => unknown>): void {
  const what = "a spectrum";
  const shapes = Object.keys(NUMBERS);
  const numbers = NUMBERS[spectrum?.shape];
  if (numbers === undefined) {
    const given = String(spectrum?.shape);
    const nearest = [...shapes].sort((a, b) => editDistance(given, a) - editDistance(given, b))[0];
    throw new BadArgumentError(
      `There is no shape of spectrum "${given}". Did you mean "${nearest}"? There are ${shapes.join(", ")}.`,
      { shape: given, nearest },
    );
  }
  mustKnowKeys(what, spectrum, ["shape", ...numbers, ...(spectrum.shape === "energyDensity" ? ["hubble"] : [])]);
  for (const key of numbers) {
    const signed = key === "index" || key === "indexAbove";
    const range = signed ? { unit: "" } : { unit: key === "at" ? "Hz" : "", min: 0, open: true };
    checkedNumber(what, key, (spectrum as unknown as Record<string, unknown>)[key], range);
  }
}
