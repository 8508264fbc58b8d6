import type { Hertz } from "../core/units.js";
import { type ComplexMatrix, solveComplex } from "../math/complex-matrix.js";
import { entryOf, type Matrix, matrixProduct } from "../math/matrix.js";
import { LOOPS, shapeOf } from "./control.js";
import { COORDINATES, type Coordinate, INPUTS } from "./plant.js";
import { type ClosedLoop, closedLoop, type SpacecraftOptions } from "./spacecraft.js";

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * The amplitude spectral densities of the motion (m/√Hz, rad/√Hz) by {@link COORDINATES}, from the closed loop's transfer
 * functions: (s² − K − B V D L S) q = B u + B V D L n, with L = diag C(s) e^(−s delay), where e is Padé's of order 2.
 */
export function motionSpectrum(
  options: SpacecraftOptions = {},
): (frequency: Hertz) => Readonly<Record<Coordinate, number>> {
  const loop = closedLoop(options);
  const command = matrixProduct(matrixProduct(loop.plant.input, loop.allocation), loop.decoupling);
  return (frequency) => {
    const { byInput, bySensing } = responses(loop, command, frequency);
    const densities = COORDINATES.map((_, row) => {
      const ofInputs = INPUTS.map((input, k) => power(byInput, row, k) * loop.noise.inputs[input] ** 2);
      const ofSensing = LOOPS.map((name, k) => power(bySensing, row, k) * loop.noise.sensing[name] ** 2);
      return Math.sqrt([...ofInputs, ...ofSensing].reduce((sum, density) => sum + density, 0));
    });
    return Object.fromEntries(COORDINATES.map((name, row) => [name, densities[row]!])) as Record<Coordinate, number>;
  };
}

export function power({ columns, re, im }: ComplexMatrix, row: number, column: number): number {
  return re[row * columns + column]! ** 2 + im[row * columns + column]! ** 2;
}

/** Motion by inputs and by errors of the sensors, given the inputs' accelerations by what the loops ask for. */
export function responses(
  loop: ClosedLoop,
  command: Matrix,
  frequency: Hertz,
): { byInput: ComplexMatrix; bySensing: ComplexMatrix } {
  const gains = LOOPS.map((name) => loopGain(loop, loop.controllers.unityGain[name], frequency));
  const fed = complexMatrix(command.rows, command.columns, (row, column) => {
    const entry = entryOf(command, row, column);
    return { re: entry * gains[column]!.re, im: entry * gains[column]!.im };
  });
  const system = complexMatrix(15, 15, (row, column) => {
    let re = (row === column ? -((2 * Math.PI * frequency) ** 2) : 0) - entryOf(loop.plant.stiffness, row, column);
    let im = 0;
    for (let k = 0; k < 15; k++) {
      re -= fed.re[row * 15 + k]! * entryOf(loop.sensing, k, column);
      im -= fed.im[row * 15 + k]! * entryOf(loop.sensing, k, column);
    }
    return { re, im };
  });
  const both = complexMatrix(15, INPUTS.length + 15, (row, column) => {
    if (column < INPUTS.length) return { re: entryOf(loop.plant.input, row, column), im: 0 };
    const k = row * 15 + column - INPUTS.length;
    return { re: fed.re[k]!, im: fed.im[k]! };
  });
  const solved = solveComplex(system, both);
  const part = (from: number, columns: number): ComplexMatrix =>
    complexMatrix(15, columns, (row, column) => {
      const k = row * solved.columns + from + column;
      return { re: solved.re[k]!, im: solved.im[k]! };
    });
  return { byInput: part(0, INPUTS.length), bySensing: part(INPUTS.length, 15) };
}

/** The controller's acceleration by what its loop reads, delay included; negative feedback. */
export function loopGain(loop: ClosedLoop, unityGain: Hertz, frequency: Hertz): Complex {
  const controller = controllerGain(unityGain, frequency);
  const delay = padeDelay(2 * Math.PI * frequency * loop.controllers.delay);
  return product(controller, delay);
}

/** −k (1 + ω_i/s)(1 + s/ω_z)/(1 + s/ω_p)² at s = 2πif. */
export function controllerGain(unityGain: Hertz, frequency: Hertz): { readonly re: number; readonly im: number } {
  const { zero, pole, integral, gain } = shapeOf(unityGain);
  const omega = 2 * Math.PI * frequency;
  const lead = product({ re: 1, im: -integral / omega }, { re: 1, im: omega / zero });
  const lag = product({ re: 1, im: omega / pole }, { re: 1, im: omega / pole });
  const norm = (lag.re ** 2 + lag.im ** 2) / -gain;
  return { re: (lead.re * lag.re + lead.im * lag.im) / norm, im: (lead.im * lag.re - lead.re * lag.im) / norm };
}

/** (1 − sT/2 + s²T²/12)/(1 + sT/2 + s²T²/12) at sT = i `phase`: of size one. */
function padeDelay(phase: number): Complex {
  const angle = -2 * Math.atan2(phase / 2, 1 - phase ** 2 / 12);
  return { re: Math.cos(angle), im: Math.sin(angle) };
}

export function product(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function complexMatrix(
  rows: number,
  columns: number,
  entry: (row: number, column: number) => Complex,
): ComplexMatrix {
  const matrix = { rows, columns, re: new Float64Array(rows * columns), im: new Float64Array(rows * columns) };
  for (let k = 0; k < rows * columns; k++) {
    const { re, im } = entry(Math.floor(k / columns), k % columns);
    matrix.re[k] = re;
    matrix.im[k] = im;
  }
  return matrix;
}
