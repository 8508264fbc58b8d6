export { type ConfusionModel, confusion } from "./confusion.js";
export { tdiCovariance } from "./covariance.js";
export { filterDensity, type NoiseFilter, type NoiseShape, noiseFilter } from "./design.js";
export { type EqualArmNoise, type EqualArmOptions, equalArms, TWO_NOISES, type TwoNoises } from "./equalarms.js";
export type { GeneratorState, SeriesGenerator } from "./generator.js";
export { type Level, LISAINSTRUMENT, levelsOf, type NoiseLevels, SCIRD, type SecondaryLevels } from "./levels.js";
export { LISA_OPTICS, type Optics, receivedPower, shotNoise } from "./link-budget.js";
export { type Noises, type Sensitivity, type SensitivityOptions, type SkyPoint, sensitivity } from "./performance.js";
export { type LaserReference, type ReadoutOptions, readout } from "./readout.js";
export type { Arms } from "./response.js";
export { requiredSensitivity } from "./sensitivity.js";
export {
  filteredNoise,
  givenSeries,
  resumedGenerator,
  shapedNoise,
  tabulatedNoise,
  whiteNoise,
} from "./series.js";
export {
  angularJitterNoise,
  clockNoise,
  displacementNoise,
  laserNoise,
  modulationNoise,
  rangingNoise,
  testMassNoise,
  wavefrontSensingNoise,
  whiteDisplacementNoise,
} from "./sources.js";
export type { TabulatedShape } from "./tabulated.js";
export { type NoiseModel, type NoiseOptions, type NoiseVariable, type SecondaryNoise, tdi, tdiParts } from "./tdi.js";
