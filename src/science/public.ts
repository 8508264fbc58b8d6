export {
  type Cosmology,
  comovingDistance,
  hubbleDistance,
  luminosityDistance,
  PLANCK_2018,
  redshiftAt,
} from "./cosmology.js";
export { type BinaryForecast, type ForecastOptions, forecaster } from "./forecast.js";
export {
  chirpDistance,
  type GalacticPlace,
  type GalaxyBinary,
  type GalaxyOptions,
  galacticPlace,
  galacticPlane,
  mockGalaxy,
  SUN_IN_GALAXY,
} from "./galaxy.js";
export { type HearingOptions, type Merger, type MockMergersOptions, mergerHearing, mockMergers } from "./mergers.js";
export { type Estimate, eventRate } from "./rate.js";
export { channelSeries, type MergerDataOptions, mergerData } from "./series.js";
export { type HubbleOptions, type HubblePosterior, hubbleConstant, type Siren, sirenSpread } from "./sirens.js";
export {
  type AmplitudeCalibration,
  type AmplitudeCheck,
  type AmplitudeData,
  amplitudeCalibration,
  type Measured,
  measuredAmplitude,
  type StandardBinary,
  standardBinaries,
} from "./standards.js";
