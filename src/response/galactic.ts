import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { kernels } from "../math/engine.js";
import type { SlowWaves } from "../math/kernels.js";
import { SLOW_NUMBERS, triangleTable } from "../math/slow.js";
import { equalArm, type Orbits } from "../orbits/orbits.js";
import type { TdiSignal } from "./signal.js";
import { type SlowBinary, writeWave } from "./slow.js";
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

/** How the three channels answer binaries whose frequency hardly changes. */
export interface GalacticResponse {
  /** The signal of one binary. */
  signal(binary: SlowBinary): TdiSignal;
  /** The signals of many, written over what is in `out`, without any memory of their own: signal number n has its bins from n × samples on. */
  signals(binaries: readonly SlowBinary[], out: SignalBatch): void;
}

/** Signals of as many bins each, one after the other. */
export interface SignalBatch {
  readonly samples: number;
  /** The number of each signal's first bin. */
  readonly first: Float64Array;
  readonly A: ComplexArray;
  readonly E: ComplexArray;
  readonly T: ComplexArray;
}

/** Room for `count` signals of `samples` bins, a power of two. */
export function signalBatch(count: number, samples: number): SignalBatch {
  mustBePowerOfTwo(samples);
  const room = (): ComplexArray => complexArray(count * samples);
  return { samples, first: new Float64Array(count), A: room(), E: room(), T: room() };
}

const GENERATIONS = [1.5, 2];

/**
 * The fast response to galactic binaries (N. J. Cornish and T. B. Littenberg 2007, doi:10.1103/PhysRevD.76.083006): all that is
 * slow is sampled, and its Fourier transform lies around the carrier's bin. Arms are taken for constant while light goes
 * round; there is a transform of `samples` numbers for each channel. The loops are math's (`Kernels.slow`).
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
    const made = stage(triangleAt(orbits, from, duration / count, count), duration, generation === 2);
    stages.set(count, made);
    return made;
  };
  const df = 1 / duration;
  return {
    signal: (binary) => {
      const { first, A, E, T } = signalBatch(1, samples ?? binsOf(checkedBinary(binary), duration));
      signalsOf(stageOf(A.re.length), [binary], { samples: A.re.length, first, A, E, T });
      return { df, first: first[0]!, A, E, T };
    },
    signals: (binaries, out) => {
      mustHaveRoom(binaries.length, out);
      signalsOf(stageOf(out.samples), binaries, out);
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
  readonly duration: Seconds;
  readonly waves: Omit<SlowWaves, "numbers" | "count">;
  /** Of a few waves, which the kernels take at a time. */
  readonly numbers: Float64Array;
}

const AT_ONCE = 64;

function stage(triangle: Triangle, duration: Seconds, twice: boolean): Stage {
  const { dt, length, positions, arms, directions } = triangle;
  const table = triangleTable([...positions, ...arms, ...directions]);
  const waves = { length, dt, table, twice, scale: duration / (2 * length) };
  return { duration, waves, numbers: new Float64Array(AT_ONCE * SLOW_NUMBERS) };
}

function signalsOf({ duration, waves, numbers }: Stage, binaries: readonly SlowBinary[], out: SignalBatch): void {
  const { samples, first, A, E, T } = out;
  const part = ({ re, im }: ComplexArray, from: number, to: number): ComplexArray => ({
    re: re.subarray(from * samples, to * samples),
    im: im.subarray(from * samples, to * samples),
  });
  for (let from = 0; from < binaries.length; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE, binaries.length);
    for (let n = from; n < to; n++) {
      const carrier = Math.round(checkedBinary(binaries[n]!).frequency * duration);
      writeWave(binaries[n]!, carrier / duration, numbers, n - from);
      first[n] = carrier - samples / 2;
    }
    const outs = [part(A, from, to), part(E, from, to), part(T, from, to)];
    kernels().slow({ ...waves, numbers, count: to - from }, outs);
  }
}

function checkedBinary(binary: SlowBinary): SlowBinary {
  const { frequency, fdot = 0, fddot = 0, amplitude, inclination, polarization, phase, lambda, beta } = binary;
  if (frequency > 0 && frequency < Number.POSITIVE_INFINITY) {
    // One sum, since many are asked for: what is no number makes it none.
    const sum = fdot + fddot + amplitude + inclination + polarization + phase + lambda + beta;
    if (Number.isFinite(sum) && Math.abs(beta) <= LATITUDE) return binary;
    throw new BadArgumentError(
      `galacticBinaryResponse: a binary is ${JSON.stringify({ fdot, fddot, amplitude, inclination, polarization, phase, lambda, beta }, asWritten)}; finite numbers are expected, and a latitude beta of at most π/2.`,
      { binary },
    );
  }
  throw new BadArgumentError(
    `galacticBinaryResponse: a binary's frequency is ${frequency} Hz; a positive number is expected.`,
    { frequency },
  );
}

/** π/2 with what fits and sums of steps round. */
const LATITUDE = Math.PI / 2 + 1e-9;

/** JSON has no NaN. */
function asWritten(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function mustHaveRoom(count: number, { samples, first, A }: SignalBatch): void {
  mustBePowerOfTwo(samples);
  if (first.length >= count && A.re.length >= count * samples) return;
  throw new BadArgumentError(
    `galacticBinaryResponse: ${count} binaries and a batch with room for ${first.length}; make it by signalBatch(${count}, ${samples}).`,
    { count, room: first.length },
  );
}

function mustBePowerOfTwo(samples: number): void {
  if (Number.isInteger(samples) && samples >= 4 && (samples & (samples - 1)) === 0) return;
  throw new BadArgumentError(`galacticBinaryResponse: samples is ${samples}; a power of two from 4 on is expected.`, {
    samples,
  });
}
