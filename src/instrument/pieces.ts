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

/** The values at `first + n dt`. */
export function evaluatePieces(pieces: Pieces, first: number, dt: number, out: Float64Array): Float64Array {
  const { origin, step, count, coefficients, degree } = pieces;
  for (let n = 0; n < out.length; ) {
    const time = first + n * dt - origin;
    const piece = Math.min(Math.max(0, Math.floor(time / step)), count - 1);
    const until =
      piece === count - 1 ? out.length : Math.max(n + 1, Math.ceil(((piece + 1) * step - (first - origin)) / dt));
    for (const end = Math.min(until, out.length); n < end; n++) {
      out[n] = polynomial(coefficients, piece * (degree + 1), degree, first + n * dt - origin - piece * step);
    }
  }
  return out;
}

/** Horner's scheme for the coefficients from `at` on. */
function polynomial(coefficients: Float64Array, at: number, degree: number, x: number): number {
  let value = coefficients[at + degree]!;
  for (let power = degree - 1; power >= 0; power--) value = value * x + coefficients[at + power]!;
  return value;
}
