import { BadArgumentError } from "../core/errors.js";
import type { TdiSignal } from "../response/signal.js";
import type { FoundBinary } from "./galactic.js";
import type { Gate } from "./gates.js";
import { type BinaryBand, BinaryBlock, type BinaryRound } from "./global-binaries.js";
import { knownSamples } from "./global-known.js";
import { type GlobalMerger, MergerBlock, type MergerRound } from "./global-mergers.js";
import { type GlobalData, type Whole, wholeSeries, withoutSignals } from "./global-series.js";
import { type FitProgress, type FitStep, FitSteps } from "./global-steps.js";
import type { MergerCandidate } from "./merger-detector.js";
import { MERGER_PARAMETERS, sampleMerger } from "./merger-posterior.js";
import type { TdiSeries } from "./merger-spectrogram.js";
import { binaryPosteriors, type ParameterName } from "./posterior.js";

/** What is looked for, how surely, and how it is sampled. */
export interface GlobalFitOptions {
  /** Of all that is random: its lowest 64 bits count. */
  readonly seed: bigint;
  /** Frequencies of galactic binaries; default 0.3 to 20 mHz. */
  readonly band?: BinaryBand;
  /** Galactic binaries that noise alone may make in the whole search, in the mean; default 0.01. */
  readonly falseAlarms?: number;
  /** Times that mergers and binaries are fitted by turns, at most; default 3. */
  readonly rounds?: number;
  /** Whether posteriors are sampled; default: they are. */
  readonly posteriors?: boolean;
  /** Steps of a galactic binary's chains that are kept, and a sixth of a merger's at most; default: 1000. */
  readonly steps?: number;
  /** Samples of a posterior that are kept, at most; default 1000. */
  readonly samples?: number;
  /** What an earlier run of the same fit had done. */
  readonly record?: readonly FitStep[];
}

/** Samples by parameter, all of one length; none where none were asked for. */
export type SampleTable = Readonly<Record<string, readonly number[]>>;

/** A galactic binary, and what is known of it. */
export interface FittedBinary {
  readonly found: FoundBinary;
  readonly samples: SampleTable;
  /** The largest R̂ of its parameters, and the smallest effective number of samples; 0 where none were sampled. */
  readonly rHat: number;
  readonly effective: number;
}

/** A massive binary, and what is known of it. */
export interface FittedMerger extends GlobalMerger {
  readonly snr: number;
  readonly samples: SampleTable;
  /** As of galactic binaries. */
  readonly rHat: number;
  readonly effective: number;
}

/** All that was found, and what is left. */
export interface GlobalFit {
  readonly mergers: readonly FittedMerger[];
  readonly binaries: readonly FittedBinary[];
  /** What looked like a merger and was none: bursts, glitches, and what no binary fits. */
  readonly candidates: readonly MergerCandidate[];
  /** Stretches without data, and short loud ones that binaries were fitted without. */
  readonly gaps: readonly Gate[];
  readonly gates: readonly Gate[];
  /** 2F from which on a galactic binary was believed. */
  readonly threshold: number;
  /** How many noise alone makes above it in the whole search, in the mean. */
  readonly falseAlarms: number;
  readonly rounds: number;
  /** What could not be done with these data, in sentences. */
  readonly notes: readonly string[];
  readonly data: GlobalData;
  /** The data with numbers everywhere, and the window that says where they mean something. */
  readonly series: TdiSeries;
  readonly window: Float64Array;
  /** The signals of some mergers and binaries, as they are in the series. */
  readonly signals: (
    mergers: readonly FittedMerger[],
    binaries: readonly FittedBinary[],
  ) => Generator<TdiSignal, void, void>;
}

/** Frequencies of binaries, and the share of Nyquist's frequency up to which there is something to find. */
const BAND: BinaryBand = { from: 3e-4, to: 2e-2 };
const FALSE_ALARMS = 0.01;
const ROUNDS = 3;
/** A fit has settled when ln L of no merger changes by more. */
const SETTLED = 0.5;
/** A gate so near to a merger (s) is what its fit left; the merger itself is not fitted without it. */
const NEAR = 2 * 86_400;
/** Part of the work before posteriors. */
const FOUND = 0.5;

/**
 * All sources in data, in blocks by turns: mergers detected in what is left of all others, each fitted to what the others leave; galactic
 * binaries searched in what is left of mergers, neighbours fitted together, the noise estimated again; until nothing changes. Then
 * posteriors: each merger's, and those of binaries group by group, with all others taken out.
 *
 * Yields where it is, and each step that is done; who keeps these can go on with `record`, and the result has the same bits.
 * @throws BadDataError for data that are no numbers for the most part, and for a record of another fit
 */
export function* globalFit(data: GlobalData, options: GlobalFitOptions): Generator<FitProgress, GlobalFit, void> {
  const fit = new Fit(data, options);
  return yield* fit.all();
}

class Fit {
  readonly #data: GlobalData;
  readonly #options: GlobalFitOptions;
  readonly #whole: Whole;
  readonly #steps: FitSteps;
  readonly #mergers: MergerBlock;
  readonly #binaries: BinaryBlock;

  constructor(data: GlobalData, options: GlobalFitOptions) {
    this.#data = data;
    this.#options = options;
    this.#whole = wholeSeries(data.series);
    this.#steps = new FitSteps(options.record);
    this.#mergers = new MergerBlock(data);
    const band = bandFor(data.series.dt, options.band);
    this.#binaries = new BinaryBlock(data, this.#whole.gaps, band, options.falseAlarms ?? FALSE_ALARMS);
  }

  *all(): Generator<FitProgress, GlobalFit, void> {
    const { rounds = ROUNDS } = this.#options;
    let mergers: MergerRound = { mergers: [], others: [] };
    let binaries: BinaryRound = { binaries: [], threshold: 0, gates: [] };
    let round = 0;
    for (let settled = false; round < rounds && !settled; round++) {
      const before = { mergers, binaries };
      const at = 2 * round * this.#share();
      mergers = yield* this.#mergerRound(round, at, mergers, binaries);
      binaries = yield* this.#binaryRound(round, at + this.#share(), mergers, before.binaries);
      settled = isSettled(before, { mergers, binaries });
    }
    const sampled = this.#options.posteriors ?? true;
    return this.#result(
      yield* this.#sampledMergers(mergers, binaries, sampled),
      yield* this.#sampledBinaries(mergers, binaries, sampled),
      { mergers, binaries, rounds: round },
    );
  }

  /** Part of all work that one block of a round is. */
  #share(): number {
    return FOUND / 2 / (this.#options.rounds ?? ROUNDS);
  }

  #mergerRound(
    round: number,
    fraction: number,
    { mergers }: MergerRound,
    { binaries, gates }: BinaryRound,
  ): Generator<FitProgress, MergerRound, void> {
    const name = `mergers, round ${round + 1}`;
    return this.#steps.step(name, fraction, () => {
      const window = this.#mergerWindow(mergers, gates);
      return told(this.#mergers.round(this.#without(binaries), window, mergers), fraction, this.#share(), name);
    });
  }

  #binaryRound(
    round: number,
    fraction: number,
    { mergers }: MergerRound,
    before: BinaryRound,
  ): Generator<FitProgress, BinaryRound, void> {
    const name = `binaries, round ${round + 1}`;
    return this.#steps.step(name, fraction, () => {
      const series = this.#mergers.without(this.#whole.series, mergers);
      const gates = this.#gates(series, before.binaries);
      return told(this.#binaries.round(series, gates), fraction, this.#share(), name);
    });
  }

  /** Short loud stretches; lines that begin and end with the data look like such at both ends, as long as they are in them. */
  #gates(series: TdiSeries, known: readonly FoundBinary[]): readonly Gate[] {
    const left = withoutSignals(series, this.#binaries.signals(known));
    const gates = this.#binaries.transients(left, this.#binaries.windowed([]));
    const duration = series.A.length * series.dt;
    return known.length > 0 ? gates : gates.filter(({ from, to }) => from > 0 && to < duration);
  }

  /** Gates that are a merger's own don't hide it. */
  #mergerWindow(mergers: readonly GlobalMerger[], gates: readonly Gate[]): Float64Array {
    const apart = ({ from, to }: Gate): boolean =>
      mergers.every(({ fit: { binary } }) => binary.time < from - NEAR || binary.time > to + NEAR);
    return this.#binaries.windowed(gates.filter(apart));
  }

  #without(binaries: readonly FoundBinary[]): TdiSeries {
    return withoutSignals(this.#whole.series, this.#binaries.signals(binaries));
  }

  *#sampledMergers(
    { mergers }: MergerRound,
    { binaries, gates }: BinaryRound,
    sampled: boolean,
  ): Generator<FitProgress, readonly FittedMerger[], void> {
    const out: FittedMerger[] = [];
    const series = this.#without(binaries);
    const window = this.#mergerWindow(mergers, gates);
    const { seed, steps, samples: most = 1000 } = this.#options;
    for (const [n, merger] of mergers.entries()) {
      const name = `posterior of merger ${n + 1} of ${mergers.length}`;
      const block = this.#mergers;
      const fraction = FOUND + (0.2 * n) / mergers.length;
      const known = yield* this.#steps.piece(name, fraction, (): Sampled => {
        if (!sampled) return NOT_SAMPLED;
        const into = block.quiet(series, window, mergers, n);
        const settings = { seed: seed + BigInt(n), ...(steps && { steps: MERGER_STEPS * steps }) };
        const { samples, rHat, effective } = sampleMerger(merger.fit, into, settings);
        return { samples: tableOf(samples, most), rHat: finite(rHat), effective: finite(effective) };
      });
      out.push({ ...merger, snr: Math.sqrt(2 * merger.fit.logLikelihood), ...known });
    }
    return out;
  }

  *#sampledBinaries(
    { mergers }: MergerRound,
    round: BinaryRound,
    sampled: boolean,
  ): Generator<FitProgress, readonly FittedBinary[], void> {
    if (!sampled || round.binaries.length === 0) return round.binaries.map((found) => ({ found, ...NOT_SAMPLED }));
    const { seed, steps, samples: most = 1000 } = this.#options;
    const { seen, ...search } = this.#binaries.search(this.#mergers.without(this.#whole.series, mergers), round);
    const groups = this.#binaries.groups(round.binaries);
    const out: FittedBinary[] = [];
    for (const [n, group] of groups.entries()) {
      const name = `posterior of binaries ${n + 1} of ${groups.length}`;
      const fraction = FOUND + 0.2 + (0.3 * n) / groups.length;
      const known = yield* this.#steps.piece(name, fraction, (): Sampled[] => {
        const settings = { seed: seed + BigInt(n), ...(steps && { steps }) };
        if (this.#binaries.onlyKnown) {
          return group.map((found) => ({
            ...NOT_SAMPLED,
            samples: plainTable(knownSamples(seen.observation, found, search.noise, settings.seed, most)),
          }));
        }
        const posteriors = binaryPosteriors(seen.observation, { ...search, binaries: group }, settings);
        return [...posteriors].flat().map(({ samples, rHat, effective }) => ({
          samples: thinned(samples, most),
          rHat: finite(rHat),
          effective: finite(effective),
        }));
      });
      group.forEach((found, m) => {
        out.push({ found, ...known[m]! });
      });
    }
    return out;
  }

  #notes(): readonly string[] {
    const { series } = this.#data;
    const { band } = this.#binaries;
    const days = ((series.A.length * series.dt) / 86_400).toFixed(2);
    const wanted = this.#options.band ?? BAND;
    return [
      ...(this.#mergers.detects ? [] : [`The data are ${days} days long, too short for mergers to be looked for.`]),
      ...(band === undefined
        ? [`The data are ${days} days long, too short for galactic binaries to be told from the noise in this band.`]
        : this.#binaries.onlyKnown
          ? [
              `The data are ${days} days long, too short to say where galactic binaries are: only known ones from ${(1e3 * band.from).toFixed(2)} mHz on were looked for.`,
            ]
          : band.from > wanted.from
            ? [
                `The data are ${days} days long: galactic binaries were looked for from ${(1e3 * band.from).toFixed(2)} mHz on only.`,
              ]
            : []),
    ];
  }

  #result(
    mergers: readonly FittedMerger[],
    binaries: readonly FittedBinary[],
    round: { readonly mergers: MergerRound; readonly binaries: BinaryRound; readonly rounds: number },
  ): GlobalFit {
    const [massive, galactic] = [this.#mergers, this.#binaries];
    const { gates, threshold } = round.binaries;
    return {
      mergers,
      binaries,
      candidates: round.mergers.others,
      gaps: this.#whole.gaps,
      gates,
      threshold,
      falseAlarms: this.#options.falseAlarms ?? FALSE_ALARMS,
      rounds: round.rounds,
      notes: this.#notes(),
      data: this.#data,
      series: this.#whole.series,
      window: galactic.windowed(gates),
      *signals(someMergers, someBinaries) {
        for (const { fit } of someMergers) yield massive.signal(fit.binary);
        yield* galactic.signals(someBinaries.map(({ found }) => found));
      },
    };
  }
}

interface Sampled {
  readonly samples: SampleTable;
  readonly rHat: number;
  readonly effective: number;
}

const NOT_SAMPLED: Sampled = { samples: {}, rHat: 0, effective: 0 };
/** Chains of mergers need so many times as many steps as those of galactic binaries, at most. */
const MERGER_STEPS = 6;

/** Parts of a step's work as progress of the whole. */
function* told<T>(
  work: Generator<number, T, void>,
  fraction: number,
  share: number,
  message: string,
): Generator<FitProgress, T, void> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    yield { fraction: fraction + value * share, message };
  }
}

function isSettled(
  before: { readonly mergers: MergerRound; readonly binaries: BinaryRound },
  { mergers, binaries }: { readonly mergers: MergerRound; readonly binaries: BinaryRound },
): boolean {
  // What is alone needs no turns.
  if (mergers.mergers.length === 0 || binaries.binaries.length === 0) return true;
  return (
    before.mergers.mergers.length === mergers.mergers.length &&
    before.binaries.binaries.length === binaries.binaries.length &&
    before.binaries.gates.length === binaries.gates.length &&
    mergers.mergers.every(({ fit }, n) => {
      const { fit: old } = before.mergers.mergers[n]!;
      return Math.abs(fit.logLikelihood - old.logLikelihood) < SETTLED;
    })
  );
}

function bandFor(dt: number, band: BinaryBand = BAND): BinaryBand {
  const highest = 0.4 / dt;
  if (band.from > 0 && band.to > band.from && band.from < highest) {
    return { from: band.from, to: Math.min(band.to, highest) };
  }
  throw new BadArgumentError(
    `Binaries can't be looked for from ${band.from} Hz to ${band.to} Hz in samples ${dt} s apart: the band must begin above 0, end above its begin, and begin below ${highest} Hz.`,
    { ...band, dt },
  );
}

/** JSON has no other numbers: 0 is what is not known. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Samples of a merger, by parameter. */
function tableOf(samples: readonly Float64Array[], most: number): SampleTable {
  return Object.fromEntries(
    MERGER_PARAMETERS.map((name, k) => [name, everySo(samples.length, most).map((n) => samples[n]![k]!)]),
  );
}

function plainTable(samples: Readonly<Record<string, Float64Array>>): SampleTable {
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, [...values]]));
}

function thinned(samples: Readonly<Record<ParameterName, Float64Array>>, most: number): SampleTable {
  return Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, everySo(values.length, most).map((n) => values[n]!)]),
  );
}

/** Numbers below `count`, evenly spread, so many at most. */
function everySo(count: number, most: number): number[] {
  const kept = Math.min(count, most);
  return Array.from({ length: kept }, (_, n) => Math.floor(((n + 0.5) * count) / kept));
}
