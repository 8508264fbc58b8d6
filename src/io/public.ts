export { readCalibration } from "./calibration.js";
export {
  type CandidateEntry,
  type CandidateFile,
  type CandidateRecord,
  candidateEntries,
  type KeptWatch,
  readCandidates,
  readWatch,
  writeCandidates,
  writeWatch,
} from "./candidatefile.js";
export { readCatalogue, readPosterior, writeCatalogue } from "./cataloguefile.js";
export {
  type CatalogueTable,
  type QueryRow,
  queryCatalogue,
  toDataFrame,
  writeCatalogueParquet,
} from "./cataloguetables.js";
export { type ChallengeConfiguration, challengeConfiguration, type NoiseLevelName } from "./challengeconfig.js";
export {
  type ChallengeFile,
  type ChallengeFileOptions,
  type ChallengeStretch,
  openChallenge,
} from "./challengefile.js";
export { type ChallengeScoreOptions, scoreChallenge } from "./challengescore.js";
export { makeChallenge, type WrittenChallenge } from "./challengewriter.js";
export { type Column, type DataFrame, type DataFrameGroups, dataFrame } from "./dataframe.js";
export { type Detection, type Detections, writeDetections } from "./detectionsfile.js";
export { type FitInput, readFitInput } from "./fitinput.js";
export { type FitFileOptions, type NoiseName, type WrittenFit, writeFit } from "./fitrun.js";
export { openGlitches } from "./glitchfile.js";
export { type Comparison, compareHdf5, isAlike } from "./hdf5comparison.js";
export type { AttributeDifference, DatasetComparison, FlagDifference } from "./hdf5difference.js";
export type { FirstDifference, Tolerance } from "./hdf5tally.js";
export { type L1BrickOptions, type WrittenBricks, writeL1Bricks } from "./l1bricks.js";
export type { L1File, NoiseCovariances } from "./l1contents.js";
export { openL1 } from "./l1file.js";
export type { LogFrequencies, Sampling } from "./l1grids.js";
export { type EachSegmentOptions, eachSegment, readSegments, type SegmentOptions } from "./l1segments.js";
export { openResponse, type ResponseFile } from "./lisagwresponse2.js";
export { openOrbits } from "./lisaorbits2.js";
export { type L1FileOptions, writeL1 } from "./mojitofile.js";
export { openObservation } from "./observation.js";
export { openOem } from "./openoem.js";
export { writeOrbits } from "./orbitsfile.js";
export type { PhaseConvention } from "./phaseconvention.js";
export {
  openResiduals,
  type ResidualDepth,
  type ResidualFile,
  type ResidualHead,
  type ResidualSeries,
  type SubtractedSource,
} from "./residualfile.js";
export { type ResponseFileOptions, type WrittenResponse, writeResponse } from "./responsefile.js";
export { type SimulationFileOptions, writeSimulation } from "./simulationfile.js";
export { type SkyMapLabels, writeCoverage, writeSkyMap } from "./skymapfile.js";
export { writeTdi } from "./tdifile.js";
export { type Encoded, type EncodeOptions, encodeObservation } from "./telemetryencode.js";
export { type SpacecraftSummary, type TelemetrySummary, telemetrySummary } from "./telemetrysummary.js";
export { type TelemetryOptions, type TelemetryWriter, telemetryWriter } from "./telemetrywriter.js";
export { openWatchData, type WatchData } from "./watchdata.js";
export { type WaveformConfiguration, waveformConfiguration } from "./waveformconfig.js";
export { type WrittenWaveform, writeWaveform } from "./waveformfile.js";
