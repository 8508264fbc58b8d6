import type { Seconds } from "../core/units.js";
import { entryOf, type Matrix, matrixOf, matrixProduct } from "../math/matrix.js";
import { LOOPS, THRUSTER_LOOPS } from "./control.js";
import { type Filters, filtersOf, type Latency, latencyOf } from "./discrete.js";
import { INPUTS } from "./plant.js";
import type { ClosedLoop } from "./spacecraft.js";
import { applySparse, type SparseMatrix, sparse } from "./sparse.js";

/** Accelerations that are followed: of the fifteen coordinates, and of both test masses along x in an inertial frame. */
export const FOLLOWED = 17;

/** Where things are in a stepper's state. */
export interface Layout {
  /** 15 displacements and angles. */
  readonly displacement: number;
  /** 15 velocities and rates, and the two test masses' inertial velocities along x. */
  readonly velocity: number;
  /** One integrator a loop. */
  readonly integrator: number;
  /** Two memories of the digital filter a loop. */
  readonly memory: number;
  /** Accelerations by the commands that do not act yet, the oldest first. */
  readonly pending: number;
  readonly length: number;
}

/**
 * One spacecraft under control, step by step. Between samples forces are constant but for the one change when a new command
 * begins to act; what stiffness changes within an interval is left out (K dt² is 1e-7).
 */
export class Stepper {
  readonly layout: Layout;
  readonly state: Float64Array;
  /** What the loops read last. */
  readonly readings: Float64Array = new Float64Array(LOOPS.length);
  /** What was commanded last, within the actuators' authority (N, N m). */
  readonly commands: Float64Array = new Float64Array(INPUTS.length);
  /** Accelerations by the last step's noise and other forces; what is added from outside goes in here first. */
  readonly outside: Float64Array = new Float64Array(FOLLOWED);
  readonly #dt: Seconds;
  readonly #readingScale: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #latency: Latency;
  readonly #filters: Filters;
  readonly #sensing: SparseMatrix;
  readonly #stiffness: SparseMatrix;
  readonly #byCommand: SparseMatrix;
  readonly #byNoise: SparseMatrix;
  readonly #toCommand: SparseMatrix;
  readonly #asked: Float64Array = new Float64Array(LOOPS.length);
  readonly #increments: Float64Array = new Float64Array(LOOPS.length);
  readonly #stiff: Float64Array = new Float64Array(FOLLOWED);
  readonly #noise: Float64Array = new Float64Array(FOLLOWED);
  readonly #next: Float64Array = new Float64Array(FOLLOWED);

  /**
   * @param scales standard deviations of the noise: of the inputs (N, N m), then of the readings
   * @param range least and most that each actuator is commanded (N, N m), by {@link INPUTS}; no limits if not given
   */
  constructor(
    loop: ClosedLoop,
    dt: Seconds,
    scales: Float64Array,
    range?: { readonly low: Float64Array; readonly high: Float64Array },
  ) {
    this.#dt = dt;
    this.#low = range?.low ?? new Float64Array(INPUTS.length).fill(Number.NEGATIVE_INFINITY);
    this.#high = range?.high ?? new Float64Array(INPUTS.length).fill(Number.POSITIVE_INFINITY);
    this.#latency = latencyOf(loop.controllers, dt);
    this.#filters = filtersOf(loop.controllers, dt);
    this.#sensing = sparse(loop.sensing);
    this.#stiffness = sparse(withInertial(loop.plant.stiffness, () => true));
    this.#byCommand = sparse(withInertial(loop.plant.input, (input) => input >= 6));
    // The noise of forces along x belongs to the interferometer's own model of the test masses.
    const ofNoise = withInertial(loop.plant.input, (input) => input >= 6 && input % 6 !== 0);
    this.#byNoise = sparse(
      matrixOf(FOLLOWED, INPUTS.length, (row, input) => entryOf(ofNoise, row, input) * scales[input]!),
    );
    this.#readingScale = scales.slice(INPUTS.length);
    this.#toCommand = sparse(matrixProduct(loop.allocation, loop.decoupling));
    this.layout = layoutOf(this.#latency);
    this.state = new Float64Array(this.layout.length);
  }

  /**
   * From one sample to the next.
   * @param noise numbers of variance 1 for the 18 inputs and then the 15 readings, `stride` apart, from `at` on
   */
  step(noise: Float64Array, at: number, stride: number): void {
    const { state, readings } = this;
    applySparse(this.#sensing, state, this.layout.displacement, 1, readings);
    const sensing = at + INPUTS.length * stride;
    for (let k = 0; k < readings.length; k++) readings[k]! += this.#readingScale[k]! * noise[sensing + k * stride]!;
    this.#control();
    applySparse(this.#toCommand, this.#asked, 0, 1, this.commands);
    this.#saturate();
    applySparse(this.#byCommand, this.commands, 0, 1, this.#next);
    applySparse(this.#byNoise, noise, at, stride, this.#noise);
    applySparse(this.#stiffness, state, this.layout.displacement, 1, this.#stiff);
    this.#move();
  }

  /** Adds forces and torques (N, N m) times `factor`, on the inputs from `first` on, to what acts during the next step. */
  kick(forces: readonly number[], first: number, factor: number): void {
    const { starts, columns, values } = this.#byCommand;
    for (let row = 0; row < FOLLOWED; row++) {
      for (let k = starts[row]!; k < starts[row + 1]!; k++) {
        this.outside[row]! += values[k]! * (forces[columns[k]! - first] ?? 0) * factor;
      }
    }
  }

  /** Runs the digital filters and integrators on the readings. */
  #control(): void {
    const { state, readings, layout } = this;
    const { sections, integral } = this.#filters;
    for (let k = 0; k < readings.length; k++) {
      const x = readings[k]!;
      const at = layout.memory + 2 * k;
      const shaped = sections[5 * k]! * x + state[at]!;
      state[at] = sections[5 * k + 1]! * x - sections[5 * k + 3]! * shaped + state[at + 1]!;
      state[at + 1] = sections[5 * k + 2]! * x - sections[5 * k + 4]! * shaped;
      const half = integral[k]! * shaped;
      this.#asked[k] = shaped + state[layout.integrator + k]! + half;
      state[layout.integrator + k]! += 2 * half;
      this.#increments[k] = 2 * half;
    }
  }

  /** Limits the commands. Integrators of the loops that share a limited group of actuators stand still. */
  #saturate(): void {
    let [thrusters, electrodes] = [false, false];
    for (let k = 0; k < this.commands.length; k++) {
      const command = this.commands[k]!;
      if (command >= this.#low[k]! && command <= this.#high[k]!) continue;
      this.commands[k] = command < this.#low[k]! ? this.#low[k]! : this.#high[k]!;
      if (k < 6) thrusters = true;
      else electrodes = true;
    }
    if (!thrusters && !electrodes) return;
    for (let k = 0; k < LOOPS.length; k++) {
      if (k < THRUSTER_LOOPS ? thrusters : electrodes) this.state[this.layout.integrator + k]! -= this.#increments[k]!;
    }
  }

  /** Moves everything by one interval and takes the new command's accelerations in. */
  #move(): void {
    const { state, layout, outside } = this;
    const dt = this.#dt;
    const { part } = this.#latency;
    const rest = dt - part;
    const { pending } = layout;
    const newer = pending + FOLLOWED;
    const isQueued = newer < layout.length;
    for (let k = 0; k < FOLLOWED; k++) {
      const before = state[pending + k]!;
      const after = isQueued ? state[newer + k]! : this.#next[k]!;
      const steady = this.#stiff[k]! + this.#noise[k]! + outside[k]!;
      const velocity = state[layout.velocity + k]!;
      if (k < 15) {
        state[layout.displacement + k]! +=
          velocity * dt + 0.5 * steady * dt * dt + before * part * (dt - 0.5 * part) + 0.5 * after * rest * rest;
      }
      state[layout.velocity + k] = velocity + steady * dt + before * part + after * rest;
    }
    if (isQueued) state.copyWithin(pending, newer, layout.length);
    const last = layout.length - FOLLOWED;
    for (let k = 0; k < FOLLOWED; k++) {
      state[last + k] = this.#next[k]!;
      outside[k] = 0;
    }
  }
}

function layoutOf({ whole }: Latency): Layout {
  const [velocity, integrator] = [15, 15 + FOLLOWED];
  const memory = integrator + LOOPS.length;
  const pending = memory + 2 * LOOPS.length;
  return { displacement: 0, velocity, integrator, memory, pending, length: pending + (whole + 1) * FOLLOWED };
}

/** The matrix with two more rows: those of x1 and x2 in the columns that act on the test masses themselves. */
function withInertial(matrix: Matrix, isOwn: (column: number) => boolean): Matrix {
  return matrixOf(FOLLOWED, matrix.columns, (row, column) => {
    if (row < 15) return entryOf(matrix, row, column);
    return isOwn(column) ? entryOf(matrix, row === 15 ? 0 : 6, column) : 0;
  });
}
