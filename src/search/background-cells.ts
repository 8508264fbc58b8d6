import { LASER_FREQUENCY } from "../core/constants.js";
import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";
import type { Channel } from "../inference/density.js";
import { equalArms } from "../noise/equalarms.js";
import type { Arms } from "../noise/response.js";
import { tdi } from "../noise/tdi.js";
import type { TdiSignal } from "../response/signal.js";
import { spectrumOf } from "../waveforms/spectrum.js";
import type { WaveResponse } from "./wave-response.js";

/** One-sided densities of fractional frequency of A, E and T (1/Hz). */
export type ChannelModels = Readonly<Record<Channel, (frequency: Hertz) => number>>;

/** The two noises that are left in TDI, each for an amplitude of 1: the readouts' for 1 m/√Hz, the test masses' for 1 m s⁻²/√Hz. */
export interface InstrumentNoises {
  readonly readout: ChannelModels;
  readonly testMass: ChannelModels;
}

/** Which arms, which generation of TDI (1.5, the default, or 2). */
export type InstrumentOptions = Arms & { readonly generation?: 1.5 | 2 };

/**
 * Noises of an instrument all of whose readouts, and all of whose test masses, are alike: in closed form where all arms are equal, by `noise.tdi`
 * where `delays` are given.
 */
export function instrumentNoises({ generation = 1.5, ...arms }: InstrumentOptions = {}): InstrumentNoises {
  const channels = (of: (channel: Channel) => (f: Hertz) => number): ChannelModels => ({
    A: of("A"),
    E: of("E"),
    T: of("T"),
  });
  if (arms.delays === undefined) {
    const one = (readout: number, testMass: number): ChannelModels =>
      equalArms({ level: { readout, testMass }, generation, ...(arms.armLength && { armLength: arms.armLength }) });
    return { readout: one(1, 0), testMass: one(0, 1) };
  }
  const number = generation === 2 ? 2 : 1;
  const of = (sci: number, testMass: number): ChannelModels =>
    channels((channel) => {
      const level = { ...QUIET, readout: { sci, ref: 0, tmi: 0 }, testMass };
      const model = tdi(`${channel}${number}`, { level, ...arms });
      return (f) => model(f) / LASER_FREQUENCY.value ** 2;
    });
  return { readout: of(1, 0), testMass: of(0, 1) };
}

const QUIET = { backlink: 0, laser: 0, reciprocalBacklink: 0, longitudinalJitter: 0 };

/** Neighbouring bins of the channels: their mean powers, and what models have there. */
export interface Cells {
  readonly channels: readonly Channel[];
  /** ln of the frequency of each cell's middle. */
  readonly logs: Float64Array;
  /** Independent bins of each. */
  readonly counts: Float64Array;
  /** By channel: mean of 2|d|²Δf; and the mean densities of noises and of a background with Ω = 1, and of the galaxy. */
  readonly powers: readonly Float64Array[];
  readonly readout: readonly Float64Array[];
  readonly testMass: readonly Float64Array[];
  readonly background: readonly Float64Array[];
  readonly galaxy: readonly Float64Array[];
}

/** What cells are made with. */
export interface CellOptions {
  readonly from: Hertz;
  readonly to: Hertz;
  readonly channels: readonly Channel[];
  readonly noises: InstrumentNoises;
  readonly response: WaveResponse;
  /** Strain of unresolved binaries, averaged over the sky (1/Hz), as `noise.confusion` has it. */
  readonly galaxy?: (frequency: Hertz) => number;
  /** Mean square of the data's window, and independent bins of one. */
  readonly square: number;
  readonly independent: number;
}

/** Relative width of a cell, within which densities are averaged. */
const WIDTH = 0.03;
/** Frequencies of a cell at which models are asked. */
const ASKED = 12;

/** Cells of the data between two frequencies. @throws BadArgumentError for a band without bins; BadDataError for bins that are no numbers */
export function cellsOf(data: TdiSignal, options: CellOptions): Cells {
  const { from, to, channels, square, independent } = options;
  const starts = startsOf(data, from, to);
  const edges = starts.slice(0, -1).map((start, n) => [start, starts[n + 1]!] as const);
  const average = (of: (f: Hertz) => number): Float64Array =>
    Float64Array.from(edges, ([start, end]) => averaged(of, start * data.df, (end - 1) * data.df, end - start));
  const critical = spectrumOf({ shape: "energyDensity", omega: 1, at: 1, index: 0 });
  const middles = Float64Array.from(edges, ([start, end]) => 0.5 * (start + end - 1) * data.df);
  const responses = Array.from(middles, options.response);
  const heard = (channel: Channel, strain: (f: Hertz) => number): Float64Array =>
    middles.map((f, n) => responses[n]![channel] * strain(f));
  const galaxy = options.galaxy ?? (() => 0);
  return {
    channels,
    logs: middles.map(Math.log),
    counts: Float64Array.from(edges, ([start, end]) => (end - start) * independent),
    powers: channels.map((channel) =>
      Float64Array.from(edges, ([start, end]) => meanPower(data, channel, start, end) / square),
    ),
    readout: channels.map((channel) => average(options.noises.readout[channel])),
    testMass: channels.map((channel) => average(options.noises.testMass[channel])),
    background: channels.map((channel) => heard(channel, critical)),
    // The sky's average of one polarisation is 3/10 of both in X: see `noise.confusion`.
    galaxy: channels.map((channel) => heard(channel, (f) => galaxy(f) / GALAXY)),
  };
}

/** The response to strain of unresolved binaries is 4x² sin²x in X, that to one density of both polarisations 24/5 x² sin²x. */
const GALAXY = 1.2;

function startsOf({ df, first, A }: TdiSignal, from: Hertz, to: Hertz): readonly number[] {
  const low = Math.max(1, first, Math.ceil(from / df));
  const high = Math.min(first + A.re.length - 1, Math.floor(to / df));
  if (high - low < LEAST_BINS) {
    throw new BadArgumentError(
      `From ${from} to ${to} Hz the data have ${Math.max(0, high - low + 1)} bins; ${LEAST_BINS} or more are needed to tell noises from a background.`,
      { from, to },
    );
  }
  const starts: number[] = [];
  for (let bin = low; bin <= high; bin += Math.max(1, Math.round(WIDTH * bin))) starts.push(bin);
  return [...starts, high + 1];
}

const LEAST_BINS = 100;

function meanPower({ df, first, ...channels }: TdiSignal, channel: Channel, start: number, end: number): number {
  const { re, im } = channels[channel];
  let sum = 0;
  for (let bin = start; bin < end; bin++) sum += re[bin - first]! ** 2 + im[bin - first]! ** 2;
  const mean = (2 * df * sum) / (end - start);
  if (mean > 0 && Number.isFinite(mean)) return mean;
  throw new BadDataError(
    `The power of ${channel} around ${(start * df).toPrecision(4)} Hz is ${mean}: give the band in which there are data, fill gaps first, or leave the channel out.`,
    { channel, frequency: start * df },
  );
}

function averaged(of: (f: Hertz) => number, low: Hertz, high: Hertz, bins: number): number {
  const count = Math.min(bins, ASKED);
  let sum = 0;
  for (let n = 0; n < count; n++) sum += of(count === 1 ? low : low + ((high - low) * (n + 0.5)) / count);
  return sum / count;
}
