import type { Spacecraft } from "../core/mosa.js";
import { checkedNumber, mustBeList } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import {
  HOUSEKEEPING_RATE,
  HousekeepingSampler,
  type HousekeepingState,
  WAVEFRONT,
  type WavefrontChannel,
} from "./channels.js";
import type { AngleRates, ChannelSamples, Housekeeping, MotionOptions } from "./chunk.js";
import { LOOPS } from "./control.js";
import { FlyingSpacecraft, type FlyingState, ROW } from "./flying.js";
import { closedLoop, crossTalkOf } from "./spacecraft.js";
import { checkedTransient, placeOf } from "./transients.js";
import { LOADS, trimOf } from "./trim.js";

/** Of one spacecraft, as plain JSON: its loop, the rows that the next samples begin in, its telemetry. */
export interface MemberState {
  readonly flying: FlyingState;
  readonly rows: readonly number[];
  readonly housekeeping: HousekeepingState;
}

/** What a spacecraft's motion is in a chunk; pairs are of the left and the right MOSA. */
export interface Flown {
  readonly jitter: readonly [Float64Array, Float64Array];
  readonly testMass: readonly [Float64Array, Float64Array];
  readonly attitude: AngleRates;
  readonly wavefront: ChannelSamples<WavefrontChannel>;
  readonly housekeeping: Housekeeping;
}

/** Four times what the slowest loop forgets in. */
const WARM_UP: Seconds = 8000;

/** A spacecraft of the constellation: flies its loop and samples it. */
export class Member {
  readonly #ratio: number;
  readonly #every: number;
  readonly #interval: Seconds;
  readonly #flying: FlyingSpacecraft;
  readonly #sampler: HousekeepingSampler;
  /** The rows from step `#flying.step − 1` on: of the last step taken, and where it led to. */
  #kept: Float64Array;
  #rows: Float64Array = new Float64Array(0);

  constructor(spacecraft: Spacecraft, options: MotionOptions, ratio: number, from: bigint | MemberState) {
    const interval = ratio * options.dt;
    const { loads = LOADS, transients = [], warmUp: settled = WARM_UP } = options;
    mustBeList("transients", transients, "impacts and pushes");
    checkedNumber("the dynamics", "warmUp", settled, { unit: "s", min: 0 });
    const flight = {
      spacecraft,
      loop: closedLoop(options),
      dt: interval,
      trim: trimOf(loads),
      transients: transients.map(checkedTransient).filter((transient) => placeOf(transient) === spacecraft),
    };
    const crossTalk = crossTalkOf(options);
    this.#ratio = ratio;
    this.#interval = interval;
    this.#every = Math.round(1 / interval / HOUSEKEEPING_RATE);
    if (typeof from === "bigint") {
      const warmUp = Math.ceil(settled / interval);
      const first = Math.floor((options.start ?? 0) / ratio);
      this.#flying = FlyingSpacecraft.starting(flight, from, first - 1 - warmUp);
      this.#flying.fly(warmUp);
      this.#kept = new Float64Array(2 * ROW.length);
      this.#flying.fly(1, this.#kept);
      this.#flying.look(this.#kept, ROW.length);
      this.#sampler = HousekeepingSampler.starting(spacecraft, crossTalk, from);
    } else {
      this.#flying = FlyingSpacecraft.resumed(flight, from.flying);
      this.#kept = Float64Array.from(from.rows);
      this.#sampler = HousekeepingSampler.resumed(spacecraft, crossTalk, from.housekeeping);
    }
  }

  state(): MemberState {
    return { flying: this.#flying.state(), rows: [...this.#kept], housekeeping: this.#sampler.state() };
  }

  /** The samples from `start` to before `start + count`; calls follow each other without a gap. */
  fly(start: number, count: number): Flown {
    const first = this.#flying.step - 1;
    const taken = this.#flying.step;
    const steps = Math.floor((start + count - 1) / this.#ratio) + 1 - taken;
    const rows = this.#room((steps + 2) * ROW.length);
    rows.set(this.#kept);
    if (steps > 0) {
      this.#flying.fly(steps, rows, ROW.length);
      this.#flying.look(rows, (steps + 1) * ROW.length);
    }
    this.#kept = rows.slice(steps * ROW.length, (steps + 2) * ROW.length);
    const velocity = (k: number): Float64Array =>
      this.#interpolated(rows, first, start, count, [[ROW.velocity + k, 1]]);
    const jitter = (mass: number): Float64Array =>
      this.#interpolated(rows, first, start, count, [
        [ROW.velocity + 15 + mass, 1],
        [ROW.velocity + 6 * mass, -1],
      ]);
    return {
      jitter: [jitter(0), jitter(1)],
      testMass: [velocity(15), velocity(16)],
      attitude: { theta: velocity(12), eta: velocity(13), phi: velocity(14) },
      wavefront: this.#wavefront(rows, first, taken, steps),
      housekeeping: this.#housekeeping(rows, first, taken, steps),
    };
  }

  /** An array of that length or more, used again and again. */
  #room(length: number): Float64Array {
    if (this.#rows.length < length) this.#rows = new Float64Array(length);
    return this.#rows;
  }

  /** A sum of columns of the rows, which begin at step `first`, on the grid of the samples: straight between rows. */
  #interpolated(
    rows: Float64Array,
    first: number,
    start: number,
    count: number,
    columns: readonly (readonly [number, number])[],
  ): Float64Array {
    const ratio = this.#ratio;
    const out = new Float64Array(count);
    for (const [column, factor] of columns) {
      for (let k = 0; k < count; ) {
        const step = Math.floor((start + k) / ratio);
        const at = (step - first) * ROW.length + column;
        const here = factor * rows[at]!;
        const slope = (factor * rows[at + ROW.length]! - here) / ratio;
        for (let part = start + k - step * ratio; part < ratio && k < count; part++, k++)
          out[k]! += here + slope * part;
      }
    }
    return out;
  }

  /** Telemetry of the steps that were taken, `steps` from number `taken` on. */
  #housekeeping(rows: Float64Array, first: number, taken: number, steps: number): Housekeeping {
    const start = Math.ceil(taken / this.#every);
    const count = Math.max(0, Math.ceil((taken + steps) / this.#every) - start);
    const from = (start * this.#every - first) * ROW.length;
    const channels = this.#sampler.sample(rows, from, this.#every * ROW.length, start, count);
    return { rate: HOUSEKEEPING_RATE, start, count, channels };
  }

  /** What the wavefront sensors of the test masses read in these steps. */
  #wavefront(rows: Float64Array, first: number, taken: number, steps: number): ChannelSamples<WavefrontChannel> {
    const channels = WAVEFRONT.map(([name, loop]) => {
      const out = new Float64Array(steps);
      let at = (taken - first) * ROW.length + ROW.reading + LOOPS.indexOf(loop);
      for (let k = 0; k < steps; k++, at += ROW.length) out[k] = rows[at]!;
      return [name, out];
    });
    return { rate: 1 / this.#interval, start: taken, count: steps, channels: Object.fromEntries(channels) };
  }
}
