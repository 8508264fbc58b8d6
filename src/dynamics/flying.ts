import { BadArgumentError } from "../core/errors.js";
import { isLeft, type Spacecraft } from "../core/mosa.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import type { Seconds } from "../core/units.js";
import { LOOPS } from "./control.js";
import { COORDINATES, INPUTS } from "./plant.js";
import type { ClosedLoop } from "./spacecraft.js";
import { FOLLOWED, Stepper } from "./stepper.js";
import type { Push, Transient } from "./transients.js";
import type { Trim } from "./trim.js";

/** What is kept of a step: displacements and velocities at its beginning, readings and commands of it. */
export const ROW: Readonly<Record<"displacement" | "velocity" | "reading" | "command" | "length", number>> = {
  displacement: 0,
  velocity: COORDINATES.length,
  reading: COORDINATES.length + FOLLOWED,
  command: COORDINATES.length + FOLLOWED + LOOPS.length,
  length: COORDINATES.length + FOLLOWED + LOOPS.length + INPUTS.length,
};

/** Where a flying spacecraft is, as plain JSON. */
export interface FlyingState {
  readonly step: number;
  readonly motion: readonly number[];
  /** Of the inputs' noises, then the readings'. */
  readonly random: readonly RandomState[];
}

/** Steps that noise is made for at a time. */
const BATCH = 256;

/** What a spacecraft needs to fly. */
interface Flight {
  readonly spacecraft: Spacecraft;
  readonly loop: ClosedLoop;
  readonly dt: Seconds;
  readonly trim: Trim;
  readonly transients: readonly Transient[];
}

/** A spacecraft in closed loop, with its noises and what happens to it. */
export class FlyingSpacecraft {
  readonly #flight: Flight;
  readonly #stepper: Stepper;
  readonly #streams: readonly RandomStream[];
  /** A batch of each stream's numbers, one after the other. */
  readonly #noise: Float64Array = new Float64Array(BATCH * (INPUTS.length + LOOPS.length));
  /** What is to come, the earliest first, and what goes on. */
  readonly #upcoming: Transient[];
  #active: readonly Transient[] = [];
  #step: number;

  private constructor(flight: Flight, streams: readonly RandomStream[]) {
    const { loop, dt } = flight;
    this.#flight = flight;
    this.#streams = streams;
    const levels = [
      ...INPUTS.map((input) => loop.noise.inputs[input]),
      ...LOOPS.map((name) => loop.noise.sensing[name]),
    ];
    // A one-sided density A² up to half the sampling rate has the variance A²/2dt.
    const scales = Float64Array.from(levels, (level) => level * Math.sqrt(0.5 / dt));
    this.#stepper = new Stepper(loop, dt, scales, flight.trim);
    this.#upcoming = [...flight.transients].sort((a, b) => a.time - b.time);
    this.#step = 0;
  }

  /** At rest at step `step`, which may be before the first sample. */
  static starting(flight: Flight, seed: bigint, step: number): FlyingSpacecraft {
    const named = (kind: string, name: string): RandomStream =>
      randomStream(seed, `dynamics_${kind}_${name}_${flight.spacecraft}`);
    const streams = [...INPUTS.map((input) => named("input", input)), ...LOOPS.map((loop) => named("sensing", loop))];
    const flying = new FlyingSpacecraft(flight, streams);
    flying.#step = step;
    return flying;
  }

  /** Where it was when `state` was taken. @throws BadArgumentError when it is of another loop */
  static resumed(flight: Flight, state: FlyingState): FlyingSpacecraft {
    const flying = new FlyingSpacecraft(flight, state.random.map(resumedStream));
    const [length, expected] = [state.motion.length, flying.#stepper.state.length];
    if (length !== expected || state.random.length !== flying.#noise.length / BATCH) {
      throw new BadArgumentError(
        `The state of spacecraft ${flight.spacecraft} has ${length} numbers and ${state.random.length} random streams; this loop has ${expected} and ${flying.#noise.length / BATCH}. Resume with the options that it was started with.`,
        { length, expected },
      );
    }
    flying.#stepper.state.set(state.motion);
    flying.#step = state.step;
    return flying;
  }

  /** The next step that {@link fly} takes. */
  get step(): number {
    return this.#step;
  }

  state(): FlyingState {
    return {
      step: this.#step,
      motion: [...this.#stepper.state],
      random: this.#streams.map((stream) => stream.state()),
    };
  }

  /** Displacements and velocities now, into the row at `at`. */
  look(rows: Float64Array, at: number): void {
    const { state } = this.#stepper;
    for (let k = 0; k < ROW.reading; k++) rows[at + k] = state[k]!;
  }

  /** Takes `count` steps and keeps a {@link ROW} of each, from `at` on; nothing is kept without `rows`. */
  fly(count: number, rows?: Float64Array, at = 0): void {
    for (let done = 0; done < count; done += BATCH) {
      const batch = Math.min(BATCH, count - done);
      this.#streams.forEach((stream, k) => {
        stream.normals(this.#noise.subarray(k * BATCH, k * BATCH + batch));
      });
      for (let k = 0; k < batch; k++) {
        const row = at + (done + k) * ROW.length;
        if (rows !== undefined) this.look(rows, row);
        this.#disturb();
        this.#stepper.step(this.#noise, k, BATCH);
        if (rows !== undefined) this.#keep(rows, row);
        this.#step++;
      }
    }
  }

  #keep(rows: Float64Array, row: number): void {
    const { readings, commands } = this.#stepper;
    const { commands: trim } = this.#flight.trim;
    for (let k = 0; k < readings.length; k++) rows[row + ROW.reading + k] = readings[k]!;
    for (let k = 0; k < commands.length; k++) rows[row + ROW.command + k] = commands[k]! + trim[k]!;
  }

  /** Adds what happens within this step. */
  #disturb(): void {
    const { dt } = this.#flight;
    const from = this.#step * dt;
    while (this.#upcoming.length > 0 && this.#upcoming[0]!.time < from + dt)
      this.#active = [...this.#active, this.#upcoming.shift()!];
    if (this.#active.length === 0) return;
    for (const transient of this.#active) {
      if (transient.kind === "push") this.#push(transient, from);
      // A kick within an interval is a force over all of it.
      else if (transient.time >= from)
        this.#stepper.kick([...transient.momentum, ...transient.angularMomentum], 0, 1 / dt);
    }
    this.#active = this.#active.filter((transient) => endOf(transient) >= from + dt);
  }

  /** The share of a push that lies within the step that begins at `from`. */
  #push(push: Push, from: Seconds): void {
    const { dt } = this.#flight;
    const overlap = Math.min(from + dt, push.time + push.duration) - Math.max(from, push.time);
    const first = isLeft(push.mosa) ? 6 : 12;
    this.#stepper.kick([...push.force, ...(push.torque ?? [0, 0, 0])], first, Math.max(0, overlap) / dt);
  }
}

function endOf(transient: Transient): Seconds {
  return transient.kind === "impact" ? transient.time : transient.time + transient.duration;
}
