export { type Band, type BandLevel, bandLevel, bandName } from "./bands.js";
export { type Baseline, baselineOf } from "./baseline.js";
export { type ChannelLimits, type ChannelState, channelState } from "./channels.js";
export { type ChartName, type ControlChart, type ControlCharts, controlCharts, type Signal } from "./charts.js";
export {
  type ClockPlan,
  type ClockState,
  clockRates,
  clocksFromRanges,
  offsetAgainstCorrelation,
  sidebandRangeMismatch,
} from "./clocks.js";
export { type Coupling, type CouplingOptions, coupling } from "./coupling.js";
export { type ChannelCoverage, coverageOf, type FlagKind } from "./coverage.js";
export {
  findGlitches,
  type Glitch,
  type GlitchChannel,
  type GlitchOptions,
  type GlitchSearch,
} from "./glitches.js";
export { type InstrumentLevels, SIMULATOR_LEVELS } from "./levels.js";
export {
  LOCK_PLANS,
  type LockedBeatnote,
  type LockPlan,
  lockedBeatnotes,
  lockPlan,
} from "./lock.js";
export { controlledMotion, isControlled } from "./motion.js";
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
export { type Spectrogram, type SpectrogramOptions, spectrogram } from "./spectrogram.js";
export {
  completeStretches,
  frozenStretches,
  longestComplete,
  missingStretches,
  type StreamHealth,
  type Stretch,
  samplesIn,
  streamHealth,
} from "./stretches.js";
export { directGlitches, type GlitchShape, type GlitchSource, tdiGlitches } from "./templates.js";
export { type TiltCoefficients, type TiltToLength, tiltModel, tiltToLength } from "./tilt.js";
export { rms, type Trend, trendOf } from "./trend.js";
export { typicalSpectrum } from "./typical.js";
export { ZONE_RULES, type ZoneSignal, zoneSignals } from "./zones.js";
