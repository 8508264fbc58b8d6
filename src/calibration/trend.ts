import { BadDataError } from "../core/errors.js";
import { BandedFit } from "../math/banded.js";
import { bsplines } from "../math/bspline.js";
import { type Polynomial, polynomialFit } from "../math/polynomial.js";

/** Degree of the pieces if none is given: four derivatives are continuous, so that a knot leaves nothing in the band. */
const DEGREE = 5;

/** Averages that a piece is fitted to: enough for the noise, few for the fit. */
const BLOCKS_PER_PIECE = 256;

/** Blocks with less than this share of their samples are left out. */
const FULL_ENOUGH = 0.25;

/** A smooth function on the grid of a series. */
export interface Trend {
  /** Its mean over the series. */
  readonly mean: number;
  /** Its values at samples `start` to `start + count`. */
  values(start: number, count: number): Float64Array;
}

/**
 * Finds what changes slowly in a series that comes in stretches: a spline with pieces of `pieceLength` samples
 * (a single polynomial for a series no longer than that), fitted by least squares to averages of short blocks. Nothing but
 * the averages is kept.
 */
export class TrendFit {
  readonly #length: number;
  readonly #pieces: number;
  readonly #block: number;
  readonly #degree: number;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #places: Float64Array;
  #reference: number | undefined;

  /**
   * @param length of the whole series, in samples
   * @param pieceLength in samples
   * @param degree of the pieces: the lower, the less noise it lets through, at the ends above all
   */
  constructor(length: number, pieceLength: number, degree: number = DEGREE) {
    this.#length = length;
    this.#degree = degree;
    this.#pieces = Math.max(1, Math.round(length / pieceLength));
    this.#block = Math.max(1, Math.floor(length / this.#pieces / BLOCKS_PER_PIECE));
    this.#sums = new Float64Array(Math.ceil(length / this.#block));
    this.#counts = new Float64Array(this.#sums.length);
    this.#places = new Float64Array(this.#sums.length);
  }

  /** Takes in the samples from index `start`; NaN is left out. */
  add(start: number, values: Float64Array): void {
    // The first sample is taken off all, or a beatnote of 10 MHz would leave the sums without digits for its changes.
    this.#reference ??= values.find((value) => !Number.isNaN(value));
    for (let n = 0; n < values.length; n++) {
      if (Number.isNaN(values[n])) continue;
      const block = Math.floor((start + n) / this.#block);
      this.#sums[block]! += values[n]! - this.#reference!;
      this.#places[block]! += start + n - block * this.#block;
      this.#counts[block]! += 1;
    }
  }

  /** The trend of all that was taken in. @throws BadDataError when the series is too short */
  trend(): Trend {
    // Of blocks that a gap cut, the average is at the middle of what is left.
    const used = [...this.#counts.keys()].filter((block) => this.#counts[block]! >= FULL_ENOUGH * this.#block);
    const reference = this.#reference ?? 0;
    if (used.length <= this.#degree + (used.length === this.#counts.length ? this.#pieces : 1)) {
      const good = used.length * this.#block;
      throw new BadDataError(
        `A series with ${good} usable samples of ${this.#length} is too short for a trend; a longer observation, or one with fewer gaps, is needed.`,
        { length: this.#length, good },
      );
    }
    const x = Float64Array.from(used, (block) => block * this.#block + this.#places[block]! / this.#counts[block]!);
    const y = Float64Array.from(used, (block) => this.#sums[block]! / this.#counts[block]!);
    const pieces = splineFit(x, y, this.#length, this.#pieces, this.#degree);
    const mean = reference + y.reduce((sum, value) => sum + value, 0) / y.length;
    return { mean, values: (start, count) => evaluate(pieces, this.#length, reference, start, count) };
  }
}

function evaluate(
  pieces: readonly Polynomial[],
  length: number,
  reference: number,
  start: number,
  count: number,
): Float64Array {
  const out = new Float64Array(count);
  let from = 0;
  while (from < count) {
    const piece = Math.min(pieces.length - 1, Math.floor(((start + from) * pieces.length) / length));
    const last = piece === pieces.length - 1;
    const to = last ? count : Math.min(count, Math.ceil(((piece + 1) * length) / pieces.length) - start);
    evaluatePiece(pieces[piece]!, reference, start, out, from, to);
    from = to;
  }
  return out;
}

/** Clenshaw's recurrence for every sample: this loop is as long as the data. */
function evaluatePiece(
  { middle, halfWidth, coefficients }: Polynomial,
  reference: number,
  start: number,
  out: Float64Array,
  from: number,
  to: number,
): void {
  for (let n = from; n < to; n++) {
    const u = (start + n - middle) / halfWidth;
    let next = 0;
    let afterNext = 0;
    for (let k = coefficients.length - 1; k > 0; k--) {
      const here = coefficients[k]! + 2 * u * next - afterNext;
      afterNext = next;
      next = here;
    }
    out[n] = reference + coefficients[0]! + u * next - afterNext;
  }
}

/** The spline of least squares with `count` equal pieces on [0, length], as a polynomial for each piece. */
function splineFit(x: Float64Array, y: Float64Array, length: number, count: number, degree: number): Polynomial[] {
  if (count === 1) return [polynomialFit(x, y, degree)];
  const knots = clampedKnots(length, count, degree);
  const fit = new BandedFit(count + degree, degree + 1);
  for (let k = 0; k < count; k++) fit.add(k, stiffness(degree), 0);
  x.forEach((at, n) => {
    const piece = Math.min(count - 1, Math.floor((at * count) / length));
    fit.add(piece, bsplines(knots, degree, piece + degree, at), y[n]!);
  });
  const coefficients = fit.solution();
  return Array.from({ length: count }, (_, piece) => pieceOf(knots, coefficients, piece, degree));
}

/** How much less than a sample the wish counts that a piece be a polynomial of a degree less: only pieces in a gap follow it. */
const STIFFNESS = 1e-9;

/** The difference of order `degree` of neighbouring coefficients. */
function stiffness(degree: number): Float64Array {
  const row = new Float64Array(degree + 1).fill(STIFFNESS);
  for (let k = 1; k <= degree; k++) row[k] = (-row[k - 1]! * (degree - k + 1)) / k;
  return row;
}

function clampedKnots(length: number, count: number, degree: number): Float64Array {
  return Float64Array.from({ length: count + 1 + 2 * degree }, (_, k) => {
    return (length * Math.min(count, Math.max(0, k - degree))) / count;
  });
}

/** The polynomial that the spline is on a piece, through as many of its points as it has coefficients. */
function pieceOf(knots: Float64Array, coefficients: Float64Array, piece: number, degree: number): Polynomial {
  const [low, high] = [knots[piece + degree]!, knots[piece + degree + 1]!];
  const x = Float64Array.from({ length: degree + 1 }, (_, k) => low + ((high - low) * k) / degree);
  const y = x.map((at) =>
    bsplines(knots, degree, piece + degree, at).reduce((sum, value, k) => sum + value * coefficients[piece + k]!, 0),
  );
  return polynomialFit(x, y, degree);
}
