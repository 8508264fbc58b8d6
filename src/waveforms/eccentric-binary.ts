import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import { type Instant, instant, secondsBetween } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Metres, Radians, Seconds } from "../core/units.js";
import { checkedDirection } from "./direction.js";
import { highestHarmonic } from "./eccentric.js";
import { InclinedView } from "./inclined-view.js";
import { Inspiral } from "./inspiral.js";
import { KeplerStrain } from "./kepler-strain.js";
import { checkedMasses, petersField, semilatusRectum } from "./peters.js";
import type { Source } from "./source.js";

/** Two compact bodies on an ellipse: of stellar origin, or in the Galaxy. */
export interface EccentricBinaryOptions {
  readonly name?: string;
  /** Both masses, redshifted, in units of the Sun's (GM_SUN / G). */
  readonly m1: number;
  readonly m2: number;
  /** Frequency of the second harmonic at `reference`, twice the orbital one (Hz). */
  readonly frequency: Hertz;
  /** Eccentricity there, at most 0.9. */
  readonly e0: number;
  /** Luminosity distance (m). */
  readonly distance: Metres;
  /** Between line of sight and angular momentum (rad). */
  readonly inclination: Radians;
  /** ψ (rad); default 0. */
  readonly polarization?: Radians;
  /** Mean anomaly, and angle of the pericentre from the node, at `reference` (rad); default 0. */
  readonly meanAnomaly?: Radians;
  readonly pericentre?: Radians;
  /** Ecliptic longitude and latitude (rad). */
  readonly lambda: Radians;
  readonly beta: Radians;
  /** When the orbit is as the options say; default: the epoch of TCB. */
  readonly reference?: Instant<"TCB">;
  /** How long the orbit is followed after that (s). It is also followed 1,000 s back. */
  readonly duration: Seconds;
}

const KEYS: readonly (keyof EccentricBinaryOptions)[] = [
  "name",
  "m1",
  "m2",
  "frequency",
  "e0",
  "distance",
  "inclination",
  "polarization",
  "meanAnomaly",
  "pericentre",
  "lambda",
  "beta",
  "reference",
  "duration",
];

/** Amplitude of harmonics that are left out, over that of the strongest one; their power is the square. */
const FAINT = 1e-6;
/** The same for those that are not counted in a highest frequency. */
const WEAK = 1e-3;
/** More harmonics than an eccentricity of 0.9 has. */
const MOST = 1000;

type Checked = Readonly<Record<Exclude<keyof EccentricBinaryOptions, "name" | "reference" | "duration">, number>>;

/**
 * An eccentric binary that shrinks as Peters' equations have it, with all harmonics of the orbit (P. C. Peters and J. Mathews 1963,
 * doi:10.1103/PhysRev.131.435; P. C. Peters 1964, doi:10.1103/PhysRev.136.B1224) and the advance of its pericentre. It ends at the last
 * stable orbit. Without eccentricity it is a galacticBinary of initial phase −(2 meanAnomaly + 2 pericentre + π) whose frequency also has the
 * advance of the pericentre in it.
 * @throws BadArgumentError for numbers out of range, with the bound, and misspelt options
 */
export function eccentricBinary(options: EccentricBinaryOptions): Source {
  const what = "an eccentric binary";
  mustKnowKeys(what, options, KEYS);
  const { name = "eccentric binary", reference = instant("TCB", 0) } = options;
  const given = checked(what, options);
  const duration = checkedNumber(what, "duration", options.duration, { unit: "s", min: 0, open: true });
  const { inspiral, strain, harmonics } = orbitOf(what, given, duration);
  const { lambda, beta } = given;
  return {
    name,
    kind: "EccentricBinary",
    parameters: { ...given, duration, reference: reference.seconds + reference.fraction },
    lambda,
    beta,
    strain: (from, offsets) => {
      const [whole, rest] = [from.seconds - reference.seconds, from.fraction - reference.fraction];
      const times = offsets.map((offset) => whole + (rest + offset));
      inspiral.mustReach(name, times);
      return strain.at(times);
    },
    highestFrequency: (from, span) => {
      const first = secondsBetween(from, reference);
      return Math.max(...[first, first + span].map((t) => highestAt(inspiral, t, harmonics)));
    },
  };
}

function orbitOf(
  what: string,
  given: Checked,
  duration: Seconds,
): { readonly inspiral: Inspiral; readonly strain: KeplerStrain; readonly harmonics: number } {
  const { total, eta } = checkedMasses(what, given.m1, given.m2);
  const mass = (total * GM_SUN.value) / SPEED_OF_LIGHT.value ** 3;
  const e = given.e0;
  const p = semilatusRectum(what, mass, given.frequency, e);
  const [l, w] = [given.meanAnomaly, given.pericentre];
  const inspiral = Inspiral.around(petersField(mass, eta), { p, e, y: 1, phases: [l, l + w, l] }, duration);
  // Orbits only become rounder, but for the 1,000 s before.
  const harmonics = highestHarmonic(inspiral.at(inspiral.start).e, MOST, FAINT);
  const ratio = (mass * eta) / (given.distance / SPEED_OF_LIGHT.value);
  const view = new InclinedView(given.inclination, given.polarization);
  return { inspiral, strain: new KeplerStrain(inspiral, view, { mass, ratio }, harmonics), harmonics };
}

function checked(what: string, options: EccentricBinaryOptions): Checked {
  const positive = { unit: "", min: 0, open: true };
  const angle = (key: "inclination" | "polarization" | "meanAnomaly" | "pericentre", value: unknown): number =>
    checkedNumber(what, key, value, { unit: "rad" });
  checkedMasses(what, options.m1, options.m2);
  return {
    m1: options.m1,
    m2: options.m2,
    frequency: checkedNumber(what, "frequency", options.frequency, { ...positive, unit: "Hz" }),
    e0: checkedNumber(what, "e0", options.e0, { unit: "", min: 0, max: 0.9 }),
    distance: checkedNumber(what, "distance", options.distance, { ...positive, unit: "m" }),
    inclination: angle("inclination", options.inclination),
    polarization: angle("polarization", options.polarization ?? 0),
    meanAnomaly: angle("meanAnomaly", options.meanAnomaly ?? 0),
    pericentre: angle("pericentre", options.pericentre ?? 0),
    ...checkedDirection(what, options),
  };
}

function highestAt(inspiral: Inspiral, t: Seconds, count: number): Hertz {
  const { e, rates } = inspiral.at(Math.min(Math.max(t, inspiral.start), inspiral.end));
  const [, theta, r] = rates;
  return (highestHarmonic(e, count, WEAK) * r + 2 * (theta - r)) / (2 * Math.PI);
}
