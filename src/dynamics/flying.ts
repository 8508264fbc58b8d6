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
export const ROW = {
  displacement: 0,
  velocity: COORDINATES.length,
  reading: COORDINATES.length + FOLLOWED,
  command: COORDINATES.length + FOLLOWED + LOOPS.length,
  length: COORDINATES.length + FOLLOWED + LOOPS.length + INPUTS.length,
} as const;

/** Where a flying spacecraft is, as plain JSON. */
export interface FlyingState {
  readonly step: number;
  readonly motion: readonly number[];
  readonly inputs: readonly RandomState[];
  readonly sensing: readonly RandomState[];
}

/** Steps that noise is made for at a time. */
const BATCH = 1024;

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
  readonly #inputs: readonly RandomStream[];
  readonly #sensing: readonly RandomStream[];
  readonly #inputScale: Float64Array;
  readonly #sensingScale: Float64Array;
  readonly #inputNoise: Float64Array = new Float64Array(BATCH * INPUTS.length);
  readonly #sensingNoise: Float64Array = new Float64Array(BATCH * LOOPS.length);
  readonly #scratch: Float64Array = new Float64Array(BATCH);
  /** What is to come, the earliest first, and what goes on. */
  readonly #upcoming: Transient[];
  #active: readonly Transient[] = [];
  #step: number;

  private constructor(flight: Flight, streams: { inputs: readonly RandomStream[]; sensing: readonly RandomStream[] }) {
    this.#flight = flight;
    this.#stepper = new Stepper(flight.loop, flight.dt, flight.trim);
    this.#inputs = streams.inputs;
    this.#sensing = streams.sensing;
    // A one-sided density A² up to half the sampling rate has the variance A²/2dt.
    const scale = Math.sqrt(0.5 / flight.dt);
    this.#inputScale = Float64Array.from(INPUTS, (input) => flight.loop.noise.inputs[input] * scale);
    this.#sensingScale = Float64Array.from(LOOPS, (loop) => flight.loop.noise.sensing[loop] * scale);
    this.#upcoming = [...flight.transients].sort((a, b) => a.time - b.time);
    this.#step = 0;
  }

  /** At rest at step `step`, which may be before the first sample. */
  static starting(flight: Flight, seed: bigint, step: number): FlyingSpacecraft {
    const named = (kind: string, name: string): RandomStream =>
      randomStream(seed, `dynamics_${kind}_${name}_${flight.spacecraft}`);
    const flying = new FlyingSpacecraft(flight, {
      inputs: INPUTS.map((input) => named("input", input)),
      sensing: LOOPS.map((loop) => named("sensing", loop)),
    });
    flying.#step = step;
    return flying;
  }

  /** Where it was when `state` was taken. @throws BadArgumentError when it is of another loop */
  static resumed(flight: Flight, state: FlyingState): FlyingSpacecraft {
    const flying = new FlyingSpacecraft(flight, {
      inputs: state.inputs.map(resumedStream),
      sensing: state.sensing.map(resumedStream),
    });
    const found = [state.motion.length, state.inputs.length, state.sensing.length];
    const expected = [flying.#stepper.state.length, INPUTS.length, LOOPS.length];
    if (found.some((length, k) => length !== expected[k])) {
      throw new BadArgumentError(
        `The state of spacecraft ${flight.spacecraft} has ${found.join(", ")} numbers, inputs and readings; this loop has ${expected.join(", ")}. Resume with the options that it was started with.`,
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
      inputs: this.#inputs.map((stream) => stream.state()),
      sensing: this.#sensing.map((stream) => stream.state()),
    };
  }

  /** Displacements and velocities now, into the row at `at`. */
  look(rows: Float64Array, at: number): void {
    rows.set(this.#stepper.state.subarray(0, ROW.reading), at);
  }

  /** Takes `count` steps and keeps a {@link ROW} of each, from `at` on; nothing is kept without `rows`. */
  fly(count: number, rows?: Float64Array, at = 0): void {
    for (let done = 0; done < count; done += BATCH) {
      const batch = Math.min(BATCH, count - done);
      this.#makeNoise(batch);
      for (let k = 0; k < batch; k++) {
        const row = at + (done + k) * ROW.length;
        if (rows !== undefined) this.look(rows, row);
        this.#disturb();
        this.#stepper.step(this.#inputNoise, k * INPUTS.length, this.#sensingNoise, k * LOOPS.length);
        if (rows !== undefined) this.#keep(rows, row);
        this.#step++;
      }
    }
  }

  #keep(rows: Float64Array, row: number): void {
    const { readings, commands } = this.#stepper;
    rows.set(readings, row + ROW.reading);
    const { commands: trim } = this.#flight.trim;
    for (let k = 0; k < commands.length; k++) rows[row + ROW.command + k] = commands[k]! + trim[k]!;
  }

  #makeNoise(count: number): void {
    fillColumns(this.#inputs, this.#inputScale, this.#inputNoise, this.#scratch.subarray(0, count));
    fillColumns(this.#sensing, this.#sensingScale, this.#sensingNoise, this.#scratch.subarray(0, count));
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

/** Column k of `out` (as many columns as streams) gets the next numbers of stream k, times its scale. */
function fillColumns(
  streams: readonly RandomStream[],
  scales: Float64Array,
  out: Float64Array,
  scratch: Float64Array,
): void {
  const width = streams.length;
  for (let column = 0; column < width; column++) {
    const scale = scales[column]!;
    streams[column]!.normals(scratch);
    for (let k = 0; k < scratch.length; k++) out[k * width + column] = scale * scratch[k]!;
  }
}
