import type { AlignedBinary } from "./ringdown.js";

/** |Ĥ_lm| = v^power |c₀ + c₁ v + c₂ v² + (c₃ + i b) v³|: a mode's leading amplitude up to what all modes share. */
export interface LeadingAmplitude {
  readonly power: number;
  readonly real: readonly [number, number, number, number];
  readonly imaginary: number;
}

type Maker = (binary: AlignedBinary) => LeadingAmplitude;

function alone(power: number, value: (binary: AlignedBinary) => number): Maker {
  return (binary) => ({ power, real: [value(binary), 0, 0, 0], imaginary: 0 });
}

/** By l and m (L. London et al. 2018, doi:10.1103/PhysRevLett.120.161102, appendix). */
const LEADING: Readonly<Record<string, Maker>> = {
  "2,2": alone(0, () => 1),
  "2,1": ({ eta, delta, chi1, chi2 }) => {
    const front = Math.SQRT2 / 3;
    const [s, a] = [(chi1 + chi2) / 2, (chi1 - chi2) / 2];
    const second = -1.5 * (a + delta * s);
    const third = delta * (335 / 672 + (117 * eta) / 56);
    const spins = a * (3427 / 1344 - (2101 * eta) / 336) + delta * s * (3427 / 1344 - (965 * eta) / 336);
    return {
      power: 1,
      real: [front * delta, front * second, front * third, front * (spins - delta * Math.PI)],
      imaginary: front * delta * (-0.5 - 2 * Math.LN2),
    };
  },
  "3,3": alone(1, ({ delta }) => 0.75 * Math.sqrt(5 / 7) * delta),
  "3,2": alone(2, ({ eta }) => (Math.sqrt(5 / 7) / 3) * (1 - 3 * eta)),
  "4,4": alone(2, ({ eta }) => (4 / 9) * Math.sqrt(10 / 7) * (1 - 3 * eta)),
  "4,3": alone(3, ({ eta, delta }) => 0.75 * Math.sqrt(3 / 35) * delta * (1 - 2 * eta)),
};

export function leadingAmplitude(binary: AlignedBinary, l: number, m: number): LeadingAmplitude {
  return LEADING[`${l},${m}`](binary);
}

/** Whether it is a power of v alone. */
export function isPower({ real: [, c1, c2, c3], imaginary }: LeadingAmplitude): boolean {
  return c1 === 0 && c2 === 0 && c3 === 0 && imaginary === 0;
}

export function leadingSize({ power, real, imaginary }: LeadingAmplitude, v: number): number {
  const re = real[0] + v * (real[1] + v * (real[2] + v * real[3]));
  const im = v * v * v * imaginary;
  const size = Math.sqrt(re * re + im * im);
  return power === 0 ? size : power === 1 ? v * size : power === 2 ? v * v * size : v * v * v * size;
}
