/** Polynomials by their values at the n + 1 extrema of Chebyshev's T_n in [−1, 1] (L. N. Trefethen, Approximation Theory and Approximation Practice). */
export class ChebyshevBasis {
  readonly degree: number;
  /** From −1 to 1. */
  readonly points: Float64Array;
  readonly #toCoefficients: readonly Float64Array[];
  readonly #toIntegrals: readonly Float64Array[];

  constructor(degree: number) {
    this.degree = degree;
    this.points = Float64Array.from({ length: degree + 1 }, (_, j) => -Math.cos((Math.PI * j) / degree));
    this.#toCoefficients = Array.from({ length: degree + 1 }, (_, k) => coefficientRow(degree, k));
    this.#toIntegrals = integralRows(this);
  }

  /** c_k of Σ c_k T_k(x) through the values. */
  coefficients(values: Float64Array): Float64Array {
    return Float64Array.from(this.#toCoefficients, (row) => dot(row, values));
  }

  /** ∫ from −1 to each point. */
  integrals(values: Float64Array): Float64Array {
    return Float64Array.from(this.#toIntegrals, (row) => dot(row, values));
  }
}

/** Σ c_k T_k(x) (Clenshaw's recurrence). */
export function chebyshevSum(coefficients: Float64Array, x: number): number {
  let [b1, b2] = [0, 0];
  for (let k = coefficients.length - 1; k > 0; k--) [b1, b2] = [coefficients[k]! + 2 * x * b1 - b2, b1];
  return coefficients[0]! + x * b1 - b2;
}

/** Coefficients of the integral from −1. */
export function chebyshevIntegral(coefficients: Float64Array): Float64Array {
  const count = coefficients.length;
  const at = (k: number): number => (k < count ? coefficients[k]! : 0);
  const integral = Float64Array.from({ length: count + 1 }, (_, k) =>
    k === 0 ? 0 : ((k === 1 ? 2 : 1) * at(k - 1) - at(k + 1)) / (2 * k),
  );
  integral[0] = -chebyshevSum(integral, -1);
  return integral;
}

function coefficientRow(degree: number, k: number): Float64Array {
  const ends = (n: number): number => (n === 0 || n === degree ? 0.5 : 1);
  // Point j is −cos(πj/n) = cos(π(n−j)/n).
  return Float64Array.from(
    { length: degree + 1 },
    (_, j) => (2 / degree) * ends(k) * ends(j) * Math.cos((Math.PI * ((k * (degree - j)) % (2 * degree))) / degree),
  );
}

function integralRows(basis: ChebyshevBasis): readonly Float64Array[] {
  const count = basis.degree + 1;
  const units = Array.from({ length: count }, (_, j) => {
    const unit = new Float64Array(count);
    unit[j] = 1;
    return chebyshevIntegral(basis.coefficients(unit));
  });
  return Array.from(basis.points, (x) => Float64Array.from(units, (integral) => chebyshevSum(integral, x)));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n]! * b[n]!;
  return sum;
}
