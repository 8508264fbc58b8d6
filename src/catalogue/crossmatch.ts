import { PARSEC } from "../core/constants.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import { KNOWN_BINARIES, type KnownBinary } from "../waveforms/known.js";
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
  /** Radius of the cone around a source (rad). */
  readonly radius: number;
  /** Match by volume: the distance must be in the source's credible interval, made wider by this part of itself; default: by cone alone. */
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
 * The counterparts of sources, the nearest first: those in a cone around a source, and, if asked for, within its distance and at its
 * frequency. A counterpart whose distance or frequency is not known is not refused for it.
 * @throws BadArgumentError for sources without a direction, and, by volume, without a distance
 */
export function crossMatch(
  sources: readonly CatalogueSource[],
  counterparts: readonly Counterpart[],
  options: CrossMatchOptions,
): readonly CrossMatch[] {
  const what = "crossMatch";
  mustKnowKeys(what, options, ["radius", "distanceMargin", "frequencyMargin"]);
  const radius = checkedNumber(what, "radius", options.radius, { unit: "rad", min: 0, max: Math.PI, open: true });
  const { distanceMargin, frequencyMargin } = options;
  return sources.flatMap((source) => {
    const place = { lambda: parameterIn(source, "lambda").value, beta: parameterIn(source, "beta").value };
    return counterparts
      .filter((each) => distanceMargin === undefined || isInDepth(source, each, distanceMargin))
      .filter((each) => frequencyMargin === undefined || isInTune(source, each, frequencyMargin))
      .map((each) => ({ id: source.id, name: each.name, separation: separationOf(place, each) }))
      .filter(({ separation }) => separation <= radius)
      .sort((a, b) => a.separation - b.separation);
  });
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
