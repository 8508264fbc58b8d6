import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import { cellArea, cellOf, FINEST_ORDER, type SkyPoint, uniqueNumber } from "./healpix.js";
import { mustBeCredibility } from "./interval.js";

/** A cell of a map. */
export interface SkyCell {
  readonly order: number;
  /** Nested. */
  readonly cell: number;
  /** Probability per solid angle (1/sr). */
  readonly density: number;
}

/** Where a source may be: cells of several orders that cover the sky, in the order of their NUNIQ. */
export interface SkyMap {
  /** ICRS, as telescopes want it. */
  readonly frame: "ICRS";
  readonly cells: readonly SkyCell[];
}

/** How fine a map is. */
export interface SkyMapOptions {
  /** A cell with more samples is divided; default 20. */
  readonly samplesPerCell?: number;
  /** The finest order; default 12 (50 arc seconds). */
  readonly finest?: number;
}

/** The mean obliquity of J2000 (rad), 84381.406″ (N. Capitaine et al. 2003, doi:10.1051/0004-6361:20031539). */
const OBLIQUITY = (84_381.406 / 3600 / 180) * Math.PI;

/** The equatorial direction (ICRS, whose axes are within 0.03″ of those of J2000) of ecliptic longitude and latitude. */
export function equatorialOf(lambda: number, beta: number): SkyPoint {
  const [x, y, z] = [Math.cos(beta) * Math.cos(lambda), Math.cos(beta) * Math.sin(lambda), Math.sin(beta)];
  const [c, s] = [Math.cos(OBLIQUITY), Math.sin(OBLIQUITY)];
  const [north, east] = [s * y + c * z, c * y - s * z];
  const longitude = Math.atan2(east, x);
  return {
    longitude: longitude < 0 ? longitude + 2 * Math.PI : longitude,
    latitude: Math.atan2(north, Math.hypot(x, east)),
  };
}

/**
 * A map of posterior samples: cells are divided into four while they have more samples than they should.
 * @throws BadArgumentError without samples of lambda and beta
 */
export function skyMap(samples: Readonly<Record<string, Float64Array>>, options: SkyMapOptions = {}): SkyMap {
  const what = "skyMap";
  mustKnowKeys(what, options, ["samplesPerCell", "finest"]);
  const most = checkedNumber(what, "samplesPerCell", options.samplesPerCell ?? 20, { unit: "", min: 1 });
  const finest = checkedNumber(what, "finest", options.finest ?? 12, { unit: "", min: 0, max: FINEST_ORDER });
  const { lambda = new Float64Array(0), beta = new Float64Array(0) } = samples;
  if (lambda.length === 0 || lambda.length !== beta.length) {
    throw new BadArgumentError(
      `${what} needs as many samples of lambda as of beta; there are ${lambda.length} and ${beta.length}.`,
    );
  }
  const places = lambda.map((value, n) => cellOf(equatorialOf(value, beta[n]!), finest)).sort();
  const cells: SkyCell[] = [];
  const divide = (order: number, cell: number, from: number, to: number): void => {
    if (to - from <= most || order === finest) {
      cells.push({ order, cell, density: (to - from) / places.length / cellArea(order) });
      return;
    }
    for (let child = 4 * cell, start = from; child < 4 * cell + 4; child++) {
      const end = lowerBound(places, (child + 1) * 4 ** (finest - order - 1), start, to);
      divide(order + 1, child, start, end);
      start = end;
    }
  };
  for (let face = 0, start = 0; face < 12; face++) {
    const end = lowerBound(places, (face + 1) * 4 ** finest, start, places.length);
    divide(0, face, start, end);
    start = end;
  }
  return { frame: "ICRS", cells: cells.sort((a, b) => uniqueNumber(a.order, a.cell) - uniqueNumber(b.order, b.cell)) };
}

function lowerBound(sorted: Float64Array, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A part of the sky: cells by order, none inside another (IVOA, Multi-Order Coverage map 2.0). */
export type SkyCoverage = ReadonlyMap<number, readonly number[]>;

/** The smallest part of the sky, of whole cells, with at least this probability. @throws BadArgumentError for what is no probability */
export function credibleRegion({ cells }: SkyMap, credibility: number): SkyCoverage {
  mustBeCredibility(credibility);
  const likely = [...cells].sort((a, b) => b.density - a.density || a.order - b.order || a.cell - b.cell);
  const chosen: SkyCell[] = [];
  for (let n = 0, sum = 0; n < likely.length && sum < credibility - ROUNDING; n++) {
    chosen.push(likely[n]!);
    sum += likely[n]!.density * cellArea(likely[n]!.order);
  }
  return normalised(chosen);
}

/** Of a sum of some ten thousand probabilities. */
const ROUNDING = 1e-12;

/** Four cells that make up one of the order above become that one. */
function normalised(cells: readonly SkyCell[]): SkyCoverage {
  const byOrder = new Map<number, Set<number>>();
  for (const { order, cell } of cells) byOrder.set(order, (byOrder.get(order) ?? new Set()).add(cell));
  for (let order = FINEST_ORDER; order > 0; order--) {
    const own = byOrder.get(order) ?? new Set<number>();
    for (const cell of Array.from(own)) {
      const first = cell - (cell % 4);
      if (cell !== first || ![1, 2, 3].every((n) => own.has(first + n))) continue;
      for (let n = 0; n < 4; n++) own.delete(first + n);
      byOrder.set(order - 1, (byOrder.get(order - 1) ?? new Set()).add(first / 4));
    }
  }
  const orders = [...byOrder].filter(([, own]) => own.size > 0).sort(([a], [b]) => a - b);
  return new Map(orders.map(([order, own]) => [order, [...own].sort((a, b) => a - b)]));
}

/** Solid angle (sr). */
export function coverageArea(coverage: SkyCoverage): number {
  return [...coverage].reduce((sum, [order, cells]) => sum + cells.length * cellArea(order), 0);
}

/** Whether a direction (ICRS) is in it. */
export function covers(coverage: SkyCoverage, point: SkyPoint): boolean {
  return [...coverage].some(([order, cells]) => cells.includes(cellOf(point, order)));
}

/** As the IVOA's JSON: { "order": [cells] }. */
export function coverageJson(coverage: SkyCoverage): string {
  return JSON.stringify(Object.fromEntries(coverage));
}

/** As the IVOA's text: order/cells, with ranges, orders from the coarsest on. */
export function coverageText(coverage: SkyCoverage): string {
  return [...coverage].map(([order, cells]) => `${order}/${rangesOf(cells).join(" ")}`).join(" ");
}

function rangesOf(cells: readonly number[]): readonly string[] {
  const ranges: [number, number][] = [];
  for (const cell of cells) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === cell - 1) last[1] = cell;
    else ranges.push([cell, cell]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
}
