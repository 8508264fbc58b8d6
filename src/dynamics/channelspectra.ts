import type { Hertz, Seconds } from "../core/units.js";
import type { ComplexMatrix } from "../math/complex-matrix.js";
import { entryOf, type Matrix, matrixProduct } from "../math/matrix.js";
import {
  type ActuatorChannel,
  HOUSEKEEPING_RATE,
  recipesOf,
  type SensorChannel,
  WAVEFRONT,
  type WavefrontChannel,
} from "./channels.js";
import { LOOPS } from "./control.js";
import { type Filters, filtersOf } from "./discrete.js";
import { ROW } from "./flying.js";
import { INPUTS } from "./plant.js";
import { type ClosedLoop, closedLoop, crossTalkOf, type SpacecraftOptions } from "./spacecraft.js";
import { type Complex, complexMatrix, loopGain, power, product, responses } from "./spectra.js";

/** The channels that loops make; the telescopes' angles follow the orbits. */
type LoopChannel = SensorChannel | ActuatorChannel | WavefrontChannel;

/** A sum of rows. */
type Terms = readonly (readonly [row: number, factor: number])[];

/**
 * The amplitude spectral densities of the telemetry's channels (m, rad, N or N m per √Hz), as they are sampled: the loops' values
 * once a second, without a filter, so that what they have above half a hertz is folded below it.
 * @param loopInterval how often the loops are closed
 */
export function channelSpectrum(
  options: SpacecraftOptions = {},
  loopInterval: Seconds = 0.25,
): (frequency: Hertz) => Readonly<Record<LoopChannel, number>> {
  const loop = closedLoop(options);
  const filters = filtersOf(loop.controllers, loopInterval);
  const recipes = recipesOf(crossTalkOf(options));
  return (frequency) => {
    const at = (image: Hertz): ComplexMatrix => rowsAt(loop, filters, loopInterval, image);
    const images = imagesOf(frequency, HOUSEKEEPING_RATE, 1 / loopInterval).map(at);
    const told = recipes.map(({ name, terms, noise }) => {
      const density = images.reduce((sum, rows) => sum + densityOf(loop, rows, terms), noise ** 2);
      return [name, Math.sqrt(density)] as const;
    });
    const read = WAVEFRONT.map(([name, one]) => {
      return [name, Math.sqrt(densityOf(loop, images[0]!, [[ROW.reading + LOOPS.indexOf(one), 1]]))] as const;
    });
    return Object.fromEntries([...told, ...read]) as Record<LoopChannel, number>;
  };
}

/**
 * The amplitude spectral density of each test mass's acceleration along x in an inertial frame (m s⁻²/√Hz) by what control
 * leaves: stiffness, and the cross-talk of what electrodes do on other axes. The forces of the test mass's own noise are not
 * in it: they belong to `noise.testMassNoise`.
 */
export function accelerationSpectrum(
  options: SpacecraftOptions = {},
): (frequency: Hertz) => Readonly<Record<"left" | "right", number>> {
  const loop = closedLoop(options);
  const { input, stiffness } = loop.plant;
  return (frequency) => {
    const rows = rowsAt(loop, undefined, 0, frequency);
    const ofMass = (mass: number): number => {
      const row = 6 * mass;
      const own = Array.from({ length: 6 }, (_, axis) => 6 * (mass + 1) + axis);
      const terms: Terms = [
        ...Array.from({ length: 15 }, (_, k) => [ROW.displacement + k, entryOf(stiffness, row, k)] as const),
        ...own.map((k) => [ROW.command + k, entryOf(input, row, k)] as const),
      ];
      const direct = (source: number): number => (own.slice(1).includes(source) ? entryOf(input, row, source) : 0);
      return Math.sqrt(densityOf(loop, rows, terms, direct));
    };
    return { left: ofMass(0), right: ofMass(1) };
  };
}

/** Frequencies up to half of `rate` that look like `frequency` when every sample but those at `sampled` a second is left out. */
function imagesOf(frequency: Hertz, sampled: Hertz, rate: Hertz): readonly Hertz[] {
  const count = Math.round(rate / sampled);
  const images = Array.from({ length: count }, (_, k) => {
    const turns = Math.ceil(k / 2) * sampled;
    return k % 2 === 0 ? turns + frequency : turns - frequency;
  });
  // Integrators leave nothing at 0 Hz.
  return images.filter((image) => image !== 0);
}

/** What a step's row has of each source of noise: displacements, readings and commands by inputs, then by errors of sensors. */
function rowsAt(loop: ClosedLoop, filters: Filters | undefined, dt: Seconds, frequency: Hertz): ComplexMatrix {
  const toInputs = matrixProduct(loop.allocation, loop.decoupling);
  const { byInput, bySensing } = responses(loop, matrixProduct(loop.plant.input, toInputs), frequency);
  const sources = INPUTS.length + LOOPS.length;
  const moved = (k: number, source: number): Complex => {
    const [matrix, column] = source < INPUTS.length ? [byInput, source] : [bySensing, source - INPUTS.length];
    return { re: matrix.re[k * matrix.columns + column]!, im: matrix.im[k * matrix.columns + column]! };
  };
  const read = complexMatrix(LOOPS.length, sources, (row, source) => {
    const own = Number(source === INPUTS.length + row);
    return weighed(loop.sensing, row, (k) => moved(k, source), { re: own, im: 0 });
  });
  const gains = LOOPS.map((name, k) =>
    filters === undefined
      ? loopGain(loop, loop.controllers.unityGain[name], frequency)
      : digitalGain(filters, k, 2 * Math.PI * frequency * dt),
  );
  const asked = (k: number, source: number): Complex =>
    product(gains[k]!, { re: read.re[k * sources + source]!, im: read.im[k * sources + source]! });
  return complexMatrix(ROW.length, sources, (row, source) => {
    if (row < ROW.velocity) return moved(row, source);
    if (row >= ROW.command) return weighed(toInputs, row - ROW.command, (k) => asked(k, source));
    const k = (row - ROW.reading) * sources + source;
    return row < ROW.reading ? { re: 0, im: 0 } : { re: read.re[k]!, im: read.im[k]! };
  });
}

function weighed(weights: Matrix, row: number, of: (k: number) => Complex, and: Complex = { re: 0, im: 0 }): Complex {
  let { re, im } = and;
  for (let k = 0; k < weights.columns; k++) {
    const weight = entryOf(weights, row, k);
    if (weight === 0) continue;
    const value = of(k);
    re += weight * value.re;
    im += weight * value.im;
  }
  return { re, im };
}

/** What a loop's filter and integrator make of e^(i `angle` n). */
function digitalGain({ sections, integral }: Filters, loop: number, angle: number): Complex {
  const [b0, b1, b2, a1, a2] = sections.subarray(5 * loop, 5 * loop + 5) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const turned = (c0: number, c1: number, c2: number): Complex => ({
    re: c0 + c1 * Math.cos(angle) + c2 * Math.cos(2 * angle),
    im: -c1 * Math.sin(angle) - c2 * Math.sin(2 * angle),
  });
  const [above, below] = [turned(b0, b1, b2), turned(1, a1, a2)];
  const norm = below.re ** 2 + below.im ** 2;
  const section = product(above, { re: below.re / norm, im: -below.im / norm });
  // (1 + z⁻¹)/(1 − z⁻¹) = −i cot(angle/2)
  return product(section, { re: 1, im: -integral[loop]! / Math.tan(angle / 2) });
}

/** The density of a sum of rows: every source by itself. */
function densityOf(
  loop: ClosedLoop,
  rows: ComplexMatrix,
  terms: Terms,
  direct = (_source: number): number => 0,
): number {
  const levels = [...INPUTS.map((name) => loop.noise.inputs[name]), ...LOOPS.map((name) => loop.noise.sensing[name])];
  const sums = complexMatrix(1, levels.length, (_, source) => {
    let [re, im] = [direct(source), 0];
    for (const [row, factor] of terms) {
      re += factor * rows.re[row * rows.columns + source]!;
      im += factor * rows.im[row * rows.columns + source]!;
    }
    return { re, im };
  });
  return levels.reduce((density, level, source) => density + power(sums, 0, source) * level ** 2, 0);
}
