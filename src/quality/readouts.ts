import { adjacentOf, distantOf, emitterOf, type Mosa, type PerMosa, perMosa, receiverOf } from "../core/mosa.js";
import type { Hertz, HertzPsd, Seconds } from "../core/units.js";
import {
  clockNoise,
  displacementNoise,
  type InstrumentLevels,
  laserNoise,
  modulationNoise,
  testMassNoise,
  whiteDisplacement,
} from "./levels.js";
import { type LaserOrigin, type LockPlan, laserOrigin } from "./lock.js";

/** A one-sided spectral density as a function of frequency, in Hz²/Hz. */
export type SpectrumModel = (frequency: Hertz) => HertzPsd;

/**
 * The interspacecraft carrier of `mosa`: what is left of the laser noise when the distant laser, a light travel time old,
 * meets the local one, each of them a delayed copy of a cavity laser; and the readout. With both from the same cavity
 * |e^{-iω(τ_distant + d)} − e^{-iωτ_local}|² S_laser, otherwise 2 S_laser.
 */
export function scienceModel(
  plan: LockPlan,
  delays: PerMosa<Seconds>,
  levels: InstrumentLevels,
  mosa: Mosa,
): SpectrumModel {
  const local = laserOrigin(plan, delays, mosa);
  const distant = laserOrigin(plan, delays, distantOf(mosa));
  return (frequency) =>
    pairGain(local, distant, delays[mosa], frequency) * laserNoise(frequency, levels.laser) +
    displacementNoise(frequency, levels.readout.sci);
}

/**
 * The sum of the two reference carriers of a spacecraft, in which both lasers cancel: 4 S_reciprocal + 2 S_backlink +
 * 2 S_readout. What the two directions of the fibre have in common adds up.
 */
export function referenceSumModel(levels: InstrumentLevels): SpectrumModel {
  return (frequency) =>
    4 * whiteDisplacement(frequency, levels.reciprocalBacklink) +
    2 * displacementNoise(frequency, levels.backlink) +
    2 * displacementNoise(frequency, levels.readout.ref);
}

/**
 * Test-mass minus reference carrier of one MOSA, in which both lasers and the backlink cancel: twice the motion of the
 * spacecraft against its test mass, and both readouts. 4 (S_jitter + S_testmass) + S_tmi + S_ref.
 */
export function testMassModel(levels: InstrumentLevels): SpectrumModel {
  return (frequency) =>
    4 * (whiteDisplacement(frequency, levels.longitudinalJitter) + testMassNoise(frequency, levels.testMass)) +
    displacementNoise(frequency, levels.readout.tmi) +
    displacementNoise(frequency, levels.readout.ref);
}

/**
 * Interspacecraft sideband minus carrier of `mosa`, in which the lasers cancel: both clocks and both clock tones, each times
 * its modulation frequency, and both readouts.
 */
export function sidebandModel(levels: InstrumentLevels, mosa: Mosa): SpectrumModel {
  const tone = (at: Mosa, frequency: Hertz): number =>
    levels.modulationFrequency[at] ** 2 *
    (clockNoise(frequency, levels.clock) + modulationNoise(frequency, at, levels));
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

/** How people speak of a MOSA's link: "12 (spacecraft 1, light from 2)". */
export function linkName(mosa: Mosa): string {
  return `${mosa} (spacecraft ${receiverOf(mosa)}, light from ${emitterOf(mosa)})`;
}

function pairGain(local: LaserOrigin, distant: LaserOrigin, delay: Seconds, frequency: Hertz): number {
  if (local.cavity !== distant.cavity) return 2;
  return 4 * Math.sin(Math.PI * frequency * (distant.delay + delay - local.delay)) ** 2;
}

function combined(a: Float64Array, b: Float64Array, sign: 1 | -1): Float64Array {
  return a.map((value, index) => value + sign * b[index]);
}
