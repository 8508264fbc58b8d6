/*
 * Elementary functions made of additions, multiplications, divisions and square roots only, which every machine rounds alike.
 * Math.exp and its like may differ by an ulp from one version of an engine to the next. Relative errors are below 1e-15.
 */

/** ln 2 as a number with zeros at its end, and the rest. */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;

/** e^x. */
export function portableExp(x: number): number {
  if (!(x > -745)) return x === x ? 0 : x;
  if (x > 710) return Infinity;
  const halvings = Math.floor(x / Math.LN2 + 0.5);
  const rest = x - halvings * LN2_HIGH - halvings * LN2_LOW;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (rest * sum) / n;
  return scaled(sum, halvings);
}

/** The natural logarithm. */
export function portableLog(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  let [mantissa, twos] = [x, 0];
  for (; mantissa > 2 ** 32; twos += 32) mantissa /= 2 ** 32;
  for (; mantissa < 2 ** -32; twos -= 32) mantissa *= 2 ** 32;
  for (; mantissa > Math.SQRT2; twos++) mantissa /= 2;
  for (; mantissa < Math.SQRT1_2; twos--) mantissa *= 2;
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let n = 23; n >= 1; n -= 2) sum = 1 / n + square * sum;
  return twos * LN2_HIGH + (2 * ratio * sum + twos * LN2_LOW);
}

/** x^power of a positive number. */
export function portablePower(x: number, power: number): number {
  return portableExp(power * portableLog(x));
}

/** The angle, in (−π/2, π/2), whose tangent is x. */
export function portableAtan(x: number): number {
  let [reduced, doublings] = [x, 1];
  for (; Math.abs(reduced) > 0.1; doublings *= 2) reduced /= 1 + Math.sqrt(1 + reduced * reduced);
  const square = reduced * reduced;
  let sum = 0;
  for (let n = 17; n >= 1; n -= 2) sum = 1 / n - square * sum;
  return doublings * reduced * sum;
}

/** The tangent of an angle in [0, π/2). */
export function portableTan(angle: number): number {
  let [part, doublings] = [angle, 0];
  for (; part > 0.1; doublings++) part /= 2;
  const square = part * part;
  let [sine, cosine] = [0, 0];
  for (let n = 7; n >= 0; n--) {
    sine = 1 - (square * sine) / ((2 * n + 2) * (2 * n + 3));
    cosine = 1 - (square * cosine) / ((2 * n + 1) * (2 * n + 2));
  }
  let tangent = (part * sine) / cosine;
  for (; doublings > 0; doublings--) tangent = (2 * tangent) / ((1 - tangent) * (1 + tangent));
  return tangent;
}

function scaled(x: number, twos: number): number {
  let value = x;
  for (let n = twos; n > 0; n--) value *= 2;
  for (let n = twos; n < 0; n++) value /= 2;
  return value;
}

/** The cosine and the sine of an angle in (−2π, 2π). */
export function portablePhase(angle: number): readonly [cosine: number, sine: number] {
  const tangent = portableTan(Math.abs(angle) / 4);
  const square = tangent * tangent;
  const [cosine, sine] = [(1 - square) / (1 + square), (2 * tangent) / (1 + square)];
  return [cosine * cosine - sine * sine, (angle < 0 ? -2 : 2) * cosine * sine];
}
