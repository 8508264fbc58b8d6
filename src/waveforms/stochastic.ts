import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Radians } from "../core/units.js";
import { checkedDirection, type Direction } from "./direction.js";
import { pixelCentres } from "./pixels.js";
import { type Band, Realization, SeriesStore, stepOf } from "./realization.js";
import type { Source, SourceGroup } from "./source.js";
import { type StrainSpectrum, spectrumOf } from "./spectrum.js";

/** What stochastic sources have in common. */
interface Stochastic extends Band {
  readonly name?: string;
  /** Names the realisation, together with `name`. */
  readonly seed: bigint;
  /** Of each polarisation. */
  readonly spectrum: StrainSpectrum;
  /** There is nothing below this frequency (Hz); memory and the cost of a realisation grow with highest/lowest. */
  readonly lowest: Hertz;
  /** Nor above this one (Hz). */
  readonly highest: Hertz;
}

/** A stochastic source in one direction. */
export interface StochasticPointOptions extends Stochastic {
  /** Ecliptic longitude (rad). */
  readonly lambda: Radians;
  /** Ecliptic latitude (rad). */
  readonly beta: Radians;
}

/** A background from all directions. */
export interface IsotropicBackgroundOptions extends Stochastic {
  /** The sky is 12 nside² points of equal area, each with its share of the spectrum; a power of two, default 4. */
  readonly nside?: number;
}

const KEYS: readonly (keyof Stochastic)[] = ["name", "seed", "spectrum", "lowest", "highest"];

/** The widest band: a realisation of it keeps 0.1 GB. */
const WIDEST = 1e4;

/**
 * A point on the sky that sends noise: h₊ and h× are independent Gaussian processes of the same spectrum. The same seed and name
 * are the same realisation.
 * @throws BadArgumentError for numbers out of range and misspelt options
 */
export function stochasticPoint(options: StochasticPointOptions): Source {
  const what = "a stochastic source";
  mustKnowKeys(what, options, [...KEYS, "lambda", "beta"]);
  const { name = "stochastic source" } = options;
  const band = checked(what, options);
  const direction = checkedDirection(what, options);
  const parameters = { ...described(options), ...direction };
  const psd = spectrumOf(options.spectrum);
  return {
    ...noisyPoint(name, direction, psd, band, options.seed, new SeriesStore()),
    kind: "StochasticPointSource",
    parameters,
  };
}

/**
 * An isotropic, unpolarised background: independent stochastic sources in the centres of HEALPix's pixels. The spectrum is that
 * of h₊ (and of h×) of the whole sky: a link's response has S(f) times the mean over the sky of |F₊|² + |F×|².
 * @throws BadArgumentError for numbers out of range and misspelt options
 */
export function isotropicBackground(options: IsotropicBackgroundOptions): SourceGroup {
  const what = "an isotropic background";
  mustKnowKeys(what, options, [...KEYS, "nside"]);
  const { name = "isotropic background", seed, nside = 4 } = options;
  const band = checked(what, options);
  const whole = spectrumOf(options.spectrum);
  const centres = pixelCentres(nside);
  const share = (frequency: Hertz): number => whole(frequency) / centres.length;
  const store = new SeriesStore();
  const sources = centres.map((direction, n) => noisyPoint(`${name} ${n}`, direction, share, band, seed, store));
  return { name, kind: "StochasticBackground", parameters: { ...described(options), nside }, sources };
}

function noisyPoint(
  name: string,
  direction: Direction,
  psd: (frequency: Hertz) => number,
  band: Band,
  seed: bigint,
  store: SeriesStore,
): Source {
  const realization = new Realization(psd, band, seed, name, store);
  return {
    name,
    kind: "StochasticPointSource",
    parameters: { ...direction },
    ...direction,
    step: stepOf(band),
    strain: (from, offsets) => realization.at(from, offsets),
    highestFrequency: () => band.highest,
  };
}

function checked(what: string, { seed, spectrum, lowest, highest }: Stochastic): Band {
  if (typeof seed !== "bigint") {
    throw new BadArgumentError(`seed of ${what} is ${String(seed)}; it must be a bigint such as 1n.`, { seed });
  }
  const positive = { unit: "Hz", min: 0, open: true };
  const low = checkedNumber(what, "lowest", lowest, positive);
  const high = checkedNumber(what, "highest", highest, { unit: "Hz", min: low, open: true, max: WIDEST * low });
  const psd = spectrumOf(spectrum);
  const bad = [low, Math.sqrt(low * high), high].find((f) => !(Number.isFinite(psd(f)) && psd(f) >= 0));
  if (bad === undefined) return { lowest: low, highest: high };
  throw new BadArgumentError(`The spectrum of ${what} is ${psd(bad)} 1/Hz at ${bad} Hz; it must be at least 0.`, {
    frequency: bad,
  });
}

function described({ seed, spectrum, lowest, highest }: Stochastic): Readonly<Record<string, number | string>> {
  const shape = typeof spectrum === "function" ? "a function" : JSON.stringify(spectrum);
  return { seed: String(seed), spectrum: shape, lowest, highest };
}
