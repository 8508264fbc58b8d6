export { binaryOf, type Factors, type GalacticBinary, type Intrinsic, type Linear, linearOf } from "./binary.js";
export {
  type FoundBinary,
  type GalacticSearch,
  type GalacticSearchOptions,
  type SearchProgress,
  searchGalacticBinaries,
} from "./galactic.js";
export { type Channels, type Gate, gateWindow, scienceChannels, transformed, transients } from "./gates.js";
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
export { twoFThreshold } from "./significance.js";
export { estimatedDensity, type SpectrumOptions } from "./spectrum.js";
export { addSignal, signalOf } from "./templates.js";
