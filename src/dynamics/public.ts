export { DYNAMICS_CHANNELS, type DynamicsChannel, HOUSEKEEPING_RATE, type WavefrontChannel } from "./channels.js";
export { accelerationSpectrum, channelSpectrum } from "./channelspectra.js";
export type { AngleRates, ChannelSamples, Housekeeping, MotionChunk, MotionOptions } from "./chunk.js";
export { CONTROLLERS, type Controllers, LOOPS, type Loop } from "./control.js";
export { DYNAMICS_NOISE, type DynamicsNoise, QUIET } from "./levels.js";
export { type MotionGenerator, type MotionState, motion, resumedMotion } from "./motion.js";
export {
  type Body,
  type CrossTalk,
  LISA_LIKE,
  NO_CROSS_TALK,
  PATHFINDER_CROSS_TALK,
  type Vector3,
} from "./parameters.js";
export { COORDINATES, type Coordinate, INPUTS, type Input } from "./plant.js";
export type { SpacecraftOptions } from "./spacecraft.js";
export { motionSpectrum } from "./spectra.js";
export { closedLoopPoles, phaseMargins, sampledPoles } from "./stability.js";
export {
  type DischargeOptions,
  discharge,
  type Impact,
  type MicrometeoroidOptions,
  micrometeoroids,
  type Push,
  type Transient,
} from "./transients.js";
export { LOADS, type Loads } from "./trim.js";
