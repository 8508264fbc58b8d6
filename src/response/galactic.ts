import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { type FftPlan, fftPlan } from "../math/plan.js";
import { equalArm, type Orbits } from "../orbits/orbits.js";
import type { TdiSignal } from "./signal.js";
import { type SlowWave, slowChannels } from "./slow.js";
import { type Triangle, triangleAt } from "./triangle.js";

/** What a response to galactic binaries is for. */
export interface GalacticResponseOptions {
  /** Length of the observation; bins are 1/duration apart. */
  readonly duration: Seconds;
  /** Its begin, from which the phases of binaries count; default: the epoch of TCB. */
  readonly from?: Instant<"TCB">;
  /** Default: equal arms of 2.5e9 m. */
  readonly orbits?: Orbits;
  /** Of time-delay interferometry: 1.5 (the default) or 2. */
  readonly generation?: 1.5 | 2;
  /** Bins of a signal, a power of two; default: by frequency and duration, see {@link binsOf}. */
  readonly samples?: number;
}

/** Parameters of a binary as waveforms.galacticBinary has them, at the begin of the observation. */
export interface SlowBinary {
  readonly frequency: number;
  readonly fdot?: number;
  readonly fddot?: number;
  readonly amplitude: number;
  readonly inclination: number;
  readonly polarization: number;
  readonly phase: number;
  readonly lambda: number;
  readonly beta: number;
}

/** How the three channels answer binaries whose frequency hardly changes. */
export interface GalacticResponse {
  /** The signal of one binary. */
  signal(binary: SlowBinary): TdiSignal;
}

const GENERATIONS = [1.5, 2];

/**
 * The fast response to galactic binaries (N. J. Cornish and T. B. Littenberg 2007, doi:10.1103/PhysRevD.76.083006): all that is
 * slow is sampled, and its Fourier transform lies around the carrier's bin. Arms are taken for constant while light goes
 * round; there is a transform of `samples` numbers for each channel.
 * @throws BadArgumentError for a duration that is not positive, samples that are no power of two, misspelt options
 */
export function galacticBinaryResponse(options: GalacticResponseOptions): GalacticResponse {
  const what = "galacticBinaryResponse";
  mustKnowKeys(what, options, ["duration", "from", "orbits", "generation", "samples"]);
  const duration = checkedNumber(what, "duration", options.duration, { unit: "s", min: 0, open: true });
  const { from = instant("TCB", 0), orbits = equalArm(), generation = 1.5, samples } = options;
  if (!GENERATIONS.includes(generation)) {
    throw new BadArgumentError(`${what}: generation is ${generation}; it can be 1.5 or 2.`, { generation });
  }
  if (samples !== undefined) mustBePowerOfTwo(samples);
  const stages = new Map<number, Stage>();
  const stageOf = (count: number): Stage => {
    const known = stages.get(count);
    if (known !== undefined) return known;
    const made = stage(triangleAt(orbits, from, duration / count, count));
    stages.set(count, made);
    return made;
  };
  return {
    signal: (binary) => {
      const count = samples ?? binsOf(binary, duration);
      return transformed(stageOf(count), slowWave(binary), duration, generation);
    },
  };
}

/**
 * Bins for a binary's signal: those over which the way round the Sun, the drift and the constellation's turn (some harmonics of a
 * year to either side) spread it, twice.
 */
export function binsOf({ frequency, fdot = 0 }: SlowBinary, duration: number): number {
  const spread =
    2 * DOPPLER * frequency * duration + Math.abs(fdot) * duration ** 2 + (2 * HARMONICS * duration) / YEAR;
  return Math.max(FEWEST, 2 ** Math.ceil(Math.log2(2 * spread)));
}

/** The Earth's velocity over that of light. */
const DOPPLER = 1e-4;
const HARMONICS = 6;
const FEWEST = 32;
const YEAR = 31_557_600;

/** What is the same for all binaries with as many samples. */
interface Stage {
  readonly triangle: Triangle;
  readonly plan: FftPlan;
  readonly slow: readonly ComplexArray[];
  readonly bins: ComplexArray;
}

function stage(triangle: Triangle): Stage {
  const { length } = triangle;
  const slow = [0, 1, 2].map(() => complexArray(length));
  return { triangle, plan: fftPlan(length), slow, bins: complexArray(length) };
}

/** The sign of both polarisations and of the phase is the other one in waveforms.galacticBinary. */
function slowWave(binary: SlowBinary): SlowWave {
  const { frequency, fdot = 0, fddot = 0, amplitude, inclination, polarization, phase, lambda, beta } = binary;
  return { frequency, fdot, fddot, amplitude, inclination, polarization, phase: Math.PI - phase, lambda, beta };
}

function transformed(
  { triangle, plan, slow, bins }: Stage,
  wave: SlowWave,
  duration: number,
  generation: number,
): TdiSignal {
  const { length } = triangle;
  const carrier = Math.round(wave.frequency * duration);
  slowChannels(triangle, wave, carrier / duration, generation, slow);
  const [A, E, T] = slow.map((channel) => {
    plan.forward(channel, bins);
    return centred(bins, duration / (2 * length));
  });
  return { df: 1 / duration, first: carrier - length / 2, A: A!, E: E!, T: T! };
}

/** From −N/2 on, scaled. */
function centred({ re, im }: ComplexArray, scale: number): ComplexArray {
  const half = re.length / 2;
  const out = complexArray(re.length);
  for (let k = 0; k < re.length; k++) {
    const from = k < half ? k + half : k - half;
    out.re[k] = scale * re[from]!;
    out.im[k] = scale * im[from]!;
  }
  return out;
}

function mustBePowerOfTwo(samples: number): void {
  if (Number.isInteger(samples) && samples >= 4 && (samples & (samples - 1)) === 0) return;
  throw new BadArgumentError(`galacticBinaryResponse: samples is ${samples}; a power of two from 4 on is expected.`, {
    samples,
  });
}
