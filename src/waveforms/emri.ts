import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant, secondsBetween } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Metres, Radians, Seconds } from "../core/units.js";
import { checkedDirection, type Direction, type Vector, waveBasis } from "./direction.js";
import { highestHarmonic } from "./eccentric.js";
import { Inspiral } from "./inspiral.js";
import { KeplerStrain } from "./kepler-strain.js";
import { separatrixOf } from "./kerr.js";
import { kerrField, SEPARATRIX_MARGIN } from "./kerr-field.js";
import type { Source } from "./source.js";
import { SpinView } from "./spin-view.js";

/** A small body that falls into a massive black hole. */
export interface EmriOptions {
  readonly name?: string;
  /** Mass of the black hole and of the small body, redshifted, in units of the Sun's (GM_SUN / G). */
  readonly m1: number;
  readonly m2: number;
  /** Dimensionless spin of the black hole, from 0 to below 1. */
  readonly spin: number;
  /** Semilatus rectum at `reference`, in units of G(m1 + m2)/c². */
  readonly p0: number;
  /** Eccentricity there. */
  readonly e0: number;
  /** Y = cos ι = L_z/√(L_z² + Q) there, above 0 (prograde). */
  readonly Y0: number;
  /** Azimuthal, polar and radial phase there (rad); default 0. */
  readonly Phi_phi0?: Radians;
  readonly Phi_theta0?: Radians;
  readonly Phi_r0?: Radians;
  /** Luminosity distance (m). */
  readonly distance: Metres;
  /** Ecliptic longitude and latitude of the source (rad). */
  readonly lambda: Radians;
  readonly beta: Radians;
  /** Ecliptic longitude and latitude of where the black hole's spin points (rad). */
  readonly lambdaSpin: Radians;
  readonly betaSpin: Radians;
  /** When the orbit is as the options say; default: the epoch of TCB. */
  readonly reference?: Instant<"TCB">;
  /** How long the orbit is followed after that (s). It is also followed 1,000 s back. */
  readonly duration: Seconds;
}

const KEYS: readonly (keyof EmriOptions)[] = [
  "name",
  "m1",
  "m2",
  "spin",
  "p0",
  "e0",
  "Y0",
  "Phi_phi0",
  "Phi_theta0",
  "Phi_r0",
  "distance",
  "lambda",
  "beta",
  "lambdaSpin",
  "betaSpin",
  "reference",
  "duration",
];

/** Amplitude of harmonics that are not counted in a highest frequency, over that of the strongest one. */
const WEAK = 1e-3;
/** Mass ratios beyond which there is a warning: what is of second order is then a part in a thousand of the rates. */
const EXTREME = 1e-3;
/** How close directions come to the poles (rad): there longitudes are undefined. */
const POLE = 1e-6;

type Checked = Readonly<Record<Exclude<keyof EmriOptions, "name" | "reference">, number>>;

/**
 * An extreme-mass-ratio inspiral: the augmented analytic kludge with 5PN rates (A. J. K. Chua et al. 2017,
 * doi:10.1103/PhysRevD.96.044005; M. L. Katz et al. 2021, doi:10.1103/PhysRevD.104.064047), with ⌊30 e0⌋ harmonics, at least 4. The wave
 * ends where the orbit is within 0.1 of the last stable one. Orbits are prograde: retrograde ones were never verified.
 * @throws BadArgumentError for parameters out of the model's validity, with the bound, and misspelt options
 */
export function emri(options: EmriOptions): Source {
  const what = "an EMRI";
  mustKnowKeys(what, options, KEYS);
  const { name = "EMRI", reference = instant("TCB", 0) } = options;
  const given = checked(what, options);
  const inspiral = inspiralOf(given);
  const total = solarTime(given.m1 + given.m2);
  const ratio = solarTime((given.m1 * given.m2) / (given.m1 + given.m2)) / (given.distance / SPEED_OF_LIGHT.value);
  const count = Math.max(4, Math.floor(30 * given.e0));
  const strain = new KeplerStrain(inspiral, viewOf(given), { mass: total, ratio }, count);
  const { lambda, beta } = given;
  return {
    name,
    kind: "EMRI",
    parameters: { ...given, reference: reference.seconds + reference.fraction },
    lambda,
    beta,
    warnings:
      given.m2 / given.m1 > EXTREME
        ? [
            `${name}: the mass ratio is ${(given.m2 / given.m1).toPrecision(2)}; rates are of first order in it, for up to ${EXTREME}.`,
          ]
        : [],
    strain: (from, offsets) => {
      const [whole, rest] = [from.seconds - reference.seconds, from.fraction - reference.fraction];
      const times = offsets.map((offset) => whole + (rest + offset));
      inspiral.mustReach(name, times);
      return strain.at(times);
    },
    highestFrequency: (from, duration) => {
      const first = secondsBetween(from, reference);
      return Math.max(...[first, first + duration].map((t) => highestAt(inspiral, t, count)));
    },
  };
}

function solarTime(mass: number): Seconds {
  return (mass * GM_SUN.value) / SPEED_OF_LIGHT.value ** 3;
}

function checked(what: string, options: EmriOptions): Checked {
  const positive = { unit: "", min: 0, open: true };
  const number = (key: keyof Checked, range: Parameters<typeof checkedNumber>[3]): number =>
    checkedNumber(what, key, options[key], range);
  const angle = (key: "Phi_phi0" | "Phi_theta0" | "Phi_r0"): number =>
    checkedNumber(what, key, options[key] ?? 0, { unit: "rad" });
  mustBePrograde(what, options);
  return {
    m1: number("m1", positive),
    m2: number("m2", { ...positive, max: options.m1 }),
    spin: number("spin", { unit: "", min: 0, max: 0.999 }),
    p0: number("p0", positive),
    e0: number("e0", { unit: "", min: 0, max: 0.9 }),
    Y0: number("Y0", { ...positive, max: 1 }),
    Phi_phi0: angle("Phi_phi0"),
    Phi_theta0: angle("Phi_theta0"),
    Phi_r0: angle("Phi_r0"),
    distance: number("distance", { ...positive, unit: "m" }),
    ...checkedDirection(what, options),
    lambdaSpin: number("lambdaSpin", { unit: "rad" }),
    betaSpin: number("betaSpin", { unit: "rad", min: -Math.PI / 2, max: Math.PI / 2 }),
    duration: number("duration", { ...positive, unit: "s" }),
  };
}

function mustBePrograde(what: string, { spin, Y0 }: EmriOptions): void {
  if (!(Y0 < 0 || spin < 0)) return;
  throw new BadArgumentError(
    `The orbit of ${what} is retrograde (spin ${spin}, Y0 ${Y0}); the frequencies of retrograde orbits were never verified, so only prograde ones are computed: spin from 0 to 0.999 and Y0 above 0.`,
    { spin, Y0 },
  );
}

function inspiralOf(given: Checked): Inspiral {
  const { m1, m2, spin, p0: p, e0: e, Y0: y } = given;
  const last = separatrixOf(spin, { e, y });
  if (!(p > last + SEPARATRIX_MARGIN)) {
    throw new BadArgumentError(
      `p0 of an EMRI is ${p}; the last stable orbit of spin ${spin}, e0 ${e} and Y0 ${y} is at ${last.toFixed(6)}, and inspirals are followed down to ${SEPARATRIX_MARGIN} above it. Start farther out.`,
      { p0: p, separatrix: last },
    );
  }
  const mass = solarTime(m1 + m2);
  const eta = (m1 * m2) / (m1 + m2) ** 2;
  const phases = [given.Phi_phi0, given.Phi_theta0, given.Phi_r0] as const;
  return Inspiral.around(kerrField(spin, mass, eta), { p, e, y, phases }, given.duration);
}

function viewOf(given: Checked): SpinView {
  const source = offPole(given);
  const to = unit(source);
  const spin = unit(offPole({ lambda: given.lambdaSpin, beta: given.betaSpin }));
  // The spin's frame has n×S as its first axis.
  const axis: Vector = [
    to[1] * spin[2] - to[2] * spin[1],
    to[2] * spin[0] - to[0] * spin[2],
    to[0] * spin[1] - to[1] * spin[0],
  ];
  const { u, v } = waveBasis(source);
  const along = (other: Vector): number => axis[0] * other[0] + axis[1] * other[1] + axis[2] * other[2];
  return new SpinView({ to, spin, turns: given.spin !== 0, polarization: Math.atan2(along(v), along(u)) });
}

function offPole({ lambda, beta }: Direction): Direction {
  return { lambda, beta: Math.min(Math.PI / 2 - POLE, Math.max(POLE - Math.PI / 2, beta)) };
}

function unit({ lambda, beta }: Direction): Vector {
  return [Math.cos(beta) * Math.cos(lambda), Math.cos(beta) * Math.sin(lambda), Math.sin(beta)];
}

function highestAt(inspiral: Inspiral, t: Seconds, count: number): Hertz {
  const { e, rates } = inspiral.at(Math.min(Math.max(t, inspiral.start), inspiral.end));
  const [phi, , r] = rates;
  return (highestHarmonic(e, count, WEAK) * r + 2 * (phi - r)) / (2 * Math.PI);
}
