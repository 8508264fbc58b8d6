import type { PerMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { DelayPolynomial } from "../tdi/polynomial.js";

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A polynomial of delays with constant delays: what it multiplies with, and how late. */
export type DelayedTerms = readonly { readonly coefficient: number; readonly delay: Seconds }[];

/** The polynomial's terms, with constant `delays` of the links. */
export function delayedTerms(polynomial: DelayPolynomial, delays: PerMosa<Seconds>): DelayedTerms {
  return polynomial.terms().map(({ delays: links, coefficient }) => ({
    coefficient,
    delay: links.reduce((sum, link) => sum + delays[link], 0),
  }));
}

/** How the terms act on a wave of `frequency`: Σ c exp(−iω d). */
export function responseOf(terms: DelayedTerms, frequency: Hertz): Complex {
  let re = 0;
  let im = 0;
  for (const { coefficient, delay } of terms) {
    re += coefficient * Math.cos(2 * Math.PI * frequency * delay);
    im -= coefficient * Math.sin(2 * Math.PI * frequency * delay);
  }
  return { re, im };
}

/** The sum of complex numbers, each times its real factor. */
export function weightedSum(parts: readonly (readonly [Complex, number])[]): Complex {
  return {
    re: parts.reduce((sum, [{ re }, factor]) => sum + re * factor, 0),
    im: parts.reduce((sum, [{ im }, factor]) => sum + im * factor, 0),
  };
}

/** The squared magnitude. */
export function powerOf({ re, im }: Complex): number {
  return re * re + im * im;
}

/** A wave that arrives `delay` late: times exp(−iω delay). */
export function delayed({ re, im }: Complex, delay: Seconds, frequency: Hertz): Complex {
  const phase = -2 * Math.PI * frequency * delay;
  const [c, s] = [Math.cos(phase), Math.sin(phase)];
  return { re: re * c - im * s, im: re * s + im * c };
}
