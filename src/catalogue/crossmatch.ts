import { PARSEC } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import { KNOWN_BINARIES, type KnownBinary } from "../waveforms/known.js";
import { covers, credibleRegion, equatorialOf, skyMap } from "./skymap.js";
import { type CatalogueSource, parameterIn } from "./source.js";

/** An entry of another catalogue: of light. */
export interface Counterpart {
  readonly name: string;
  /** Ecliptic longitude and latitude (rad). */
  readonly lambda: number;
  readonly beta: number;
  /** Distance (m), where it is known. */
  readonly distance?: number;
  /** Frequency of its gravitational wave (Hz), where it is known. */
  readonly frequency?: number;
}

/** How near a counterpart must be. */
export interface CrossMatchOptions {
  /** Radius of the cone around a source (rad); this, `credibility` or both must be given. */
  readonly radius?: number;
  /** The part of the sky that holds the source with this probability, by its samples: a shape of its own, or several. */
  readonly credibility?: number;
  /** Match by volume: the distance must be in the source's credible interval, made wider by this part of itself; default: by place alone. */
  readonly distanceMargin?: number;
  /** The frequency may differ by so much (Hz); default: it is not looked at. */
  readonly frequencyMargin?: number;
}

/** A counterpart of a source. */
export interface CrossMatch {
  readonly id: string;
  readonly name: string;
  /** Angle between the two (rad). */
  readonly separation: number;
}

/** The angle between two directions (rad), exact for small ones (R. W. Sinnott 1984, Sky and Telescope 68, 158). */
export function separationOf(
  a: { readonly lambda: number; readonly beta: number },
  b: { readonly lambda: number; readonly beta: number },
): number {
  const [across, along] = [Math.sin((b.beta - a.beta) / 2), Math.sin((b.lambda - a.lambda) / 2)];
  const half = across * across + Math.cos(a.beta) * Math.cos(b.beta) * along * along;
  return 2 * Math.asin(Math.min(1, Math.sqrt(half)));
}

/**
 * The counterparts of sources, the nearest first: those in a cone around a source or in its part of the sky, and, if asked for, within its
 * distance (of galactic binaries see `withChirpDistance`) and at its frequency. A counterpart whose distance or frequency is not known is
 * not refused for it.
 * @throws BadArgumentError for sources without a direction (or samples of it), by volume without a distance, and without any bound
 */
export function crossMatch(
  sources: readonly CatalogueSource[],
  counterparts: readonly Counterpart[],
  options: CrossMatchOptions,
): readonly CrossMatch[] {
  const what = "crossMatch";
  mustKnowKeys(what, options, ["radius", "credibility", "distanceMargin", "frequencyMargin"]);
  const { radius, credibility, distanceMargin, frequencyMargin } = options;
  if (radius === undefined && credibility === undefined) {
    throw new BadArgumentError(`${what} has neither a radius nor a credibility; give one of them, or both.`);
  }
  const bound = { unit: "rad", min: 0, max: Math.PI, open: true };
  const reach = radius === undefined ? Math.PI : checkedNumber(what, "radius", radius, bound);
  return sources.flatMap((source) => {
    const place = { lambda: parameterIn(source, "lambda").value, beta: parameterIn(source, "beta").value };
    const isInRegion = regionOf(source, credibility);
    return counterparts
      .filter((each) => distanceMargin === undefined || isInDepth(source, each, distanceMargin))
      .filter((each) => frequencyMargin === undefined || isInTune(source, each, frequencyMargin))
      .filter(isInRegion)
      .map((each) => ({ id: source.id, name: each.name, separation: separationOf(place, each) }))
      .filter(({ separation }) => separation <= reach)
      .sort((a, b) => a.separation - b.separation);
  });
}

function regionOf({ samples }: CatalogueSource, credibility: number | undefined): (each: Counterpart) => boolean {
  if (credibility === undefined) return () => true;
  const region = credibleRegion(skyMap(samples), credibility);
  return ({ lambda, beta }) => covers(region, equatorialOf(lambda, beta));
}

function isInDepth(source: CatalogueSource, { distance }: Counterpart, margin: number): boolean {
  if (distance === undefined) return true;
  const { low, high } = parameterIn(source, "distance");
  return distance >= low * (1 - margin) && distance <= high * (1 + margin);
}

function isInTune(source: CatalogueSource, { frequency }: Counterpart, margin: number): boolean {
  return frequency === undefined || Math.abs(frequency - parameterIn(source, "frequency").value) <= margin;
}

/** The known binaries as counterparts. */
export const KNOWN_COUNTERPARTS: readonly Counterpart[] = KNOWN_BINARIES.map((binary: KnownBinary) => ({
  name: binary.name,
  lambda: (binary.lambda * Math.PI) / 180,
  beta: (binary.beta * Math.PI) / 180,
  distance: binary.kiloparsecs * 1000 * PARSEC.value,
  frequency: binary.millihertz / 1000,
}));
