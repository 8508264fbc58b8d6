import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant, secondsBetween } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Metres, Radians, Seconds } from "../core/units.js";
import { UNIFORM_REACH, uniformInterpolation } from "../math/uniform.js";
import { alignedWarnings, checkedAligned } from "./aligned.js";
import { type ChirpSeries, type ChirpView, chirpSeries, frequencyBefore, transformLength } from "./chirp-series.js";
import { chirpSpectrum } from "./chirp-spectrum.js";
import { checkedDirection } from "./direction.js";
import type { WaveModes } from "./modes.js";
import { phenomDModes, phenomHMModes } from "./phenomhm.js";
import type { Source, Strain } from "./source.js";

/** Two massive black holes that merge. */
export interface MassiveBinaryOptions {
  readonly name?: string;
  /** Default: PhenomHM, which has six modes; PhenomD has (2, 2) alone. */
  readonly model?: "PhenomD" | "PhenomHM";
  /** Masses, redshifted, in units of the Sun's (GM_SUN / G). */
  readonly m1: number;
  readonly m2: number;
  /** Dimensionless spins along the orbital angular momentum; default 0. */
  readonly chi1?: number;
  readonly chi2?: number;
  /** Luminosity distance (m). */
  readonly distance: Metres;
  /** Between line of sight and angular momentum (rad). */
  readonly inclination: Radians;
  /** Phase of the orbit at the peak (rad); default 0. */
  readonly phase?: Radians;
  /** ψ (rad); default 0. */
  readonly polarization?: Radians;
  /** Ecliptic longitude and latitude (rad). */
  readonly lambda: Radians;
  readonly beta: Radians;
  /** When the peak passes the Sun; default: the epoch of TCB. */
  readonly reference?: Instant<"TCB">;
  /** How long before that the wave begins (s); in the first tenth of this time it grows from nothing. */
  readonly duration: Seconds;
}

const KEYS: readonly (keyof MassiveBinaryOptions)[] = [
  "name",
  "model",
  "m1",
  "m2",
  "chi1",
  "chi2",
  "distance",
  "inclination",
  "phase",
  "polarization",
  "lambda",
  "beta",
  "reference",
  "duration",
];

/** Models with the Mf beyond which nothing is left of them, and how much higher their highest mode rings than (2, 2). */
const MODELS = {
  PhenomD: { modes: phenomDModes, end: 0.2, rings: 1 },
  PhenomHM: { modes: phenomHMModes, end: 0.4, rings: 2.1 },
} as const;

/**
 * A massive binary in time: the inverse Fourier transform of IMRPhenomD (S. Khan et al. 2016, doi:10.1103/PhysRevD.93.044007) or IMRPhenomHM
 * (L. London et al. 2018, doi:10.1103/PhysRevLett.120.161102), under a window that is 0 before `duration` before the peak and 1 from nine tenths
 * of it on (D. J. A. McKechan et al. 2010, doi:10.1088/0264-9381/27/8/084020). Phases and times are counted from
 * the peak of (2, 2), as in {@link MassiveBinaryOptions}.
 * @throws BadArgumentError for parameters out of the model's range, with the bound, waves of too many samples and misspelt options
 */
export function massiveBinary(options: MassiveBinaryOptions): Source {
  const what = "a massive binary";
  mustKnowKeys(what, options, KEYS);
  const { name = "massive binary", reference = instant("TCB", 0) } = options;
  const { parameters, model, waves, view } = described(what, options);
  const { end, rings } = MODELS[model];
  const { lambda, beta } = parameters;
  const wave = new ChirpWave(waves, view, end);
  return {
    name,
    kind: `IMR${model}`,
    parameters: { ...parameters, model, reference: reference.seconds + reference.fraction },
    lambda,
    beta,
    step: wave.step,
    warnings: alignedWarnings(name, model, parameters),
    chirp: { waves, size: view, peak: reference },
    spectrum: (from, frequencies) => chirpSpectrum(waves, view, frequencies, secondsBetween(reference, from)),
    strain: (from, offsets) => {
      const [whole, rest] = [from.seconds - reference.seconds, from.fraction - reference.fraction];
      return wave.at(offsets.map((offset) => whole + (rest + offset)));
    },
    highestFrequency: (from, duration) =>
      frequencyBefore(waves, view.mass, secondsBetween(from, reference) + duration) * rings,
  };
}

/** The wave by its samples, which are made when it is first asked for. */
class ChirpWave {
  readonly step: Seconds;
  readonly #make: () => ChirpSeries;
  #series: ChirpSeries | undefined;

  constructor(waves: WaveModes, view: ChirpView, end: number) {
    this.step = 2 ** Math.floor(Math.log2(view.mass / (OVERSAMPLING * end)));
    mustFit(transformLength(waves, view, this.step), view.duration, this.step);
    this.#make = () => chirpSeries(waves, view, end, this.step);
  }

  /** At these times after the peak (s): 0 before the wave's begin and long after the merger. */
  at(times: Float64Array): Strain {
    this.#series ??= this.#make();
    const { start, plus, cross } = this.#series;
    const strain = { plus: new Float64Array(times.length), cross: new Float64Array(times.length) };
    const last = plus.length - 1 - UNIFORM_REACH.after;
    const inside: number[] = [];
    times.forEach((t, n) => {
      const place = (t - start) / this.step;
      if (place >= UNIFORM_REACH.before && place <= last) inside.push(n);
    });
    const places = Float64Array.from(inside, (n) => (times[n]! - start) / this.step);
    const [p, x] = uniformInterpolation([plus, cross], places) as [Float64Array, Float64Array];
    inside.forEach((n, k) => {
      strain.plus[n] = p[k]!;
      strain.cross[n] = x[k]!;
    });
    return strain;
  }
}

/** Samples in a cycle of the frequency where a model ends, at least: of where it rings it has more than ten. */
const OVERSAMPLING = 5;
/** Samples of a transform, 0.1 GB of them. */
const MOST = 2 ** 24;

function mustFit(samples: number, duration: Seconds, step: Seconds): void {
  if (samples <= MOST) return;
  throw new BadArgumentError(
    `duration of a massive binary is ${duration} s; with these masses its transform has ${samples} samples, ${step} s apart, and at most ${MOST} are made. Begin later, or use the response in the frequency domain.`,
    { duration, samples },
  );
}

type Checked = ReturnType<typeof checkedAligned> &
  Readonly<Record<"distance" | "inclination" | "phase" | "polarization" | "lambda" | "beta" | "duration", number>>;

function described(
  what: string,
  options: MassiveBinaryOptions,
): {
  readonly parameters: Checked;
  readonly model: keyof typeof MODELS;
  readonly waves: WaveModes;
  readonly view: ChirpView;
} {
  const { model = "PhenomHM", inclination, phase = 0, polarization = 0 } = options;
  if (!Object.hasOwn(MODELS, model)) {
    throw new BadArgumentError(`model of ${what} is ${JSON.stringify(model)}; it can be PhenomD or PhenomHM.`, {
      model,
    });
  }
  const masses = checkedAligned(what, options);
  const parameters = {
    ...masses,
    distance: checkedNumber(what, "distance", options.distance, { unit: "m", min: 0, open: true }),
    inclination: checkedNumber(what, "inclination", inclination, { unit: "rad" }),
    phase: checkedNumber(what, "phase", phase, { unit: "rad" }),
    polarization: checkedNumber(what, "polarization", polarization, { unit: "rad" }),
    ...checkedDirection(what, options),
    duration: checkedNumber(what, "duration", options.duration, { unit: "s", min: 0, open: true }),
  };
  const { m1, m2, chi1, chi2 } = masses;
  const total = m1 + m2;
  const waves = MODELS[model].modes({ eta: (m1 * m2) / total ** 2, delta: (m1 - m2) / total, chi1, chi2 });
  const mass = (total * GM_SUN.value) / SPEED_OF_LIGHT.value ** 3;
  return { parameters, model, waves, view: { ...parameters, mass } };
}
