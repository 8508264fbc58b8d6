import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustBeList, mustKnowKeys, shown } from "../core/options.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type ChannelModel, SHARED_MEMORY } from "./surroundings.js";

const DAY = 86_400;
const YEAR = 365.25 * DAY;

/** An oscillation that somebody planted: of a heater, of a test coil. */
export interface Oscillation {
  readonly amplitude: number;
  readonly period: Seconds;
}

/** Refuses an oscillation that can't be, in the channel of this name. */
export function checkOscillation(name: string, oscillation: Oscillation): void {
  const what = `the oscillation of ${name}`;
  mustKnowKeys(what, oscillation, ["amplitude", "period"]);
  checkedNumber(what, "amplitude", oscillation.amplitude, { unit: "" });
  checkedNumber(what, "period", oscillation.period, { unit: "s", min: 0, open: true });
}

/** Refuses a model that can't be, for the channel of this name. */
export function checkModel(name: string, model: ChannelModel): void {
  const what = `the model of ${name}`;
  mustKnowKeys(what, model, [...Object.keys(RANGES), "share", "isCount"]);
  const { share, isCount, ...numbers } = { ...model, mean: model.mean };
  for (const [key, value] of Object.entries(numbers)) {
    if (key === "mean" || value !== undefined) checkedNumber(what, key, value, { unit: "", ...RANGES[key] });
  }
  if (isCount !== undefined && typeof isCount !== "boolean") {
    throw new BadArgumentError(`isCount of ${what} is ${shown(isCount)}; it must be true or false.`, { name });
  }
  if (model.hold !== undefined && !Number.isInteger(model.hold)) {
    throw new BadArgumentError(`hold of ${what} is ${model.hold}; it must be a whole number.`, { name });
  }
  if (share === undefined) return;
  const kinds = Object.keys(SHARED_MEMORY);
  mustBeList(`share of ${what}`, share, `one of ${kinds.join(", ")}, and a number`);
  if (!kinds.includes(share[0])) {
    throw new BadArgumentError(`share of ${what} is ${shown(share)}; it can be of ${kinds.join(", ")}.`, { name });
  }
  checkedNumber(what, "share", share[1], { unit: "" });
}

/** What the numbers of a model can be. */
const RANGES: Readonly<Record<string, { readonly min?: number; readonly open?: boolean }>> = {
  mean: {},
  spread: {},
  drift: {},
  daily: {},
  yearly: {},
  wander: { min: 0 },
  memory: { min: 0, open: true },
  white: { min: 0 },
  hold: { min: 1 },
};

/** Where a sensor is, as plain JSON. */
export interface SensorState {
  readonly index: number;
  readonly wander: number;
  readonly held: number;
  readonly random: RandomState;
  readonly sensing: RandomState;
}

/** A housekeeping channel of one spacecraft, sample by sample. */
export class Sensor {
  readonly #model: ChannelModel;
  readonly #interval: Seconds;
  readonly #mean: number;
  readonly #phase: number;
  readonly #keep: number;
  readonly #kick: number;
  readonly #noise: number;
  readonly #oscillation: Oscillation | undefined;
  readonly #one: Float64Array = new Float64Array(1);
  #random: RandomStream;
  #sensing: RandomStream;
  #index = 0;
  #wander = 0;
  #held = 0;

  constructor(model: ChannelModel, seed: bigint, name: string, rate: Hertz, oscillation?: Oscillation) {
    this.#model = model;
    this.#random = randomStream(seed, `environment_${name}`);
    this.#sensing = randomStream(seed, `environment_${name}_sensor`);
    this.#mean = model.mean + (model.spread ?? 0) * (2 * this.#random.uniform() - 1);
    this.#phase = 2 * Math.PI * this.#random.uniform();
    this.#interval = (model.hold ?? 1) / rate;
    this.#keep = Math.exp(-this.#interval / (model.memory ?? 1));
    this.#kick = (model.wander ?? 0) * Math.sqrt(1 - this.#keep ** 2);
    this.#noise = (model.white ?? 0) * Math.sqrt(rate / 2);
    this.#oscillation = oscillation;
    this.#wander = (model.wander ?? 0) * this.#normal(this.#random);
  }

  state(): SensorState {
    return {
      index: this.#index,
      wander: this.#wander,
      held: this.#held,
      random: this.#random.state(),
      sensing: this.#sensing.state(),
    };
  }

  resume(state: SensorState): void {
    this.#index = state.index;
    this.#wander = state.wander;
    this.#held = state.held;
    this.#random = resumedStream(state.random);
    this.#sensing = resumedStream(state.sensing);
  }

  /** The value that all of its samples lie around. */
  get mean(): number {
    return this.#mean;
  }

  /**
   * The next `out.length` samples as they are read; returned is what is there to be read, which may be the same array.
   * @param shared the wander that it shares with others, at the same samples
   */
  next(out: Float64Array, shared?: Float64Array): Float64Array {
    const share = this.#model.share?.[1] ?? 0;
    this.#slow(out);
    if (shared !== undefined) for (let k = 0; k < out.length; k++) out[k]! += share * shared[k]!;
    if (this.#noise === 0 && this.#model.isCount !== true) return out;
    const truth = out.slice();
    if (this.#model.isCount === true) for (let k = 0; k < out.length; k++) out[k] = this.#count(truth[k]!);
    if (this.#noise === 0) return truth;
    this.#sensing.normals(out);
    for (let k = 0; k < out.length; k++) out[k] = truth[k]! + this.#noise * out[k]!;
    return truth;
  }

  /** Fills in what changes slowly, a new value once in `hold` samples. */
  #slow(out: Float64Array): void {
    const hold = this.#model.hold ?? 1;
    const first = Math.ceil(this.#index / hold);
    const end = Math.ceil((this.#index + out.length) / hold);
    const kicks = new Float64Array(this.#kick > 0 ? end - first : 0);
    if (kicks.length > 0) this.#random.normals(kicks);
    let at = Math.min(out.length, first * hold - this.#index);
    out.fill(this.#held, 0, at);
    for (let step = first; step < end; step++) {
      this.#held = this.#mean + this.#periodic(step * this.#interval) + this.#wander;
      if (this.#kick > 0) this.#wander = this.#keep * this.#wander + this.#kick * kicks[step - first]!;
      if (hold === 1) out[at++] = this.#held;
      else out.fill(this.#held, at, (at += hold));
    }
    this.#index += out.length;
  }

  #periodic(time: Seconds): number {
    const { drift = 0, daily = 0, yearly = 0 } = this.#model;
    let sum = (drift * time) / DAY;
    if (daily !== 0) sum += daily * this.#turn(time, DAY);
    if (yearly !== 0) sum += yearly * this.#turn(time, YEAR);
    if (this.#oscillation !== undefined)
      sum += this.#oscillation.amplitude * this.#turn(time, this.#oscillation.period);
    return sum;
  }

  #turn(time: Seconds, period: Seconds): number {
    return Math.sin((2 * Math.PI * time) / period + this.#phase);
  }

  #normal(stream: RandomStream): number {
    return stream.normals(this.#one)[0]!;
  }

  /** A number of events of Poisson's distribution: as many uniform numbers as can be multiplied before e^−expected is reached. */
  #count(expected: number): number {
    const end = Math.exp(-expected);
    let count = 0;
    for (let product = this.#sensing.uniform(); product > end; count++) product *= this.#sensing.uniform();
    return count;
  }
}
