import type { Spline } from "../math/spline.js";

/**
 * A spline as the polynomials that it consists of, one per interval of an even grid: evaluating many points that follow each
 * other then takes a few operations each.
 */
export interface Pieces {
  /** Where the first piece begins (s). */
  readonly origin: number;
  /** Length of a piece (s). */
  readonly step: number;
  readonly count: number;
  /** Coefficients by rising power of the time since the piece's begin, `degree + 1` for each piece. */
  readonly coefficients: Float64Array;
  readonly degree: number;
}

/** The polynomials of a spline whose knots are on the grid `origin + k step`. */
export function piecesOf(spline: Spline, origin: number, step: number, count: number, degree: number): Pieces {
  const coefficients = new Float64Array(count * (degree + 1));
  for (let piece = 0; piece < count; piece++) {
    let factorial = 1;
    for (let power = 0; power <= degree; power++) {
      if (power > 0) factorial *= power;
      coefficients[piece * (degree + 1) + power] = spline.derivative(origin + piece * step, power) / factorial;
    }
  }
  return { origin, step, count, coefficients, degree };
}

/** The integral of pieces, with the value `initial` at their origin. */
export function integralOf(pieces: Pieces, initial: number): Pieces {
  const { origin, step, count, degree } = pieces;
  const width = degree + 2;
  const coefficients = new Float64Array(count * width);
  let value = initial;
  for (let piece = 0; piece < count; piece++) {
    coefficients[piece * width] = value;
    for (let power = 0; power <= degree; power++) {
      coefficients[piece * width + power + 1] = pieces.coefficients[piece * (degree + 1) + power]! / (power + 1);
    }
    value = polynomial(coefficients, piece * width, degree + 1, step);
  }
  return { origin, step, count, coefficients, degree: degree + 1 };
}

/** The highest degree that {@link evaluatePieces} takes. */
const HIGHEST = 6;

/** The values at `first + n dt` of pieces of degree 6 or less. */
export function evaluatePieces(pieces: Pieces, first: number, dt: number, out: Float64Array): Float64Array {
  const { origin, step, count } = pieces;
  const begin = first - origin;
  for (let n = 0; n < out.length; ) {
    const piece = Math.min(Math.max(0, Math.floor((begin + n * dt) / step)), count - 1);
    const until = piece === count - 1 ? out.length : Math.ceil(((piece + 1) * step - begin) / dt);
    const end = Math.min(Math.max(n + 1, until), out.length);
    evaluatePiece(pieces, piece, begin - piece * step, dt, n, end, out);
    n = end;
  }
  return out;
}

/** Horner's scheme with the coefficients at hand, those of a lower degree led by zeros, for many points that follow each other. */
function evaluatePiece(
  { coefficients, degree }: Pieces,
  piece: number,
  begin: number,
  dt: number,
  from: number,
  end: number,
  out: Float64Array,
): void {
  const all = new Float64Array(HIGHEST + 1);
  all.set(coefficients.subarray(piece * (degree + 1), (piece + 1) * (degree + 1)));
  const [a, b, c, d, e, f, g] = all as unknown as [number, number, number, number, number, number, number];
  for (let n = from; n < end; n++) {
    const x = begin + n * dt;
    out[n] = a + x * (b + x * (c + x * (d + x * (e + x * (f + x * g)))));
  }
}

/** Horner's scheme for the coefficients from `at` on. */
function polynomial(coefficients: Float64Array, at: number, degree: number, x: number): number {
  let value = coefficients[at + degree]!;
  for (let power = degree - 1; power >= 0; power--) value = value * x + coefficients[at + power]!;
  return value;
}
