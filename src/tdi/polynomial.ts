import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type Mosa, rotated } from "../core/mosa.js";

/** Delays of links, applied in this order from the left: ["12", "23"] is D₁₂ D₂₃, which takes x(t) to x(t − d₁₂(t) − d₂₃(t − d₁₂(t))). */
export type Delays = readonly Mosa[];

/**
 * A polynomial in the delay operators D_ij of the six links, which do not commute. Immutable. Written as text, a term is the
 * path of spacecraft that the light is followed back on, so that the subscript of Vallisneri's and Bayle's papers can be
 * copied: "1 - 121 + 3*1213" is 1 − D₁₂D₂₁ + 3 D₁₂D₂₁D₁₃; paths that don't join are written with a dot ("23.13").
 */
export class DelayPolynomial {
  /** Coefficient by the term's delays, joined with dots; "" is the undelayed term. No coefficient is zero. */
  readonly #terms: ReadonlyMap<string, number>;

  private constructor(terms: ReadonlyMap<string, number>) {
    this.#terms = new Map([...terms].filter(([, coefficient]) => coefficient !== 0));
  }

  /** The polynomial that this text writes. */
  static of(text: string): DelayPolynomial {
    const terms = new Map<string, number>();
    const compact = text.replace(/\s+/g, "");
    const parts = compact.match(/[+-]?[^+-]+/g) ?? [];
    if (parts.join("") !== compact) throw badText(text, compact);
    for (const part of parts) {
      const [, sign, factor, path] = /^([+-]?)(?:([\d.]+)\*)?([\d.]+)$/.exec(part) ?? [];
      if (path === undefined) throw badText(text, part);
      const coefficient = (sign === "-" ? -1 : 1) * Number(factor ?? 1);
      addTerm(terms, delaysOf(path, text).join("."), coefficient);
    }
    return new DelayPolynomial(terms);
  }

  /** The terms: their delays and their coefficients. */
  terms(): readonly { readonly delays: Delays; readonly coefficient: number }[] {
    return [...this.#terms].map(([key, coefficient]) => ({ delays: delaysOfKey(key), coefficient }));
  }

  plus(other: DelayPolynomial): DelayPolynomial {
    const terms = new Map(this.#terms);
    for (const [key, coefficient] of other.#terms) addTerm(terms, key, coefficient);
    return new DelayPolynomial(terms);
  }

  scaled(factor: number): DelayPolynomial {
    return new DelayPolynomial(new Map([...this.#terms].map(([key, coefficient]) => [key, factor * coefficient])));
  }

  minus(other: DelayPolynomial): DelayPolynomial {
    return this.plus(other.scaled(-1));
  }

  /** The product: `other` acts first. */
  times(other: DelayPolynomial): DelayPolynomial {
    const terms = new Map<string, number>();
    for (const [left, a] of this.#terms) {
      for (const [right, b] of other.#terms) {
        addTerm(terms, left === "" || right === "" ? left + right : `${left}.${right}`, a * b);
      }
    }
    return new DelayPolynomial(terms);
  }

  /** The same with every spacecraft one step on, 1 → 2 → 3 → 1. */
  rotated(): DelayPolynomial {
    return this.mapped(rotated);
  }

  /** The same with every delay renamed. */
  mapped(rename: (mosa: Mosa) => Mosa): DelayPolynomial {
    const terms = new Map<string, number>();
    for (const [key, coefficient] of this.#terms) addTerm(terms, delaysOfKey(key).map(rename).join("."), coefficient);
    return new DelayPolynomial(terms);
  }

  /** The same as if delays commuted, as they do when they are constant: each term's in order. */
  commuting(): DelayPolynomial {
    const terms = new Map<string, number>();
    for (const [key, coefficient] of this.#terms) addTerm(terms, delaysOfKey(key).sort().join("."), coefficient);
    return new DelayPolynomial(terms);
  }

  /** The same without terms whose coefficients are smaller than `least`. */
  above(least: number): DelayPolynomial {
    return new DelayPolynomial(new Map([...this.#terms].filter(([, coefficient]) => Math.abs(coefficient) >= least)));
  }

  /** Whether no term is left. */
  isZero(): boolean {
    return this.#terms.size === 0;
  }

  /** As text, every delay on its own: "1 -12.21". */
  toString(): string {
    if (this.isZero()) return "0";
    return [...this.#terms].map(([key, c]) => `${c < 0 ? "-" : "+"}${Math.abs(c)}*D(${key})`).join(" ");
  }
}

function addTerm(terms: Map<string, number>, key: string, coefficient: number): void {
  terms.set(key, (terms.get(key) ?? 0) + coefficient);
}

function delaysOfKey(key: string): Mosa[] {
  return key === "" ? [] : (key.split(".") as Mosa[]);
}

/** "1213" → 12, 21, 13; "23.13" → 23, 13; "1" → none. */
function delaysOf(path: string, text: string): Mosa[] {
  return path.split(".").flatMap((piece) => {
    if (!/^[123]+$/.test(piece)) throw badText(text, path);
    const links = Array.from({ length: piece.length - 1 }, (_, n) => piece.slice(n, n + 2));
    const stays = links.find((link) => !(MOSAS as readonly string[]).includes(link));
    if (stays !== undefined) throw badText(text, path);
    return links as Mosa[];
  });
}

function badText(text: string, part: string): BadArgumentError {
  return new BadArgumentError(
    `"${part}" in the delay polynomial "${text}" is no term; terms are paths between the spacecraft 1, 2, 3, such as -1213.`,
    { text, part },
  );
}
