import { adjacentOf, distantOf, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz } from "../core/units.js";
import {
  clockNoise,
  displacementNoise,
  modulationNoise,
  testMassNoise,
  whiteDisplacementNoise,
} from "../noise/sources.js";
import type { NoiseModel } from "../noise/tdi.js";
import type { InstrumentLevels } from "./levels.js";

/**
 * The sum of the two reference carriers of a spacecraft, in which both lasers cancel: 4 S_reciprocal + 2 S_backlink +
 * 2 S_readout. What the two directions of the fibre have in common adds up.
 */
export function referenceSumModel(levels: InstrumentLevels): NoiseModel {
  return (frequency) =>
    4 * whiteDisplacementNoise(frequency, levels.reciprocalBacklink) +
    2 * displacementNoise(frequency, levels.backlink) +
    2 * displacementNoise(frequency, levels.readout.ref);
}

/**
 * Test-mass minus reference carrier of one MOSA, in which both lasers and the backlink cancel: twice the motion of the
 * spacecraft against its test mass, and both readouts. 4 (S_motion + S_testmass) + S_tmi + S_ref; `motion` is white jitter along
 * the line of sight if not given.
 */
export function testMassModel(
  levels: InstrumentLevels,
  motion: NoiseModel = (frequency) => whiteDisplacementNoise(frequency, levels.longitudinalJitter),
): NoiseModel {
  return (frequency) =>
    4 * (motion(frequency) + testMassNoise(frequency, levels.testMass)) +
    displacementNoise(frequency, levels.readout.tmi) +
    displacementNoise(frequency, levels.readout.ref);
}

/**
 * Interspacecraft sideband minus carrier of `mosa`, in which the lasers cancel: both clocks and both clock tones, each times
 * its modulation frequency, and both readouts.
 */
export function sidebandModel(levels: InstrumentLevels, mosa: Mosa): NoiseModel {
  const tone = (at: Mosa, frequency: Hertz): number =>
    levels.modulationFrequency[at] ** 2 *
    (clockNoise(frequency, levels.clock) + modulationNoise(frequency, levels.modulation[at]));
  return (frequency) =>
    tone(mosa, frequency) +
    tone(distantOf(mosa), frequency) +
    displacementNoise(frequency, levels.readout.sci) +
    displacementNoise(frequency, levels.sidebandReadout);
}

/** `ref_ij + ref_ik` of the spacecraft that carries `mosa`: free of laser noise. */
export function referenceSum(ref: PerMosa<Float64Array>, mosa: Mosa): Float64Array {
  return combined(ref[mosa], ref[adjacentOf(mosa)], 1);
}

/** `tmi_ij − ref_ij`: free of laser noise and backlink. */
export function testMassOnly(tmi: PerMosa<Float64Array>, ref: PerMosa<Float64Array>): PerMosa<Float64Array> {
  return perMosa((mosa) => combined(tmi[mosa], ref[mosa], -1));
}

/** `sideband_ij − carrier_ij`: free of laser noise. */
export function sidebandOnly(sideband: PerMosa<Float64Array>, carrier: PerMosa<Float64Array>): PerMosa<Float64Array> {
  return perMosa((mosa) => combined(sideband[mosa], carrier[mosa], -1));
}

function combined(a: Float64Array, b: Float64Array, sign: 1 | -1): Float64Array {
  return a.map((value, index) => value + sign * b[index]);
}
