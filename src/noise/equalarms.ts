import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Metres } from "../core/units.js";

/** Amplitude densities of the two noises that are left, as requirements and data challenges name them. */
export interface TwoNoises {
  /** Of all readouts of a link together (m/√Hz). */
  readonly readout: number;
  /** Force on a test mass (m s⁻²/√Hz). */
  readonly testMass: number;
}

/** Requirements (SciRD, MRD), the proposal of 2017, and what the Sangria challenge was made with. */
export const TWO_NOISES: Readonly<Record<"SciRD" | "MRD" | "proposal" | "Sangria", TwoNoises>> = {
  SciRD: { readout: 15e-12, testMass: 3e-15 },
  MRD: { readout: 10e-12, testMass: 2.4e-15 },
  proposal: { readout: 10e-12, testMass: 3e-15 },
  Sangria: { readout: 7.9e-12, testMass: 2.4e-15 },
};

/** Which instrument. */
export interface EqualArmOptions {
  /** By name, or one's own. */
  readonly level: keyof typeof TWO_NOISES | TwoNoises;
  /** Default: 2.5e9 m. */
  readonly armLength?: Metres;
  /** Of time-delay interferometry: 1.5 (the default) or 2. */
  readonly generation?: 1.5 | 2;
  /** Strain of unresolved binaries (1/Hz), see `noise.confusion`; default: none. */
  readonly confusion?: (frequency: Hertz) => number;
}

/** One-sided densities of fractional frequency (1/Hz), by variable. */
export type EqualArmNoise = Readonly<Record<"X" | "A" | "E" | "T", (frequency: Hertz) => number>>;

/**
 * Noise of the Michelson variables when all arms are equal and all noises of a kind alike, in closed form: what most analyses of simulated
 * data take (S. Babak, A. Petiteau, M. Hewitson 2021, arXiv:2108.01167, with displacements of the readout below 2 mHz and forces
 * below 0.4 and above 8 mHz growing). `noise.tdi` has unequal arms and every noise by itself.
 * @throws BadArgumentError for levels and generations that are not known, and misspelt options
 */
export function equalArms(options: EqualArmOptions): EqualArmNoise {
  const what = "equalArms";
  mustKnowKeys(what, options, ["level", "armLength", "generation", "confusion"]);
  const { armLength = 2.5e9, generation = 1.5, confusion = () => 0 } = options;
  const { readout, testMass } = levelOf(options.level);
  const delay = checkedNumber(what, "armLength", armLength, { unit: "m", min: 0, open: true }) / SPEED_OF_LIGHT.value;
  if (generation !== 1.5 && generation !== 2) {
    throw new BadArgumentError(`${what}: generation is ${String(generation)}; it can be 1.5 or 2.`, { generation });
  }
  const variable =
    (own: (x: number, links: number, masses: number) => number, waves: number) =>
    (f: Hertz): number => {
      const x = 2 * Math.PI * f * delay;
      const [links, masses] = [readout ** 2 * readoutShape(f), testMass ** 2 * testMassShape(f)];
      const again = generation === 2 ? 4 * Math.sin(2 * x) ** 2 : 1;
      return again * (own(x, links, masses) + waves * 4 * (x * Math.sin(x)) ** 2 * confusion(f));
    };
  const science = variable(
    (x, links, masses) =>
      8 * Math.sin(x) ** 2 * ((2 + Math.cos(x)) * links + 2 * (3 + 2 * Math.cos(x) + Math.cos(2 * x)) * masses),
    1.5,
  );
  return {
    X: variable((x, links, masses) => 16 * Math.sin(x) ** 2 * (links + 2 * (1 + Math.cos(x) ** 2) * masses), 1),
    A: science,
    E: science,
    T: variable(
      (x, links, masses) => 16 * Math.sin(x) ** 2 * ((1 - Math.cos(x)) * links + 8 * Math.sin(x / 2) ** 4 * masses),
      0,
    ),
  };
}

function levelOf(level: EqualArmOptions["level"]): TwoNoises {
  if (typeof level === "object") return level;
  if (Object.hasOwn(TWO_NOISES, level)) return TWO_NOISES[level];
  throw new BadArgumentError(
    `There is no noise level "${String(level)}"; there are ${Object.keys(TWO_NOISES).join(", ")}.`,
    { level },
  );
}

/** Displacement to fractional frequency. */
function readoutShape(f: Hertz): number {
  return (1 + (2e-3 / f) ** 4) * ((2 * Math.PI * f) / SPEED_OF_LIGHT.value) ** 2;
}

/** Acceleration to fractional frequency. */
function testMassShape(f: Hertz): number {
  const omega = 2 * Math.PI * f;
  return ((1 + (0.4e-3 / f) ** 2) * (1 + (f / 8e-3) ** 4)) / (omega * SPEED_OF_LIGHT.value) ** 2;
}
