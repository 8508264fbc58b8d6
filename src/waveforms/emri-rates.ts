import { RATE_OF_E, RATE_OF_P, RATE_OF_Y } from "./emri-table.js";

/** The shape of an orbit: semilatus rectum over the total mass, eccentricity, and Y = cos ι = L_z/√(L_z² + Q). */
export interface OrbitShape {
  readonly p: number;
  readonly e: number;
  readonly y: number;
}

/** A term of a series: coefficient × v^i e^j Y^y (ln v)^l, for one spin. */
interface Term {
  readonly i: number;
  readonly j: number;
  readonly y: number;
  readonly l: number;
  readonly value: number;
}

/**
 * dp, de and dY by time over the total mass, for a symmetric mass ratio of 1, round a black hole of spin q: the 5PN rates of N. Sago and
 * R. Fujita 2015 (doi:10.1093/ptep/ptv092), with as many orders as FEW 2.0 has. (For equatorial orbits FEW takes those of energy and angular
 * momentum instead; they differ in what is beyond these orders.)
 */
export function orbitRates(q: number): (shape: OrbitShape, out: Float64Array) => void {
  const series = [RATE_OF_P, RATE_OF_E, RATE_OF_Y].map((table) => new Series(termsOf(table, q)));
  const powers = new Powers();
  return ({ p, e, y }, out) => {
    const v2 = 1 / p;
    const round = (1 - e * e) ** 1.5;
    powers.set(Math.sqrt(v2), e, y);
    out[0] = -(64 / 5) * round * v2 ** 3 * series[0]!.at(powers);
    out[1] = -(304 / 15) * e * round * v2 ** 4 * series[1]!.at(powers);
    out[2] = -(244 / 15) * q * (1 - y * y) * round * v2 ** 4 * series[2]!.at(powers);
  };
}

/** Terms with what depends on the spin multiplied out, and those of the same powers added up. */
function termsOf(table: string, q: number): readonly Term[] {
  const bases = basesOf(q);
  const sums = new Map<string, Term>();
  for (const line of table.trim().split("\n")) {
    const [powers, list] = line.split(": ") as [string, string];
    const [i, j] = powers.split(" ").map(Number) as [number, number];
    for (const text of list.split("; ")) {
      const [coefficient, spin, y, l, basis] = text.split(" ").map(Number) as [number, number, number, number, number];
      const key = `${i} ${j} ${y} ${l}`;
      const value = coefficient * bases[basis]!(spin) + (sums.get(key)?.value ?? 0);
      sums.set(key, { i, j, y, l, value });
    }
  }
  return [...sums.values()];
}

/** q^n by what stands with it. Both hyperbolic functions go as 1/q for a small spin, and there is always a q before them. */
function basesOf(q: number): readonly ((n: number) => number)[] {
  const kappa = Math.sqrt(1 - q * q);
  const x = (Math.PI * q) / kappa;
  const small = Math.abs(x) < 1e-4;
  const coth = (kappa / Math.PI) * (small ? 1 + (x * x) / 3 : x / Math.tanh(x));
  const both = (kappa / Math.PI) * (small ? 1 - (2 / 3) * x * x : x / (Math.sinh(x) * Math.cosh(x)));
  return [(n) => q ** n, (n) => q ** n / kappa, (n) => q ** (n - 1) * coth, (n) => q ** (n - 1) * both];
}

const HIGHEST = 10;

/** Powers that the terms are made of; those of Y begin at −1. */
class Powers {
  readonly v: Float64Array = new Float64Array(HIGHEST + 1);
  readonly e: Float64Array = new Float64Array(HIGHEST + 1);
  readonly y: Float64Array = new Float64Array(HIGHEST + 1);
  logarithm: number = 0;

  set(v: number, e: number, y: number): void {
    this.logarithm = Math.log(v);
    [this.v[0], this.e[0], this.y[0]] = [1, 1, 1 / y];
    for (let n = 1; n <= HIGHEST; n++) {
      this.v[n] = this.v[n - 1]! * v;
      this.e[n] = this.e[n - 1]! * e;
      this.y[n] = this.y[n - 1]! * y;
    }
  }
}

class Series {
  readonly #places: Uint8Array;
  readonly #values: Float64Array;

  constructor(terms: readonly Term[]) {
    this.#places = Uint8Array.from(terms.flatMap(({ i, j, y, l }) => [i, j, y + 1, l]));
    this.#values = Float64Array.from(terms, ({ value }) => value);
  }

  at(powers: Powers): number {
    let sum = 0;
    for (let n = 0; n < this.#values.length; n++) {
      const [i, j, y] = [this.#places[4 * n]!, this.#places[4 * n + 1]!, this.#places[4 * n + 2]!];
      const term = this.#values[n]! * powers.v[i]! * powers.e[j]! * powers.y[y]!;
      sum += this.#places[4 * n + 3] === 0 ? term : term * powers.logarithm;
    }
    return sum;
  }
}
