import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";

/** A filter of second order: y[n] = b0 x[n] + b1 x[n−1] + b2 x[n−2] − a1 y[n−1] − a2 y[n−2]. */
export interface FilterSection {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** Where a Butterworth filter lets signals pass: above `low`, below `high`, or between both. */
export interface PassBand {
  readonly low?: Hertz;
  readonly high?: Hertz;
}

interface Root {
  readonly re: number;
  readonly im: number;
}

/**
 * A Butterworth filter as sections of second order, by the bilinear transform (A. Oppenheim, R. Schafer, Discrete-Time
 * Signal Processing, 3rd ed., section 7.2). A band-pass has twice the order.
 * @param order 1 to 10
 * @param rate sampling rate
 */
export function butterworth(order: number, { low, high }: PassBand, rate: Hertz): readonly FilterSection[] {
  checkBand(order, low, high, rate);
  const warped = (frequency: Hertz): number => 2 * Math.tan((Math.PI * frequency) / rate);
  const prototype = Array.from({ length: order }, (_, k): Root => {
    const angle = (Math.PI * (2 * k + order + 1)) / (2 * order);
    return { re: Math.cos(angle), im: Math.sin(angle) };
  });
  const poles =
    low === undefined
      ? prototype.map((pole) => scaled(pole, warped(high!)))
      : high === undefined
        ? prototype.map((pole) => scaled(inverse(pole), warped(low)))
        : prototype.flatMap((pole) => bandPoles(pole, warped(low), warped(high)));
  const digital = poles.map(({ re, im }) => quotient({ re: 2 + re, im }, { re: 2 - re, im: -im }));
  const zerosAtOne = low === undefined ? 0 : order;
  return sectionsOf(digital, zerosAtOne, gainFrequency(low, high, rate));
}

function checkBand(order: number, low: number | undefined, high: number | undefined, rate: number): void {
  const edges = [low, high].filter((edge) => edge !== undefined);
  const inside = edges.every((edge) => edge > 0 && edge < rate / 2);
  if (Number.isInteger(order) && order >= 1 && order <= 10 && edges.length > 0 && inside && !(low! >= high!)) return;
  throw new BadArgumentError(
    `A Butterworth filter of order ${order} from ${low ?? 0} Hz to ${high ?? rate / 2} Hz can't be made at ${rate} Hz: it takes an order from 1 to 10, and edges that grow between 0 and ${rate / 2} Hz.`,
    { order, low, high, rate },
  );
}

/** The poles of a band-pass that a low-pass's pole becomes: the roots of s² − p (h − l) s + h l. */
function bandPoles(pole: Root, low: number, high: number): Root[] {
  const half = scaled(pole, (high - low) / 2);
  const root = squareRoot({ re: half.re ** 2 - half.im ** 2 - low * high, im: 2 * half.re * half.im });
  return [
    { re: half.re + root.re, im: half.im + root.im },
    { re: half.re - root.re, im: half.im - root.im },
  ];
}

/** Where the gain is 1, as an angle. */
function gainFrequency(low: number | undefined, high: number | undefined, rate: number): number {
  if (low === undefined) return 0;
  if (high === undefined) return Math.PI;
  // The middle of the band in warped frequency.
  return 2 * Math.atan(Math.sqrt(Math.tan((Math.PI * low) / rate) * Math.tan((Math.PI * high) / rate)));
}

/** Conjugate poles, and what is real two by two, with as many zeros at 1 as there must be, and at −1 the rest. */
function sectionsOf(poles: readonly Root[], zerosAtOne: number, unity: number): FilterSection[] {
  const tiny = 1e-12;
  const pairs = poles
    .filter(({ im }) => im > tiny)
    .map(({ re, im }): readonly [number, number] => [-2 * re, re * re + im * im]);
  const real = poles.filter(({ im }) => Math.abs(im) <= tiny).map(({ re }) => re);
  for (let k = 0; k < real.length; k += 2) {
    const [p, q] = [real[k]!, real[k + 1] ?? 0];
    pairs.push([-(p + q), p * q]);
  }
  const zeros = Array.from({ length: poles.length }, (_, k) => (k < zerosAtOne ? 1 : -1));
  return pairs.map((a, k) => {
    // From both ends, so that a section of a band-pass has one zero of each kind.
    const [y, z] = [zeros[k], zeros.length - 1 - k > k ? zeros[zeros.length - 1 - k] : undefined];
    const b: readonly [number, number, number] = z === undefined ? [1, -y!, 0] : [1, -(y! + z), y! * z];
    const scale = 1 / gainAt({ b, a }, unity);
    return { b: [b[0] * scale, b[1] * scale, b[2] * scale], a };
  });
}

function gainAt({ b, a }: FilterSection, angle: number): number {
  const [c1, s1, c2, s2] = [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle)];
  const above = Math.hypot(b[0] + b[1] * c1 + b[2] * c2, b[1] * s1 + b[2] * s2);
  return above / Math.hypot(1 + a[0] * c1 + a[1] * c2, a[0] * s1 + a[1] * s2);
}

/**
 * Filters forwards and then backwards, so that nothing is delayed and the gain is squared. Before and behind, the series goes on mirrored
 * about its first and last sample, and the filter starts as if it had always seen these (F. Gustafsson, IEEE Trans. Signal
 * Process. 44 (1996) 988, doi:10.1109/78.492552; the padding of scipy.signal.sosfiltfilt).
 */
export function filterBothWays(sections: readonly FilterSection[], values: Float64Array): Float64Array {
  const flat = sections.filter(({ b }) => b[2] === 0).length;
  const pad = 3 * (2 * sections.length + 1 - Math.min(flat, sections.filter(({ a }) => a[1] === 0).length));
  if (values.length <= pad) {
    throw new BadArgumentError(`The filter needs more than ${pad} samples, not ${values.length}.`, {
      length: values.length,
    });
  }
  const padded = mirrored(values, pad);
  for (let pass = 0; pass < 2; pass++) {
    for (const section of startedSections(sections)) run(section, padded);
    padded.reverse();
  }
  return padded.slice(pad, pad + values.length);
}

function mirrored(values: Float64Array, pad: number): Float64Array {
  const out = new Float64Array(values.length + 2 * pad);
  out.set(values, pad);
  const [first, last] = [values[0]!, values.at(-1)!];
  for (let n = 1; n <= pad; n++) {
    out[pad - n] = 2 * first - values[n]!;
    out[pad + values.length - 1 + n] = 2 * last - values[values.length - 1 - n]!;
  }
  return out;
}

interface Started extends FilterSection {
  /** What its two memories hold after an endless input of 1. */
  readonly state: readonly [number, number];
}

/** Each section with the memory that a constant input leaves. */
function startedSections(sections: readonly FilterSection[]): Started[] {
  return sections.map(({ b, a }) => {
    const gain = (b[0] + b[1] + b[2]) / (1 + a[0] + a[1]);
    return { b, a, state: [gain - b[0], b[2] - a[1] * gain] };
  });
}

/** In place, as if the first sample had always been there. */
function run({ b: [b0, b1, b2], a: [a1, a2], state }: Started, values: Float64Array): void {
  let [s1, s2] = [0, 0];
  for (let n = 0; n < values.length; n++) {
    const x = values[n]!;
    if (n === 0) [s1, s2] = [state[0] * x, state[1] * x];
    const y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    values[n] = y;
  }
}

function scaled({ re, im }: Root, factor: number): Root {
  return { re: re * factor, im: im * factor };
}

function inverse({ re, im }: Root): Root {
  const size = re * re + im * im;
  return { re: re / size, im: -im / size };
}

function quotient(a: Root, b: Root): Root {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
}

function squareRoot({ re, im }: Root): Root {
  const size = Math.hypot(re, im);
  const real = Math.sqrt((size + re) / 2);
  const imaginary = Math.sqrt((size - re) / 2);
  return { re: real, im: im < 0 ? -imaginary : imaginary };
}
