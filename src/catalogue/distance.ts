import { differenceOf, type SourceClass } from "./parameters.js";
import type { CatalogueSource, SourceParameter } from "./source.js";

/** By which parameters sources of a class are compared; the first is the one that tells them apart best. */
export const COMPARED: Readonly<Record<SourceClass, readonly string[]>> = {
  "galactic-binary": ["frequency", "lambda", "beta", "amplitude"],
  "massive-binary": ["time", "mass1", "mass2"],
  emri: ["frequency", "lambda", "beta"],
  "stellar-origin": ["frequency", "lambda", "beta"],
  burst: ["time"],
  unknown: ["frequency", "time"],
};

/** How widths come from intervals. */
export interface Widths {
  /** Half of an interval is so many standard deviations: 1.645 of 90 %. */
  readonly sigmas: number;
  /** No width is taken for less, by parameter: a bin for a frequency; needed where neither of two has an interval. */
  readonly least: Readonly<Record<string, number>>;
}

/** Half of an interval, as the standard deviation of a normal distribution with such an interval. */
export function widthOf({ name, low, high }: SourceParameter, { sigmas, least }: Widths): number {
  return Math.max((high - low) / 2 / sigmas, least[name] ?? 0);
}

/**
 * How far two sources are apart in widths of their posteriors: the root of the mean of Δ²/(σ₁² + σ₂²) over the parameters that their class
 * is compared by and both have. Infinity for sources of different classes, and for those that have nothing to compare. An
 * unknown source is compared with any.
 */
export function sourceDistance(a: CatalogueSource, b: CatalogueSource, widths: Widths): number {
  const pairs = comparedPairs(a, b);
  if (pairs.length === 0) return Number.POSITIVE_INFINITY;
  const sum = pairs.reduce((total, [one, other]) => total + squaredDistance(one, other, widths), 0);
  return Math.sqrt(sum / pairs.length);
}

function squaredDistance(a: SourceParameter, b: SourceParameter, widths: Widths): number {
  const difference = differenceOf(a.name, a.value, b.value);
  if (difference === 0) return 0;
  return difference ** 2 / (widthOf(a, widths) ** 2 + widthOf(b, widths) ** 2);
}

/** The parameters by which two sources are compared. */
function comparedPairs(
  a: CatalogueSource,
  b: CatalogueSource,
): readonly (readonly [SourceParameter, SourceParameter])[] {
  const compared = comparable(a, b) ? COMPARED[a.class === "unknown" ? b.class : a.class] : [];
  return compared.flatMap((name) => {
    const one = a.parameters.find((parameter) => parameter.name === name);
    const other = b.parameters.find((parameter) => parameter.name === name);
    return one === undefined || other === undefined ? [] : [[one, other] as const];
  });
}

/** Whether two sources can be the same by their classes. */
export function comparable(a: CatalogueSource, b: CatalogueSource): boolean {
  return a.class === b.class || a.class === "unknown" || b.class === "unknown";
}
