import { setImmediate as turn } from "node:timers/promises";
import { BadArgumentError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import {
  MOSAS,
  type Mosa,
  type PerMosa,
  type PerSpacecraft,
  perMosa,
  perSpacecraft,
  receiverOf,
  SPACECRAFT,
} from "../core/mosa.js";
import { mustBeList, mustKnowKeys } from "../core/options.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { Measurement } from "../instrument/beatnotes.js";
import { type Gap, type GapOptions, gapsOf, inGaps } from "../instrument/gaps.js";
import { type Piece, Simulation, type SimulationOptions, type SimulationState } from "../instrument/simulation.js";
import type { Orbits } from "../orbits/orbits.js";
import type { OrbitTable } from "../orbits/table.js";
import { linkResponse } from "../response/links.js";
import { nyquistWarnings } from "../response/nyquist.js";
import type { Source, SourceGroup } from "../waveforms/source.js";
import { tableCovering } from "./covering.js";
import type {
  InstrumentParameters,
  Observation,
  Readout,
  SampleRange,
  Stream,
  TimeCorrelations,
} from "./observation.js";
import { simulatedObservation } from "./simulated-observation.js";
import { simulatorMetadata } from "./simulator-metadata.js";

/** What is simulated, and which of it is wanted. */
export interface SimulateOptions extends Omit<SimulationOptions, "orbits"> {
  /** A table, or orbits that can be asked at any time. */
  readonly orbits: OrbitTable | Orbits;
  /** Gravitational waves. */
  readonly sources?: readonly (Source | SourceGroup)[];
  readonly gaps?: GapOptions;
  /** Default: what the ground receives. */
  readonly streams?: readonly Stream[];
}

/** Consecutive samples of all streams: NaN in gaps. Their arrays are used again for the next chunk. */
export interface SimulatedChunk extends SampleRange {
  readonly streams: Readonly<Partial<Record<Stream, PerMosa<Float64Array>>>>;
  /** 1 where a spacecraft's samples are in a gap. */
  readonly gaps: PerSpacecraft<Uint8Array>;
}

const READOUTS: readonly Readout[] = ["sci", "ref", "tmi"];

/** What the ground receives: total frequencies, pseudo-ranges and wavefront sensing. */
export const RECEIVED_STREAMS: readonly Stream[] = [
  ...READOUTS.flatMap((readout): Stream[] => [`${readout}_carriers`, `${readout}_usbs`]),
  "mprs",
  "sci_dws_phis",
  "sci_dws_etas",
];

/** All streams: also fluctuations and offsets apart, which only a simulator knows. */
export const SIMULATED_STREAMS: readonly Stream[] = [
  ...RECEIVED_STREAMS,
  ...READOUTS.flatMap((readout) =>
    (["carrier", "usb"] as const).flatMap((band): Stream[] => [
      `${readout}_${band}_fluctuations`,
      `${readout}_${band}_offsets`,
    ]),
  ),
];

const OPTIONS: readonly string[] = [
  "orbits",
  "seed",
  "duration",
  "start",
  "dt",
  "upsampling",
  "filter",
  "noises",
  "waves",
  "sources",
  "glitches",
  "gaps",
  "streams",
  "timeCorrelationInterval",
  "lock",
  "frequencyPlan",
  "centralFrequency",
  "cavityOffsets",
  "modulationFrequencies",
  "clocks",
  "dopplers",
  "mosaAngles",
  "tiltToLength",
  "rangingBiases",
  "rangeAmbiguity",
  "dynamics",
  "environment",
];

/** A simulation on its way, chunk after chunk. */
export class SimulationRun {
  readonly streams: readonly Stream[];
  readonly gaps: readonly Gap[];
  /** What the measurements can't show of the sources; also in the parameters of the instrument. */
  readonly warnings: readonly string[];
  readonly #simulation: Simulation;
  readonly #options: SimulateOptions;
  readonly #arrays: Map<string, Float64Array> = new Map();

  /** @param state where another run of the same options stopped */
  constructor(options: SimulateOptions, state?: SimulationState) {
    mustKnowKeys("simulate", options, OPTIONS);
    this.#options = options;
    this.streams = streamsOf(options.streams ?? RECEIVED_STREAMS);
    const { gaps = {}, sources = [], streams: _streams, ...rest } = options;
    const orbits = orbitTable(options);
    const waves = sources.length > 0 ? linkResponse(sources, orbits) : options.waves;
    this.#simulation = new Simulation({ ...rest, orbits, ...(waves !== undefined && { waves }) }, state);
    this.gaps = gapsOf(gaps, options.seed, options.duration);
    this.warnings = unseen(sources, this.#simulation);
  }

  /** What each clock shows at the first sample. */
  get t0(): Instant<"TCB"> {
    return this.#simulation.start;
  }

  get dt(): Seconds {
    return this.#simulation.dt;
  }

  /** Number of samples. */
  get length(): number {
    return this.#simulation.length;
  }

  get instrument(): InstrumentParameters {
    const { instrument, filterDelay } = this.#simulation;
    return {
      centralFrequency: instrument.centralFrequency,
      modulationFrequencies: instrument.modulationFrequencies,
      filterDelay,
      rangeAmbiguity: instrument.rangeAmbiguity,
      lock: typeof instrument.lock === "string" && instrument.lock !== "six" ? instrument.lock : "",
      raw: { ...simulatorMetadata(this.#simulation, this.#options), warnings: this.warnings },
    };
  }

  /** What the ground knows of the clocks so far. */
  get timeCorrelations(): TimeCorrelations {
    const { timeCorrelations: values, timeCorrelationInterval: interval } = this.#simulation;
    return {
      times: Float64Array.from(values["1"], (_, index) => index * interval),
      values: perSpacecraft((sc) => Float64Array.from(values[sc])),
    };
  }

  /** The next chunk; null at the end. */
  next(): SimulatedChunk | null {
    const piece = this.#simulation.next();
    return piece === null ? null : this.#chunkOf(piece);
  }

  state(): SimulationState {
    return this.#simulation.state();
  }

  #chunkOf(piece: Piece): SimulatedChunk {
    const { start, count } = piece;
    const gaps = perSpacecraft((sc) => inGaps(this.gaps, sc, this.dt, start, count));
    const silent = perSpacecraft((sc) => gaps[sc].includes(1));
    const streams: Partial<Record<Stream, PerMosa<Float64Array>>> = {};
    for (const stream of this.streams) {
      streams[stream] = perMosa((mosa) => {
        const values = this.#room(`${stream}_${mosa}`, count);
        fill(values, piece, stream, mosa, this.#simulation.instrument.rangeAmbiguity);
        const sc = receiverOf(mosa);
        if (silent[sc]) silence(values, gaps[sc]);
        return values;
      });
    }
    return { start, count, streams, gaps };
  }

  #room(name: string, count: number): Float64Array {
    const known = this.#arrays.get(name);
    const array = known !== undefined && known.length >= count ? known : new Float64Array(count);
    this.#arrays.set(name, array);
    return array.subarray(0, count);
  }
}

/** Sources beyond what measurements or even the physics samples can show. */
function unseen(sources: readonly (Source | SourceGroup)[], { start, dt, upsampling, length }: Simulation): string[] {
  return nyquistWarnings(sources, start, dt, length).map(({ source, frequency, nyquist }) => {
    const fate =
      frequency > upsampling * nyquist ? "it is aliased" : "the filter takes it away, or what it leaves is aliased";
    return `${source} reaches ${frequency} Hz, above the ${nyquist} Hz that measurements every ${dt} s can show: ${fate}.`;
  });
}

function silence(values: Float64Array, gaps: Uint8Array): void {
  for (let n = 0; n < values.length; n++) if (gaps[n] === 1) values[n] = Number.NaN;
}

function fill(out: Float64Array, { measurements }: Piece, stream: Stream, mosa: Mosa, ambiguity: Seconds): void {
  if (stream === "mprs" && ambiguity > 0) {
    out.set(measurements.mprs[mosa].map((range) => range - ambiguity * Math.floor(range / ambiguity)));
    return;
  }
  const total = /^(sci|ref|tmi)_(carrier|usb)s$/.exec(stream);
  if (total === null) {
    out.set(measurements[measured(stream)][mosa]);
    return;
  }
  const beatnote = `${total[1]}_${total[2]}`;
  const offsets = measurements[measured(`${beatnote}_offsets`)][mosa];
  const fluctuations = measurements[measured(`${beatnote}_fluctuations`)][mosa];
  for (let n = 0; n < out.length; n++) out[n] = offsets[n]! + fluctuations[n]!;
}

/** The measurement behind a stream: test-mass beatnotes are between the same lasers as those of the reference. */
function measured(stream: string): Measurement {
  return (stream.endsWith("offsets") ? stream.replace("tmi", "ref") : stream) as Measurement;
}

function streamsOf(streams: readonly Stream[]): readonly Stream[] {
  mustBeList("streams", streams, "names such as sci_carriers");
  mustKnowKeys("streams", Object.fromEntries(streams.map((stream) => [stream, true])), SIMULATED_STREAMS);
  return SIMULATED_STREAMS.filter((stream) => streams.includes(stream));
}

function orbitTable({ orbits, start, duration }: SimulateOptions): OrbitTable {
  if ("table" in orbits && start === undefined) {
    throw new BadArgumentError("Orbits that reach everywhere have no begin: give the start of the simulation.", {});
  }
  return "table" in orbits ? tableCovering(orbits, start!, duration) : orbits;
}

/** Chunks as they are simulated; the process does other things in between, and stops when told. */
export async function* simulatedChunks(
  run: SimulationRun,
  work: Work = {},
): AsyncGenerator<SimulatedChunk, void, void> {
  for (let chunk = run.next(); chunk !== null; chunk = run.next()) {
    work.signal?.throwIfAborted();
    yield chunk;
    work.onProgress?.({ fraction: (chunk.start + chunk.count) / run.length, message: "Simulating" });
    await turn();
  }
}

/**
 * Simulates a constellation and keeps what it measured in memory: 54 series of 345,600 samples for a day, 150 MB. Longer
 * simulations go into a file, by `lisalab simulate` or io.writeSimulation.
 */
export async function simulate(options: SimulateOptions, work: Work = {}): Promise<Observation> {
  const run = new SimulationRun(options);
  const { length } = run;
  const streams = Object.fromEntries(
    run.streams.map((stream) => [stream, perMosa(() => new Float64Array(length))]),
  ) as Partial<Record<Stream, PerMosa<Float64Array>>>;
  const gaps = perSpacecraft(() => new Uint8Array(length));
  for await (const chunk of simulatedChunks(run, work)) {
    for (const stream of run.streams) {
      for (const mosa of MOSAS) streams[stream]![mosa].set(chunk.streams[stream]![mosa], chunk.start);
    }
    for (const sc of SPACECRAFT) gaps[sc].set(chunk.gaps[sc], chunk.start);
  }
  const { t0, dt, instrument, timeCorrelations } = run;
  return simulatedObservation({
    t0,
    dt,
    length,
    instrument,
    timeCorrelations,
    streams: run.streams,
    values: streams,
    gaps,
  });
}
