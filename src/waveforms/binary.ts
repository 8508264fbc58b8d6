import { type Instant, instant } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Hertz, Radians } from "../core/units.js";
import { carrierFrequency, carrierStrain } from "./carrier.js";
import { checkedDirection } from "./direction.js";
import type { Carrier, Source } from "./source.js";

/** A binary that emits at one slowly drifting frequency. */
export interface GalacticBinaryOptions {
  readonly name?: string;
  /** Frequency of the wave at `reference`, twice the orbital one (Hz). */
  readonly frequency: Hertz;
  /** Its drift (Hz/s); default 0. */
  readonly fdot?: number;
  /** The drift's own (Hz/s²); default 0. Gravitational waves alone make 11 fdot²/(3 frequency) of it. */
  readonly fddot?: number;
  /** A = 2 (G Mc)^(5/3) (π f)^(2/3) / (c⁴ d), dimensionless. */
  readonly amplitude: number;
  /** Between line of sight and angular momentum (rad). */
  readonly inclination: Radians;
  /** ψ (rad). */
  readonly polarization: Radians;
  /** φ₀: the phase is φ(t) = 2π f t + π ḟ t² + (π/3) f̈ t³ − φ₀ (rad). */
  readonly phase: Radians;
  /** Ecliptic longitude (rad). */
  readonly lambda: Radians;
  /** Ecliptic latitude (rad). */
  readonly beta: Radians;
  /** Where phase, frequency and drift are meant; default: the epoch of TCB. */
  readonly reference?: Instant<"TCB">;
}

export const BINARY_KEYS: readonly (keyof GalacticBinaryOptions)[] = [
  "name",
  "frequency",
  "fdot",
  "fddot",
  "amplitude",
  "inclination",
  "polarization",
  "phase",
  "lambda",
  "beta",
  "reference",
];

/**
 * A galactic binary as lisagwresponse 2.5 and the LISA Data Challenges have it: in the source's frame
 * h₊ = −A (1 + cos² ι) cos φ and h× = −2 A cos ι sin φ, turned by 2ψ into the frame of the ecliptic. (GBGPU has the opposite
 * sign of both and of the initial phase.)
 * @throws BadArgumentError for a latitude beyond ±π/2, a frequency or amplitude that is not positive, numbers that are none,
 * and misspelt options
 */
export function galacticBinary(options: GalacticBinaryOptions): Source {
  const what = "a galactic binary";
  mustKnowKeys(what, options, BINARY_KEYS);
  const { name = "galactic binary", fdot = 0, fddot = 0, reference = instant("TCB", 0) } = options;
  const angle = (key: "inclination" | "polarization" | "phase"): Radians =>
    checkedNumber(what, key, options[key], { unit: "rad" });
  const positive = { min: 0, open: true } as const;
  const parameters = {
    frequency: checkedNumber(what, "frequency", options.frequency, { unit: "Hz", ...positive }),
    fdot: checkedNumber(what, "fdot", fdot, { unit: "Hz/s" }),
    fddot: checkedNumber(what, "fddot", fddot, { unit: "Hz/s^2" }),
    amplitude: checkedNumber(what, "amplitude", options.amplitude, { unit: "", ...positive }),
    inclination: angle("inclination"),
    polarization: angle("polarization"),
    phase: angle("phase"),
    ...checkedDirection(what, options),
    reference: checkedNumber(what, "reference", reference.seconds + reference.fraction, { unit: "s" }),
  };
  const { lambda, beta } = parameters;
  return { ...ofCarrier(carrierOf(parameters, reference)), name, kind: "GalacticBinary", parameters, lambda, beta };
}

function ofCarrier(carrier: Carrier): Pick<Source, "carrier" | "strain" | "highestFrequency"> {
  return {
    carrier,
    strain: (from, offsets) => carrierStrain(carrier, from, offsets),
    highestFrequency: (from, duration) => carrierFrequency(carrier, from, duration),
  };
}

type Numbers = Readonly<
  Record<"frequency" | "fdot" | "fddot" | "amplitude" | "inclination" | "polarization" | "phase", number>
>;

function carrierOf(numbers: Numbers, reference: Instant<"TCB">): Carrier {
  const { frequency, fdot, fddot, amplitude, inclination, polarization, phase } = numbers;
  // h₊ of the source is Re[plus exp(iφ)], h× is Re[i cross exp(iφ)].
  const plus = -amplitude * (1 + Math.cos(inclination) ** 2);
  const cross = 2 * amplitude * Math.cos(inclination);
  const [c, s] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  return {
    reference,
    turns: [-phase / (2 * Math.PI), frequency, fdot / 2, fddot / 6],
    plus: [plus * c, -cross * s],
    cross: [plus * s, cross * c],
  };
}
