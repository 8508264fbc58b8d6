import { BadArgumentError } from "../core/errors.js";
import { DelayPolynomial } from "./polynomial.js";

/** Measurements that a combination can be written in, e.g. "sci_12", "eta_31", "q_2". */
export type MeasurementName = string;

/** A linear combination of delayed measurements: a {@link DelayPolynomial} for each. Immutable. */
export class Combination {
  readonly #parts: ReadonlyMap<MeasurementName, DelayPolynomial>;

  private constructor(parts: Iterable<readonly [MeasurementName, DelayPolynomial]>) {
    this.#parts = new Map([...parts].filter(([, polynomial]) => !polynomial.isZero()));
  }

  /** The combination with these polynomials, written as text or given. */
  static of(parts: Readonly<Record<MeasurementName, string | DelayPolynomial>>): Combination {
    return new Combination(
      Object.entries(parts).map(([name, part]) => [name, typeof part === "string" ? DelayPolynomial.of(part) : part]),
    );
  }

  /** The measurements that occur in it. */
  measurements(): readonly MeasurementName[] {
    return [...this.#parts.keys()];
  }

  /** What acts on a measurement; zero when it does not occur. */
  on(measurement: MeasurementName): DelayPolynomial {
    return this.#parts.get(measurement) ?? DelayPolynomial.of("");
  }

  plus(other: Combination): Combination {
    const names = new Set([...this.measurements(), ...other.measurements()]);
    return new Combination([...names].map((name) => [name, this.on(name).plus(other.on(name))]));
  }

  scaled(factor: number): Combination {
    return new Combination([...this.#parts].map(([name, polynomial]) => [name, polynomial.scaled(factor)]));
  }

  minus(other: Combination): Combination {
    return this.plus(other.scaled(-1));
  }

  /** `operator` applied to the whole: a polynomial, or its text. */
  under(operator: DelayPolynomial | string): Combination {
    const left = typeof operator === "string" ? DelayPolynomial.of(operator) : operator;
    return new Combination([...this.#parts].map(([name, polynomial]) => [name, left.times(polynomial)]));
  }

  /** The same with every spacecraft one step on, 1 → 2 → 3 → 1, in delays and in the measurements' indices. */
  rotated(): Combination {
    return new Combination([...this.#parts].map(([name, polynomial]) => [rotatedName(name), polynomial.rotated()]));
  }

  /** Every measurement written in others by `definition`; those it has none for (undefined) stay. */
  in(definition: (measurement: MeasurementName) => Combination | undefined): Combination {
    return [...this.#parts].reduce(
      (sum, [name, polynomial]) => sum.plus((definition(name) ?? Combination.of({ [name]: "1" })).under(polynomial)),
      new Combination([]),
    );
  }

  /** What acts on these measurements alone. */
  only(names: readonly MeasurementName[]): Combination {
    return new Combination([...this.#parts].filter(([name]) => names.includes(name)));
  }

  /** Whether nothing is left. */
  isZero(): boolean {
    return this.#parts.size === 0;
  }

  /** As text, for people. */
  toString(): string {
    return [...this.#parts].map(([name, polynomial]) => `(${polynomial.toString()}) ${name}`).join(" + ");
  }
}

function rotatedName(name: MeasurementName): MeasurementName {
  const [, stem, indices] = /^(.*_)([123]{1,2})$/.exec(name) ?? [];
  if (stem === undefined || indices === undefined) {
    throw new BadArgumentError(
      `The measurement "${name}" has no spacecraft index to rotate; names end as in "eta_12".`,
    );
  }
  return stem + indices.replace(/[123]/g, (index) => String((Number(index) % 3) + 1));
}
