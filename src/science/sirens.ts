import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import type { Metres } from "../core/units.js";
import { type Cosmology, expansion, hubbleDistance, luminosityDistance, PLANCK_2018 } from "./cosmology.js";

/** A merger whose galaxy was found: a distance by waves and a redshift by light. */
export interface Siren {
  /** Luminosity distance (m), and its standard deviation over itself, lensing and all. */
  readonly distance: Metres;
  readonly spread: number;
  readonly redshift: number;
  /** Standard deviation of the redshift; default 0: spectra are better than all else here. */
  readonly redshiftError?: number;
}

/** What is assumed beside the sirens. */
export interface HubbleOptions {
  /** Ω of matter with a standard deviation: marginalised over, between 0.01 and 0.99. Default: Planck's. */
  readonly matter?: { readonly value: number; readonly sigma: number };
  /** H₀ is looked for between these, all alike before; default 20 to 140 km s⁻¹ Mpc⁻¹. */
  readonly between?: readonly [number, number];
  /** Of the interval; default 0.9. */
  readonly credibility?: number;
}

/** What sirens say of the Hubble constant (km s⁻¹ Mpc⁻¹). */
export interface HubblePosterior {
  readonly values: Float64Array;
  /** Probability per km s⁻¹ Mpc⁻¹. */
  readonly density: Float64Array;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Of Planck 2018, the column of {@link PLANCK_2018}. */
const PLANCK_MATTER = { value: PLANCK_2018.matter, sigma: 0.0056 };
const GRID = 601;
/** Points over Ω, within so many standard deviations. */
const MATTERS = 25;
const REACH = 4;

/**
 * The Hubble constant by standard sirens (B. F. Schutz 1986, doi:10.1038/323310a0), in a flat universe: ln distance is normal around that of
 * the redshift. Selection is not in it: it is as if each merger had been seen, and its host found, whatever H₀ is.
 * @throws BadArgumentError without sirens, and for numbers that can't be
 */
export function hubbleConstant(sirens: readonly Siren[], options: HubbleOptions = {}): HubblePosterior {
  const { matter = PLANCK_MATTER, between = [20, 140], credibility = 0.9 } = options;
  mustBeSirens(sirens);
  const [from, to] = between;
  if (!(from > 0 && to > from && credibility > 0 && credibility < 1)) {
    throw new BadArgumentError(
      `H₀ between ${from} and ${to} with a credibility of ${credibility}: two rising positive numbers and one between 0 and 1 are expected.`,
      { between, credibility },
    );
  }
  const values = Float64Array.from({ length: GRID }, (_, n) => from + ((to - from) * n) / (GRID - 1));
  const density = new Float64Array(GRID);
  const rows = matters(matter).map((omega) => ({
    ...summed(sirens, omega),
    prior: (omega - matter.value) / matter.sigma,
  }));
  const logs = rows.map(({ prior, sum, weight, squares }) =>
    values.map((hubble) => {
      // Σ (ln(d H₀) − ln(d H₀)_i)²/σ²: a parabola in ln H₀.
      const x = Math.log(hubble);
      return -(prior * prior + weight * x * x - 2 * sum * x + squares) / 2;
    }),
  );
  const top = logs.reduce((most, row) => Math.max(most, ...row), Number.NEGATIVE_INFINITY);
  for (const [n, row] of logs.entries())
    row.forEach((log, k) => {
      density[k]! += Math.exp(log - top - rows[n]!.norm);
    });
  return summary(values, density, credibility);
}

/** Sums over sirens of x/σ², 1/σ² and x²/σ² of x = ln(H₀ d(z)/d), for one Ω; and ln of the product of the standard deviations. */
function summed(sirens: readonly Siren[], matter: number) {
  const out = { sum: 0, weight: 0, squares: 0, norm: 0 };
  const unit: Cosmology = { hubble: 1, matter };
  for (const { distance, spread, redshift, redshiftError = 0 } of sirens) {
    const expected = luminosityDistance(redshift, unit);
    const slope = 1 / (1 + redshift) + ((1 + redshift) * hubbleDistance(unit)) / expansion(redshift, unit) / expected;
    const variance = spread ** 2 + (slope * redshiftError) ** 2;
    const x = Math.log(expected / distance);
    out.sum += x / variance;
    out.weight += 1 / variance;
    out.squares += (x * x) / variance;
    out.norm += Math.log(variance) / 2;
  }
  return out;
}

function matters({ value, sigma }: { readonly value: number; readonly sigma: number }): readonly number[] {
  checkedNumber("hubbleConstant", "matter", value, { unit: "", min: 0, max: 1, open: true });
  checkedNumber("hubbleConstant", "sigma of matter", sigma, { unit: "", min: 0, open: true });
  const all = Array.from({ length: MATTERS }, (_, n) => value + REACH * sigma * ((2 * n) / (MATTERS - 1) - 1));
  return all.filter((omega) => omega > 0.01 && omega < 0.99);
}

function summary(values: Float64Array, density: Float64Array, credibility: number): HubblePosterior {
  const step = values[1]! - values[0]!;
  const total = density.reduce((sum, value) => sum + value, 0) * step;
  const normal = density.map((value) => value / total);
  const at = (part: number): number => {
    let sum = 0;
    const n = normal.findIndex((value) => {
      sum += value * step;
      return sum >= part;
    });
    // The cell is from half a step before its value to half a step after it.
    return values[n]! + step * (0.5 - (sum - part) / (normal[n]! * step));
  };
  const outside = (1 - credibility) / 2;
  return { values, density: normal, median: at(0.5), low: at(outside), high: at(1 - outside) };
}

function mustBeSirens(sirens: readonly Siren[]): void {
  if (sirens.length === 0) throw new BadArgumentError("hubbleConstant needs sirens; there is none.", {});
  for (const { distance, spread, redshift } of sirens) {
    checkedNumber("a siren", "distance", distance, { unit: "m", min: 0, open: true });
    checkedNumber("a siren", "spread", spread, { unit: "", min: 0, open: true });
    checkedNumber("a siren", "redshift", redshift, { unit: "", min: 0, open: true });
  }
}

/** Of the fit to lensing by all structure. */
const LENSED = 0.066;
/** Of galaxies (m/s). */
const PECULIAR = 500e3;

/**
 * How much a luminosity distance is off, over itself, by what lies between (weak lensing; C. M. Hirata, D. E. Holz, C. Cutler 2010,
 * doi:10.1103/PhysRevD.81.124046) and by the host's own velocity of 500 km/s (L. Hui, P. B. Greene 2006, doi:10.1103/PhysRevD.73.123526): one standard deviation.
 */
export function sirenSpread(redshift: number, cosmology: Cosmology = PLANCK_2018): number {
  const lensing = LENSED * ((1 - (1 + redshift) ** -0.25) / 0.25) ** 1.8;
  const distances = ((1 + redshift) ** 2 * hubbleDistance(cosmology)) / expansion(redshift, cosmology);
  const velocity =
    Math.abs(1 - distances / luminosityDistance(redshift, cosmology)) * (PECULIAR / SPEED_OF_LIGHT.value);
  return Math.hypot(lensing, velocity);
}
