import type { MassiveBinary } from "../inference/chirpamplitudes.js";
import type { MergerData } from "./merger-likelihood.js";
import { type Inner, MergerPlacing, type Placed } from "./watch-place.js";

/** A part of the sky between two longitudes and two sines of latitudes. */
export interface SkyPatch {
  /** Middle and half width, of the ecliptic longitude (rad) and of the sine of the latitude. */
  readonly lambda: number;
  readonly sine: number;
  readonly width: number;
  readonly height: number;
  readonly probability: number;
}

/** Where a binary may be, and what fits there. */
export interface SkyPosterior {
  readonly cells: readonly (SkyPatch & { readonly placed: Placed })[];
  /** The best place, and the binary there. */
  readonly best: Placed;
  readonly binary: MassiveBinary;
  /** Standard deviations of the inner numbers, over all places. */
  readonly sigmas: Float64Array;
}

/** Cells at first, and cells that may be asked in all. */
const FIRST = { longitudes: 24, sines: 12 };
const MOST = 600;
/** A cell with less of the probability is not divided. */
const SHARE = 1 / 120;
/** From so many of the best cells a maximum is looked for. */
const CLIMBS = 4;
/** Likelihoods are made anew near the best so often at most. */
const ROUNDS = 4;
/** Deeper cells are a hundredth of a degree wide. */
const DEEPEST = 10;

interface Node {
  readonly cell: Omit<SkyPatch, "probability">;
  readonly depth: number;
  readonly placed: Placed;
  /** ln of the probability that may be in it, up to a constant; that of its middle. */
  readonly hope: number;
  readonly mass: number;
}

/** The best places of a binary, from all over the sky and from places that are known, the best first. */
export function bestPlaces(into: MergerData, start: Inner, known: readonly Placed[]): readonly Placed[] {
  const placing = new MergerPlacing(into, { lambda: 0, beta: 0, inner: start });
  const found = firstCells().map((cell) => placing.at(cell.lambda, Math.asin(cell.sine), start));
  const tops = [...found.sort(byValue).slice(0, CLIMBS), ...known];
  let best = tops.map((one) => placing.climbed(one)).sort(byValue);
  for (let round = 0; round < ROUNDS; round++) {
    const nearer = new MergerPlacing(into, best[0]!);
    const next = best.map((one) => nearer.climbed(one)).sort(byValue);
    const gain = next[0]!.value - nearer.at(best[0]!.lambda, best[0]!.beta, best[0]!.inner).value;
    best = next;
    if (gain < 1) break;
  }
  return best;
}

function byValue(a: Placed, b: Placed): number {
  return b.value - a.value;
}

/** The posterior over the sky: cells are divided where it is, down to its own size; whatever its shape. */
export function skyPosterior(into: MergerData, known: readonly Placed[]): SkyPosterior {
  const placing = new MergerPlacing(into, known[0]!);
  const tops = known.map((one) => placing.climbed(one)).sort(byValue);
  const best = tops[0]!;
  placing.bendAt(best);
  const nodes = firstCells().map((cell) => {
    const inners = tops.map(({ inner }) => placing.at(cell.lambda, Math.asin(cell.sine), inner));
    return nodeOf(cell, 0, placing, inners.reduce((a, b) => (b.value > a.value ? b : a)).inner, tops);
  });
  for (let asked = nodes.length; asked < MOST; asked += 4) {
    const next = widest(nodes);
    if (next === undefined) break;
    const [{ cell, depth, placed }] = nodes.splice(next, 1) as [Node];
    for (const child of quarters(cell)) nodes.push(nodeOf(child, depth + 1, placing, placed.inner, tops));
  }
  const top = nodes.reduce((most, { mass }) => Math.max(most, mass), Number.NEGATIVE_INFINITY);
  const all = nodes.reduce((sum, { mass }) => sum + Math.exp(mass - top), 0);
  const cells = nodes.map(({ cell, placed, mass }) => ({ ...cell, placed, probability: Math.exp(mass - top) / all }));
  return {
    cells,
    best,
    binary: placing.binary(best),
    sigmas: best.inner.map((_, n) => spread(cells, n, placing.sigma(n))),
  };
}

function firstCells(): readonly Omit<SkyPatch, "probability">[] {
  const { longitudes, sines } = FIRST;
  const size = { width: Math.PI / longitudes, height: 1 / sines };
  return Array.from({ length: longitudes * sines }, (_, n) => ({
    lambda: size.width * (2 * (n % longitudes) + 1),
    sine: size.height * (2 * Math.floor(n / longitudes) + 1) - 1,
    ...size,
  }));
}

/** Standard deviation of an inner number: from place to place, and at each. */
function spread(cells: SkyPosterior["cells"], n: number, own: number): number {
  const mean = cells.reduce((sum, { placed, probability }) => sum + probability * placed.inner[n], 0);
  const square = cells.reduce((sum, { placed, probability }) => sum + probability * (placed.inner[n] - mean) ** 2, 0);
  return Math.sqrt(square + own * own);
}

function nodeOf(
  cell: Node["cell"],
  depth: number,
  placing: MergerPlacing,
  inner: Inner,
  tops: readonly Placed[],
): Node {
  const placed = placing.adjusted(placing.at(cell.lambda, Math.asin(cell.sine), inner));
  const area = Math.log(cell.width * cell.height);
  const within = tops.filter((top) => isIn(cell, top)).map((top) => placing.evidence(top));
  const own = placing.evidence(placed);
  return { cell, depth, placed, mass: area + own, hope: area + Math.max(own, ...within) };
}

function isIn({ lambda, sine, width, height }: Node["cell"], place: Placed): boolean {
  const away = Math.abs(Math.atan2(Math.sin(place.lambda - lambda), Math.cos(place.lambda - lambda)));
  return away <= width && Math.abs(Math.sin(place.beta) - sine) <= height;
}

/** The cell that may have the most and has more than its share. */
function widest(nodes: readonly Node[]): number | undefined {
  let [next, most] = [-1, Number.NEGATIVE_INFINITY];
  nodes.forEach(({ hope, depth }, n) => {
    if (depth < DEEPEST && hope > most) [next, most] = [n, hope];
  });
  if (next < 0) return undefined;
  const all = nodes.reduce((sum, { hope }) => sum + Math.exp(hope - most), 0);
  return 1 / all > SHARE ? next : undefined;
}

function quarters({ lambda, sine, width, height }: Node["cell"]): readonly Node["cell"][] {
  const half = { width: width / 2, height: height / 2 };
  return [-1, 1].flatMap((x) =>
    [-1, 1].map((y) => ({ lambda: lambda + x * half.width, sine: sine + y * half.height, ...half })),
  );
}

/** The smallest area (square degrees) with this probability, of whole cells but for the last. */
export function areaOf(cells: readonly SkyPatch[], probability: number): number {
  const areaOfCell = ({ width, height }: SkyPatch): number => 4 * width * height;
  const likely = [...cells].sort((a, b) => b.probability / areaOfCell(b) - a.probability / areaOfCell(a));
  let [area, sum] = [0, 0];
  for (const cell of likely) {
    const wanted = Math.min(1, (probability - sum) / cell.probability);
    area += wanted * areaOfCell(cell);
    sum += cell.probability;
    if (sum >= probability) break;
  }
  return area * (180 / Math.PI) ** 2;
}
