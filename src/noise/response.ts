import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz, Metres, Seconds } from "../core/units.js";
import type { DelayPolynomial } from "../tdi/polynomial.js";

/** The constellation's light travel times: one arm length for all (m), or a delay for each link (s). Default: 2.5 Gm. */
export type Arms =
  | { readonly armLength?: Metres; readonly delays?: undefined }
  | { readonly delays: PerMosa<Seconds>; readonly armLength?: undefined };

const NOMINAL_ARM: Metres = 2.5e9;

/** The delays of the links (s). @throws BadArgumentError for what is not positive */
export function delaysOf(arms: Arms): PerMosa<Seconds> {
  const delays = arms.delays ?? perMosa(() => (arms.armLength ?? NOMINAL_ARM) / SPEED_OF_LIGHT.value);
  const bad = MOSAS.find((mosa) => !(delays[mosa] > 0 && Number.isFinite(delays[mosa])));
  if (bad === undefined) return delays;
  throw new BadArgumentError(`The delay of link ${bad} is ${delays[bad]} s; it must be positive.`, { mosa: bad });
}

/** A complex amplitude. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** What a polynomial of delays does to a wave, when the delays are constant: Σ c exp(−2πi f d), as a function of f. */
export function responseOf(polynomial: DelayPolynomial, delays: PerMosa<Seconds>): (frequency: Hertz) => Complex {
  // With equal arms many terms have the same delay.
  const byDelay = new Map<Seconds, number>();
  for (const { delays: links, coefficient } of polynomial.terms()) {
    const delay = links.reduce((sum, link) => sum + delays[link], 0);
    byDelay.set(delay, (byDelay.get(delay) ?? 0) + coefficient);
  }
  const terms = [...byDelay].map(([delay, coefficient]) => ({ delay, coefficient }));
  const undelayed = terms.reduce((sum, { coefficient }) => sum + coefficient, 0);
  return (frequency) => {
    // c exp(−iφ) − c: what remains small at low frequency is summed without the large parts that cancel.
    let re = undelayed;
    let im = 0;
    for (const { coefficient, delay } of terms) {
      const half = Math.PI * frequency * delay;
      re -= 2 * coefficient * Math.sin(half) ** 2;
      im -= coefficient * Math.sin(2 * half);
    }
    return { re, im };
  };
}

/** |a|² */
export function power({ re, im }: Complex): number {
  return re * re + im * im;
}

/** a + b */
export function sum(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}
