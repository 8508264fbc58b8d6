import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { OrbitField } from "./inspiral.js";

/**
 * Two bodies that lose energy and angular momentum as P. C. Peters 1964 (doi:10.1103/PhysRev.136.B1224, equations 5.6 and 5.7) has it, by
 * p = a (1 − e²)/M; their pericentre advances by 3 n/p (first post-Newtonian order). `mass` is the total one as time (G M/c³), eta m₁m₂/M².
 */
export function petersField(mass: Seconds, eta: number): OrbitField {
  return {
    shortest: mass,
    rates: ({ p, e }, out) => {
      const round = (eta / mass) * (1 - e * e) ** 1.5;
      out[0] = -(64 / 5) * round * p ** -3 * (1 + (7 / 8) * e * e);
      out[1] = -(304 / 15) * e * round * p ** -4 * (1 + (121 / 304) * e * e);
      out[2] = 0;
    },
    frequencies: ({ p, e }) => {
      const mean = ((1 - e * e) / p) ** 1.5 / mass;
      return [mean, mean * (1 + 3 / p), mean];
    },
    // Schwarzschild's last stable orbit.
    isOutside: ({ p, e }) => p > 6 + 2 * e,
  };
}

/** p of an orbit whose second harmonic has this frequency. @throws BadArgumentError within the last stable orbit */
export function semilatusRectum(what: string, mass: Seconds, frequency: Hertz, e: number): number {
  const p = (1 - e * e) * (Math.PI * mass * frequency) ** (-2 / 3);
  if (p > 6 + 2 * e) return p;
  const most = ((1 - e * e) / (6 + 2 * e)) ** 1.5 / (Math.PI * mass);
  throw new BadArgumentError(
    `frequency of ${what} is ${frequency} Hz; with these masses and eccentricity ${e} the last stable orbit is at ${most.toPrecision(6)} Hz. Start below it.`,
    { frequency, most },
  );
}

/** How long two bodies have until they meet, from the orbit of this p (Peters 1964, equation 5.14, by Simpson's rule). */
export function coalescenceTime(mass: Seconds, eta: number, p: number, e: number): Seconds {
  const axis = p / (1 - e * e);
  const scale = ((5 / 256) * mass) / eta;
  if (e < 1e-4) return scale * axis ** 4 * (1 - (157 / 43) * e * e);
  const size = (x: number): number => (x ** (12 / 19) / (1 - x * x)) * (1 + (121 / 304) * x * x) ** (870 / 2299);
  const front = (48 / 19) * scale * (axis / size(e)) ** 4;
  // With x = w^(19/2), x^(29/19) dx is 9.5 w^23 dw, smooth at 0.
  const integrand = (w: number): number => {
    const x = w ** 9.5;
    return 9.5 * w ** 23 * (1 + (121 / 304) * x * x) ** (1181 / 2299) * (1 - x * x) ** -1.5;
  };
  return front * simpson(integrand, e ** (2 / 19));
}

const INTERVALS = 4000;

function simpson(of: (x: number) => number, end: number): number {
  const step = end / INTERVALS;
  let sum = of(0) + of(end);
  for (let n = 1; n < INTERVALS; n++) sum += (n % 2 === 0 ? 2 : 4) * of(n * step);
  return (sum * step) / 3;
}

/** The masses, as total one and m₁m₂/M². */
export function checkedMasses(
  what: string,
  m1: unknown,
  m2: unknown,
): { readonly total: number; readonly eta: number } {
  const [one, two] = [m1, m2].map((mass, n) =>
    checkedNumber(what, `m${n + 1}`, mass, { unit: "solar masses", min: 0, open: true }),
  ) as [number, number];
  return { total: one + two, eta: (one * two) / (one + two) ** 2 };
}
