export {
  type BackgroundFit,
  type BackgroundModel,
  type BackgroundOptions,
  type BackgroundProgress,
  fitBackground,
} from "./background.js";
export {
  type ChannelModels,
  type InstrumentNoises,
  type InstrumentOptions,
  instrumentNoises,
} from "./background-cells.js";
export type { BackgroundPriors, BackgroundShape } from "./background-shapes.js";
export { binaryOf, type Factors, type GalacticBinary, type Intrinsic, type Linear, linearOf } from "./binary.js";
export {
  type FoundBinary,
  type GalacticSearch,
  type GalacticSearchOptions,
  type SearchProgress,
  searchGalacticBinaries,
} from "./galactic.js";
export { type Channels, type Gate, gateWindow, scienceChannels, transformed, transients } from "./gates.js";
export {
  type FittedBinary,
  type FittedMerger,
  type GlobalFit,
  type GlobalFitOptions,
  globalFit,
  type SampleTable,
} from "./global.js";
export type { BinaryBand } from "./global-binaries.js";
export type { GlobalMerger } from "./global-mergers.js";
export { type LeftInBand, residualBands } from "./global-residual.js";
export type { GlobalData } from "./global-series.js";
export type { FitProgress, FitStep } from "./global-steps.js";
export { type DetectorOptions, detectMergers, type MergerCandidate, mergersIn } from "./merger-detector.js";
export { fitMerger, mergerSignal } from "./merger-fit.js";
export { type MergerGuess, mergerGuess } from "./merger-guess.js";
export { type MergerData, type MergerFit, timeAtSun } from "./merger-likelihood.js";
export {
  MERGER_PARAMETERS,
  type MergerPosterior,
  type MergerSampling,
  sampleMerger,
  skyArea,
  spreadOf,
} from "./merger-posterior.js";
export { MERGER_PRIOR, type MergerPrior } from "./merger-prior.js";
export { type NoiseModels, type Spectrogram, spectrogram, type TdiSeries } from "./merger-spectrogram.js";
export { fitMergers, mergerAlone, subtractMergers, withoutLines } from "./merger-subtraction.js";
export { addBinaries, type MockNoise, mockBinary, mockNoise } from "./mock.js";
export { type Grid, type Nodes, type Observation, type ObservationOptions, observation } from "./observation.js";
export {
  type BinaryPosterior,
  type BinaryPosteriorOptions,
  binaryPosteriors,
  type Credible,
  type ParameterName,
  truthRanks,
} from "./posterior.js";
export { type ResidualOptions, residualChecks } from "./residual-checks.js";
export {
  RESIDUAL_CHECKS,
  type ResidualCheck,
  type ResidualCheckName,
  type ResidualFinding,
  type ResidualPower,
  type ResidualReport,
} from "./residual-report.js";
export { twoFThreshold } from "./significance.js";
export { estimatedDensity, type SpectrumOptions } from "./spectrum.js";
export { addSignal, signalOf } from "./templates.js";
export { MergerWatch, type Watched, type WatchOptions, type WatchState } from "./watch.js";
export type {
  CandidateClass,
  CandidateSky,
  CandidateVersion,
  Measured,
  WatchCandidate,
} from "./watch-candidate.js";
export { falseAlarmsPerYear } from "./watch-false-alarms.js";
export { trackOf, type WatchMap } from "./watch-map.js";
export type { SkyPatch } from "./watch-sky.js";
export type { StreamState, Taken } from "./watch-stream.js";
export { type WaveResponse, type WaveResponseOptions, waveResponse } from "./wave-response.js";
