import type { Hertz, Seconds } from "../core/units.js";
import type { ComplexArray } from "../math/complex.js";
import { eigenvalues } from "../math/eigenvalues.js";
import { entryOf, type Matrix, matrixOf, matrixProduct } from "../math/matrix.js";
import { LOOPS, type Loop, shapeOf } from "./control.js";
import { INPUTS } from "./plant.js";
import { closedLoop, type SpacecraftOptions } from "./spacecraft.js";
import { controllerGain } from "./spectra.js";
import { FOLLOWED, Stepper } from "./stepper.js";

/** How much phase each loop has left where its gain is one (degrees), by its own: −L(s) = −C(s) e^(−s delay)/s². */
export function phaseMargins(options: SpacecraftOptions = {}): Readonly<Record<Loop, number>> {
  const { controllers } = closedLoop(options);
  const margin = (loop: Loop): number => {
    const frequency: Hertz = controllers.unityGain[loop];
    const { re, im } = controllerGain(frequency, frequency);
    // C is negative, so that −C turns by what it leads; 1/s² turns by −180°, which is where the margin is counted from.
    return (Math.atan2(-im, -re) - 2 * Math.PI * frequency * controllers.delay) * (180 / Math.PI);
  };
  return Object.fromEntries(LOOPS.map((loop) => [loop, margin(loop)])) as Record<Loop, number>;
}

/**
 * The closed loop's poles (s⁻¹): plant 30, controllers 3 × 15, delays (Padé, order 2) 2 × 15. The loops are stable when all
 * real parts are negative.
 */
export function closedLoopPoles(options: SpacecraftOptions = {}): ComplexArray {
  return eigenvalues(continuousSystem(options));
}

/**
 * The poles of the closed loop as it is stepped every `dt`, on the z plane: stable when all are inside of the unit circle.
 */
export function sampledPoles(dt: Seconds, options: SpacecraftOptions = {}): ComplexArray {
  const silence = new Float64Array(INPUTS.length + LOOPS.length);
  const stepper = new Stepper(closedLoop(options), dt, silence);
  const { layout, state } = stepper;
  // The test masses' inertial velocities act on nothing.
  const kept = Array.from(state.keys()).filter(
    (k) =>
      k !== layout.velocity + 15 &&
      k !== layout.velocity + 16 &&
      !(k >= layout.pending && (k - layout.pending) % FOLLOWED > 14),
  );
  const columns = kept.map((from) => {
    state.fill(0);
    state[from] = 1;
    stepper.step(silence, 0, 1);
    return kept.map((to) => state[to]!);
  });
  return eigenvalues(matrixOf(kept.length, kept.length, (row, column) => columns[column]![row]!));
}

/** States of a controller with its delay: integrator, two of the filter, two of the delay. */
const PER_LOOP = 5;

/** ẋ = A x for x = q, q̇, and each loop's states. */
function continuousSystem(options: SpacecraftOptions): Matrix {
  const loop = closedLoop(options);
  const command = matrixProduct(matrixProduct(loop.plant.input, loop.allocation), loop.decoupling);
  const size = 30 + PER_LOOP * LOOPS.length;
  const values = new Float64Array(size * size);
  const set = (row: number, column: number, value: number): void => {
    values[row * size + column]! += value;
  };
  for (let row = 0; row < 15; row++) {
    set(row, 15 + row, 1);
    for (let column = 0; column < 15; column++) set(15 + row, column, entryOf(loop.plant.stiffness, row, column));
  }
  LOOPS.forEach((name, index) => {
    const at = 30 + PER_LOOP * index;
    const chain = chainOf(loop.controllers.unityGain[name], loop.controllers.delay);
    chain.states.forEach((row, k) => {
      row.forEach((value, column) => set(at + k, at + column, value));
      for (let q = 0; q < 15; q++) set(at + k, q, chain.input[k]! * entryOf(loop.sensing, index, q));
    });
    for (let row = 0; row < 15; row++) {
      const gain = entryOf(command, row, index);
      chain.output.forEach((value, column) => set(15 + row, at + column, gain * value));
    }
  });
  return { rows: size, columns: size, values };
}

/** A loop's controller and delay as a chain: ẋ = states x + input y, acceleration = output x. */
interface Chain {
  readonly states: readonly (readonly number[])[];
  readonly input: readonly number[];
  readonly output: readonly number[];
}

function chainOf(unityGain: Hertz, delay: Seconds): Chain {
  const { zero, pole, integral, gain } = shapeOf(unityGain);
  // Filter −k (1 + s/ω_z)/(1 + s/ω_p)²: a, b with ȧ = b; ḃ = ω_p² (y − a) − 2 ω_p b; its value is −k (a + b/ω_z).
  const filter = [-gain, -gain / zero];
  // Integrator: i' = ω_i × filter. What goes into the delay: filter + i.
  const asked = [...filter, 1, 0, 0];
  // Padé of order 2, 1 − (12/T) s/(s² + 6 s/T + 12/T²): c' = d; d' = asked − (6/T) d − (12/T²) c; out = asked − (12/T) d.
  return {
    states: [
      [0, 1, 0, 0, 0],
      [-(pole ** 2), -2 * pole, 0, 0, 0],
      [integral * filter[0]!, integral * filter[1]!, 0, 0, 0],
      [0, 0, 0, 0, 1],
      [asked[0]!, asked[1]!, 1, -12 / delay ** 2, -6 / delay],
    ],
    input: [0, pole ** 2, 0, 0, 0],
    output: [asked[0]!, asked[1]!, 1, 0, -12 / delay],
  };
}
