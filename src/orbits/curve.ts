import { interpolatingSpline } from "../math/spline.js";

const DEGREE = 5;

/** A spline of degree 5 as polynomials between its points, which are fast to evaluate and to integrate. */
export interface Curve {
  readonly times: Float64Array;
  /** Of piece n: the coefficients of (t − times[n])^k at n·6 + k. */
  readonly coefficients: Float64Array;
  /** Integral from the first point to the start of each piece. */
  readonly sums: Float64Array;
  /** The derivative of this order at `time`, which is in piece `piece`. */
  derivative(piece: number, time: number, order: number): number;
}

/** The interpolating spline through values at times. */
export function curve(times: Float64Array, values: Float64Array): Curve {
  const spline = interpolatingSpline(times, values, DEGREE);
  const width = DEGREE + 1;
  const coefficients = new Float64Array((times.length - 1) * width);
  for (let piece = 0; piece < times.length - 1; piece++) {
    let factorial = 1;
    for (let order = 0; order <= DEGREE; order++) {
      if (order > 0) factorial *= order;
      coefficients[piece * width + order] = spline.derivative(times[piece]!, order) / factorial;
    }
  }
  const derivative = (piece: number, time: number, order: number): number =>
    polynomial(coefficients, piece * width, time - times[piece]!, order);
  return { times, coefficients, sums: sumsOf(times, coefficients), derivative };
}

/** The derivative of a polynomial of degree 5, by Horner's scheme. */
function polynomial(coefficients: Float64Array, at: number, x: number, order: number): number {
  let value = 0;
  for (let power = DEGREE; power >= order; power--) {
    let factor = coefficients[at + power]!;
    for (let n = 0; n < order; n++) factor *= power - n;
    value = value * x + factor;
  }
  return value;
}

function sumsOf(times: Float64Array, coefficients: Float64Array): Float64Array {
  const sums = new Float64Array(times.length);
  for (let piece = 0; piece < times.length - 1; piece++) {
    sums[piece + 1] = sums[piece]! + within(coefficients, piece, times[piece + 1]! - times[piece]!);
  }
  return sums;
}

/** Integral of a piece from its start over a time x. */
function within(coefficients: Float64Array, piece: number, x: number): number {
  let value = 0;
  for (let power = DEGREE; power >= 0; power--) {
    value = value * x + coefficients[piece * (DEGREE + 1) + power]! / (power + 1);
  }
  return value * x;
}

/** The integral from the first point to `time`, which is in piece `piece`. */
export function integral({ times, coefficients, sums }: Curve, piece: number, time: number): number {
  return sums[piece]! + within(coefficients, piece, time - times[piece]!);
}

/** The piece in which a time lies; the first and the last go on outside. */
export function pieceAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length - 2;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (time < times[middle]!) high = middle - 1;
    else low = middle;
  }
  return low;
}
