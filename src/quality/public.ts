export { type Band, type BandLevel, bandLevel, bandName } from "./bands.js";
export {
  type ClockPlan,
  type ClockState,
  clockRates,
  clocksFromRanges,
  offsetAgainstCorrelation,
  sidebandRangeMismatch,
} from "./clocks.js";
export { type InstrumentLevels, SIMULATOR_LEVELS } from "./levels.js";
export {
  LOCK_PLANS,
  type LockedBeatnote,
  type LockPlan,
  lockedBeatnotes,
  lockPlan,
} from "./lock.js";
export {
  type MosaValue,
  type RangeResidual,
  rangeRates,
  rangeResiduals,
  twoWayBias,
  worstMosa,
} from "./ranging.js";
export {
  referenceSum,
  referenceSumModel,
  sidebandModel,
  sidebandOnly,
  testMassModel,
  testMassOnly,
} from "./readouts.js";
export {
  frozenStretches,
  longestComplete,
  missingStretches,
  type StreamHealth,
  type Stretch,
  samplesIn,
  streamHealth,
} from "./stretches.js";
export { type TiltCoefficients, type TiltToLength, tiltModel, tiltToLength } from "./tilt.js";
export { rms, type Trend, trendOf } from "./trend.js";
