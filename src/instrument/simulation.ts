import { type Instant, later } from "../core/instant.js";
import {
  emitterOf,
  MOSAS,
  type Mosa,
  type PerMosa,
  type PerSpacecraft,
  perMosa,
  perSpacecraft,
  receiverOf,
  SPACECRAFT,
  type Spacecraft,
} from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { GeneratorState } from "../noise/generator.js";
import type { OrbitTable } from "../orbits/table.js";
import { type AntialiasFilter, antialiasTaps } from "./antialiasing.js";
import { AttitudeModel } from "./attitude.js";
import { BeamModel } from "./beams.js";
import { BeatnoteModel, MEASUREMENTS, type Measurement } from "./beatnotes.js";
import { frequencyError, timeError } from "./clock.js";
import { Correlations } from "./correlations.js";
import { delayed, INTERPOLATION_REACH } from "./delay.js";
import { type DisturbanceOptions, type DisturbanceState, Disturbances } from "./disturbances.js";
import type { BlockInputs } from "./fields.js";
import { type Glitch, GlitchSources } from "./glitches.js";
import { correlationIntervalOf, mustBeSeed, mustBeTimes, mustKeepTime } from "./limits.js";
import { longestChain } from "./locking.js";
import { type NoiseSettings, NoiseSources } from "./noises.js";
import { type Instrument, type InstrumentOptions, instrumentOf } from "./parameters.js";
import { type LinkRanges, linkRanges } from "./ranges.js";
import { Sampler, SEGMENT } from "./sampling.js";
import { type ClockState, Timekeeping } from "./timekeeping.js";
import type { TrackState } from "./track.js";

/** What gravitational waves do to the links: fractional frequency on the receivers' proper times. */
export interface LinkWaves {
  at(from: Instant<"TCB">, dt: Seconds, count: number): PerMosa<Float64Array>;
}

/** What is simulated. Whatever is left out is as the Consortium's simulator has it (lisainstrument 2.3). */
export interface SimulationOptions extends InstrumentOptions, DisturbanceOptions {
  readonly orbits: OrbitTable;
  /** All noises follow from it; its lowest 64 bits count. */
  readonly seed: bigint;
  readonly duration: Seconds;
  /** Proper times and clocks show this at the first sample; default: 75 s after the orbits' begin. */
  readonly start?: Instant<"TCB">;
  /** Interval of the measurements; default 0.25 s. */
  readonly dt?: Seconds;
  /** Physics samples per measurement; default 4. */
  readonly upsampling?: number;
  readonly filter?: AntialiasFilter;
  /** False: none. */
  readonly noises?: false | NoiseSettings;
  readonly waves?: LinkWaves;
  readonly glitches?: readonly Glitch[];
  /** Interval of the ground's time correlations; default: a day, or the duration if that is shorter. */
  readonly timeCorrelationInterval?: Seconds;
}

/** The samples from `start` on, by measurement and MOSA. */
export interface Piece {
  readonly start: number;
  readonly count: number;
  readonly measurements: Readonly<Record<Measurement, PerMosa<Float64Array>>>;
}

/** Where a simulation is, between two pieces: plain JSON, but for Float64Arrays. */
export interface SimulationState {
  readonly index: number;
  readonly output: number;
  readonly noises: Readonly<Record<string, GeneratorState>>;
  readonly clocks: ClockState;
  readonly beams: readonly TrackState[];
  readonly beatnotes: readonly TrackState[];
  readonly correlations: PerSpacecraft<readonly number[]>;
  readonly disturbances: DisturbanceState;
}

/** Noise is made in blocks of so many samples; to begin with a whole one is quickest. */
const NOISE_BLOCK = 256;

const OFFSETS = MEASUREMENTS.filter((name) => name.endsWith("offsets"));
const FLUCTUATING = MEASUREMENTS.filter((name) => !OFFSETS.includes(name));

/** Physics samples that are done together, counted from a fixed one: whoever asks for how much, the arithmetic is the same. */
const BLOCK = 4096;

/** A simulation that goes on piece by piece, in the memory of a few blocks, whatever its duration. */
export class Simulation {
  readonly instrument: Instrument;
  readonly start: Instant<"TCB">;
  readonly dt: Seconds;
  readonly upsampling: number;
  readonly timeCorrelationInterval: Seconds;
  /** Number of samples. */
  readonly length: number;
  readonly filter: Float64Array;
  readonly #physicsDt: Seconds;
  readonly #noises: NoiseSources;
  readonly #glitches: GlitchSources;
  readonly #ranges: LinkRanges;
  readonly #disturbances: Disturbances;
  readonly #sampler: Sampler;
  readonly #clocks: Timekeeping;
  readonly #attitude: AttitudeModel;
  readonly #beams: BeamModel;
  readonly #beatnotes: BeatnoteModel;
  readonly #correlations: Correlations;
  readonly #arrays: Map<string, Float64Array> = new Map();
  readonly #zeros: Float64Array = new Float64Array(BLOCK);
  readonly #there: PerMosa<Float64Array> = perMosa(() => new Float64Array(BLOCK));
  #measured: Piece["measurements"] = fieldsOf(() => new Float64Array(0));
  #index: number;
  #output = 0;

  constructor(
    private readonly options: SimulationOptions,
    state?: SimulationState,
  ) {
    const { dt = 0.25, upsampling = 4, duration, orbits } = options;
    mustBeTimes(dt, upsampling, duration);
    mustBeSeed(options.seed);
    this.instrument = instrumentOf(options);
    mustKeepTime(this.instrument, duration);
    this.dt = dt;
    this.upsampling = upsampling;
    this.length = Math.round(duration / dt);
    this.start = options.start ?? defaultStart(orbits);
    this.#physicsDt = dt / upsampling;
    this.filter = antialiasTaps(options.filter, this.#physicsDt, dt);
    this.#sampler = new Sampler(this.filter);
    const [first, end] = this.#needed();
    this.#ranges = linkRanges(orbits, this.start, first * this.#physicsDt, end * this.#physicsDt);
    const interval = correlationIntervalOf(options.timeCorrelationInterval, this.length * dt);
    this.timeCorrelationInterval = interval;
    const settings = options.noises === false ? { all: 0 } : (options.noises ?? {});
    this.#noises = new NoiseSources(settings, options.seed, this.#physicsDt, interval, [first, end], state?.noises);
    this.#glitches = new GlitchSources(options.glitches ?? [], this.#physicsDt);
    const grid = { dt: this.#physicsDt, streamDt: dt, first, housekeeping: false };
    this.#disturbances = new Disturbances(options, grid, options.seed, state?.disturbances);
    this.#clocks = new Timekeeping(this.instrument, this.#physicsDt, first, BLOCK);
    this.#attitude = new AttitudeModel(this.instrument, BLOCK);
    this.#beams = new BeamModel(this.instrument, this.#ranges, this.#physicsDt, first, BLOCK);
    this.#beatnotes = new BeatnoteModel(this.instrument, first, BLOCK);
    this.#correlations = new Correlations(this.instrument, orbits, this.start, { interval, dt: this.#physicsDt, end });
    this.#index = first;
    if (state !== undefined) this.#restore(state);
  }

  /** Group delay of the filter, which no measurement is corrected for (s). */
  get filterDelay(): Seconds {
    return ((this.filter.length - 1) / 2) * this.#physicsDt;
  }

  /** The time correlations that are known so far: how far each clock is ahead of TCB (s), every interval. */
  get timeCorrelations(): PerSpacecraft<readonly number[]> {
    return this.#correlations.values;
  }

  /** Simulates on: the next samples, or null when all are there. The arrays are used again for those that follow. */
  next(): Piece | null {
    if (this.#output >= this.length) return null;
    const from = this.#output;
    while (this.#ready() < Math.min(from + SEGMENT, this.length)) this.#advance();
    const ready = this.#ready();
    return this.#sampled(
      from,
      ready >= this.length ? this.length : from + SEGMENT * Math.floor((ready - from) / SEGMENT),
    );
  }

  /** Where the simulation is; `new Simulation(options, state)` goes on with the same bits. */
  state(): SimulationState {
    return {
      index: this.#index,
      output: this.#output,
      noises: this.#noises.state(),
      clocks: this.#clocks.state(),
      beams: this.#beams.state(),
      beatnotes: this.#beatnotes.state(),
      correlations: this.timeCorrelations,
      disturbances: this.#disturbances.state(),
    };
  }

  #restore(state: SimulationState): void {
    this.#index = state.index;
    this.#output = state.output;
    this.#clocks.restore(state.clocks);
    this.#beams.restore(state.beams);
    this.#beatnotes.restore(state.beatnotes);
    this.#correlations.restore(state.correlations);
  }

  /** The first physics sample, early enough that nothing of the start is left in the first measurement, and the last. */
  #needed(): [number, number] {
    const chain = longestChain(this.instrument.locks) + 1;
    const link = Math.ceil(longestRange(this.options.orbits) / this.#physicsDt) + 2 * INTERPOLATION_REACH;
    const ahead = SPACECRAFT.map((sc) => timeError(this.instrument.clocks[sc], 0) / this.#physicsDt);
    const before = chain * link + this.#sampler.width + Math.max(0, ...ahead) + INTERPOLATION_REACH;
    const end = this.length * this.upsampling;
    const behind = SPACECRAFT.map(
      (sc) => -timeError(this.instrument.clocks[sc], this.length * this.dt) / this.#physicsDt,
    );
    return [
      -Math.ceil(before / NOISE_BLOCK) * NOISE_BLOCK,
      end + Math.ceil(Math.max(0, ...behind)) + 2 * INTERPOLATION_REACH,
    ];
  }

  /** Measurements that the physics samples so far are enough for, on the slowest of the clocks. */
  #ready(): number {
    const shown = this.#index * this.#physicsDt;
    const ready = SPACECRAFT.map((sc) => {
      const ahead = timeError(this.instrument.clocks[sc], shown) / this.#physicsDt;
      return Math.floor((this.#index + ahead - 2 * INTERPOLATION_REACH) / this.upsampling);
    });
    return Math.min(...ready);
  }

  /** One block of physics. */
  #advance(): void {
    const first = this.#index;
    const inputs = this.#inputs(first);
    const attitude = this.#attitude.block(inputs);
    const clocks = this.#clocks.block(first, inputs);
    const beams = this.#beams.block(first, inputs, attitude, clocks);
    for (const mosa of MOSAS) {
      delayed([this.#clocks.noise[emitterOf(mosa)]], first, this.#beams.shifts[mosa], [this.#there[mosa]], true);
    }
    this.#beatnotes.block(inputs, {
      attitude,
      beams,
      clocks,
      noiseThere: this.#there,
      errorThere: (mosa, out) => this.#errorThere(mosa, first, beams.range[mosa], out),
    });
    this.#correlations.block(first, clocks, (sc, index) => this.#clocks.noiseAt(sc, index), this.#noises);
    this.#index += BLOCK;
  }

  #errorThere(mosa: Mosa, first: number, range: Float64Array, out: Float64Array): void {
    const clock = this.instrument.clocks[emitterOf(mosa)];
    for (let n = 0; n < out.length; n++) out[n] = timeError(clock, (first + n) * this.#physicsDt - range[n]!);
  }

  #inputs(first: number): BlockInputs {
    const dt = this.#physicsDt;
    const from = first * dt;
    for (const [name, array] of this.#arrays) this.#noises.generator(name)!.next(array);
    const { instead, added } = this.#disturbances.next(BLOCK);
    return {
      noise: (name) => instead.get(name) ?? sum(this.#noise(name), added.get(name)),
      glitch: (place) => this.#glitches.at(place, from, dt, BLOCK),
      waves: this.options.waves?.at(later(this.start, from), dt, BLOCK) ?? null,
    };
  }

  /** The block of a noise; its array is made, and its generator started, when it is asked for in the first block. */
  #noise(name: string): Float64Array {
    const known = this.#arrays.get(name);
    if (known !== undefined) return known;
    const generator = this.#noises.generator(name);
    const array = generator === null ? this.#zeros : generator.next(new Float64Array(BLOCK));
    if (generator !== null) this.#arrays.set(name, array);
    return array;
  }

  /** Measurements `from … until`, segment by segment. */
  #sampled(from: number, until: number): Piece {
    const count = until - from;
    const measurements = this.#room(count);
    for (let start = from; start < until; start += SEGMENT) {
      const range = { start, count: Math.min(SEGMENT, until - start) };
      for (const sc of SPACECRAFT) this.#segment(sc, range, start - from, measurements);
    }
    this.#output = until;
    this.#forget();
    return { start: from, count, measurements };
  }

  /** Arrays of so many samples, made once for the longest. */
  #room(count: number): Piece["measurements"] {
    if (this.#measured.mprs["12"].length < count) this.#measured = fieldsOf(() => new Float64Array(count));
    return fieldsOf((name, mosa) => this.#measured[name][mosa].subarray(0, count));
  }

  #segment(
    sc: Spacecraft,
    { start: output, count }: { readonly start: number; readonly count: number },
    at: number,
    out: Piece["measurements"],
  ): void {
    const { upsampling } = this;
    const dt = this.#physicsDt;
    const middle = output * upsampling - this.#sampler.delay;
    const shifts = this.#clocks.aheadAt(sc, middle, upsampling, new Float64Array(count));
    for (let m = 0; m < count; m++) shifts[m]! /= -dt;
    const q = frequencyError(this.instrument.clocks[sc], (middle + (count / 2) * upsampling) * dt);
    const points = { middle, step: upsampling, shifts, rate: -q / (1 + q) };
    const mosas = MOSAS.filter((mosa) => receiverOf(mosa) === sc);
    const tracks = (names: readonly Measurement[]): Float64Array[] =>
      mosas.flatMap((mosa) => names.map((name) => this.#beatnotes.tracks[mosa][name].values));
    const outs = (names: readonly Measurement[]): Float64Array[] =>
      mosas.flatMap((mosa) => names.map((name) => out[name][mosa].subarray(at, at + count)));
    const { start } = this.#beatnotes.tracks[mosas[0]!].mprs;
    this.#sampler.sample(points, tracks(FLUCTUATING), start, outs(FLUCTUATING));
    this.#sampler.sampleSmooth(points, tracks(OFFSETS), start, outs(OFFSETS));
  }

  /** Drops what neither light nor filters will need any more. */
  #forget(): void {
    const oldest = perSpacecraft((sc) => {
      const shown = this.#output * this.dt;
      const ahead = Math.max(0, timeError(this.instrument.clocks[sc], shown) / this.#physicsDt);
      return Math.floor(this.#output * this.upsampling - 1.001 * ahead) - this.#sampler.width - 2 * INTERPOLATION_REACH;
    });
    for (const mosa of MOSAS) this.#beatnotes.forget(mosa, oldest[receiverOf(mosa)]);
    const light = this.#index - Math.ceil(this.#ranges.longest / this.#physicsDt) - 2 * INTERPOLATION_REACH;
    this.#clocks.forget(Math.min(light, ...SPACECRAFT.map((sc) => oldest[sc])));
  }
}

function fieldsOf(field: (name: Measurement, mosa: Mosa) => Float64Array): Piece["measurements"] {
  return Object.fromEntries(MEASUREMENTS.map((name) => [name, perMosa((mosa) => field(name, mosa))])) as Record<
    Measurement,
    PerMosa<Float64Array>
  >;
}

function sum(noise: Float64Array, more: Float64Array | undefined): Float64Array {
  return more === undefined ? noise : noise.map((value, n) => value + more[n]!);
}

/** When a simulation starts that is not told: light and filters need some of the orbits before. */
export function defaultStart(orbits: OrbitTable): Instant<"TCB"> {
  return later(orbits.t0, 75);
}

function longestRange(orbits: OrbitTable): Seconds {
  return Math.max(...MOSAS.map((mosa) => orbits.properPseudoRanges[mosa].reduce((a, b) => (b > a ? b : a), 0)));
}
