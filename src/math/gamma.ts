import { BadArgumentError } from "../core/errors.js";

/** Lanczos' approximation with g = 7 (C. Lanczos 1964, doi:10.1137/0701008). */
const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
];

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  const shifted = x - 1;
  const sum = LANCZOS.reduce((total, value, n) => (n === 0 ? value : total + value / (shifted + n)), 0);
  const t = shifted + 7.5;
  return Math.log(2 * Math.PI) / 2 + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Both tails of a gamma distribution: ln of the probability to be below a place, and of that to be above. */
export interface GammaTails {
  readonly below: number;
  readonly above: number;
}

/**
 * ln P(a, x) and ln Q(a, x), also where these are too small for a number: by the series, or by Lentz' continued fraction from x = a + 1 on (NIST
 * DLMF 8.11.4, 8.9.2; W. J. Lentz 1976, doi:10.1364/AO.15.000668).
 */
export function gammaTails(a: number, x: number): GammaTails {
  if (!(x > 0)) return { below: Number.NEGATIVE_INFINITY, above: 0 };
  const front = a * Math.log(x) - x - logGamma(a);
  if (x < a + 1) {
    const below = Math.min(0, front + Math.log(series(a, x)));
    return { below, above: logOfRest(below) };
  }
  const above = Math.min(0, front + Math.log(fraction(a, x)));
  return { below: logOfRest(above), above };
}

/** ln(1 − exp(log)). */
function logOfRest(log: number): number {
  return log > -Math.LN2 ? Math.log(-Math.expm1(log)) : Math.log1p(-Math.exp(log));
}

/**
 * P(a, x), the part of Γ(a) that is below x: the probability that a gamma variable of shape a is below x, and that χ² of 2a degrees of
 * freedom is below 2x.
 * @throws BadArgumentError for a shape that is not positive, or a negative x
 */
export function gammaProbability(a: number, x: number): number {
  if (a > 0 && x >= 0) return Math.exp(gammaTails(a, x).below);
  throw new BadArgumentError(`gammaProbability of shape ${a} at ${x}: the shape must be positive, x 0 or more.`, {
    a,
    x,
  });
}

/** Terms shrink like exp(−n²/2a) near x = a: there are some ten √a of them. */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let value = d;
  for (let n = 1, change = 0; Math.abs(change - 1) > Number.EPSILON; n++) {
    const factor = n * (a - n);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    change = c * d;
    value *= change;
  }
  return value;
}

/** The x below which a gamma variable of this shape is with a probability. @throws BadArgumentError for what is no probability */
export function gammaQuantile(a: number, probability: number): number {
  if (!(probability >= 0 && probability < 1)) {
    throw new BadArgumentError(`${probability} is no probability from 0 to below 1.`, { probability });
  }
  let [low, high] = [0, a + 1];
  while (gammaProbability(a, high) < probability) high *= 2;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (gammaProbability(a, middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
