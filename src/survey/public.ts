export { part } from "../pipeline/part.js";
export { type Beatnotes, beatnotes, type NamedFrequency } from "./beatnotes.js";
export type { BrickOptions, BrickSurvey, Judged, PieceLevels } from "./brick.js";
export { type SourceChains, type WorstChains, worstChains } from "./chains.js";
export { changes, type Facts, type Outcome } from "./changes.js";
export { type Clocks, clocks, type SpacecraftValue } from "./clocks.js";
export { type Completeness, completeness } from "./completeness.js";
export { correlationAt, timeCorrelations } from "./correlations.js";
export { type Couplings, couplings, type FoundCoupling } from "./couplings.js";
export { type DayOf, dayOf } from "./day.js";
export { byDistance, differenceFigure, differenceTable } from "./differences.js";
export type { BrickFindings } from "./findings.js";
export { type FitSurvey, firstWeeks, type JudgedBand, noiseNameOf, sameIn, surveyFit } from "./fit-survey.js";
export { type GlitchInput, glitches, glitchMarks, glitchSpans, glitchTable, spelledGlitches } from "./glitches.js";
export {
  type ChannelRule,
  type Housekeeping,
  housekeeping,
  MONITOR_RULES,
  type Monitor,
} from "./housekeeping.js";
export {
  type JudgedVariable,
  type RemainingTilt,
  remainingTilt,
  segmentFor,
  seriesWithout,
  type TdiSeries,
  tdiSeries,
  usableShare,
} from "./level1.js";
export { bandLimits, type LevelLimits, mustRise } from "./limits.js";
export { type Ranges, ranges } from "./ranges.js";
export { type ReadoutChannels, readoutChannels } from "./readouts.js";
export {
  beside,
  type ComparisonOptions,
  changed,
  comparedRelease,
  continued,
  type ReleaseComparison,
  type SourceChange,
  sameSignals,
  spelledHistory,
  spelledSource,
} from "./release-comparison.js";
export { depthFigure, releaseFigure, releaseTable } from "./release-figures.js";
export {
  type NextRelease,
  nextRelease,
  type PublishedRelease,
  publishedReleases,
  publishRelease,
  type ReleaseFiles,
  releasesBefore,
} from "./release-folder.js";
export { residualFigure, spelledResidue, type WorstBand, worstBand } from "./residuals.js";
export { dataFor } from "./sample-data.js";
export { type Channel, type Finding, type Spectra, type SpectraOptions, spectra, spelled } from "./spectra.js";
export { type SpectrogramMarks, spansOf, spectrogramFigure } from "./spectrograms.js";
export { clockChange, type Levels, levelsOver, type Moved, tiltChange } from "./steadiness.js";
export {
  allValues,
  asPlanned,
  cut,
  L1_STREAMS,
  type L1Stream,
  load,
  remembered,
  type Streams,
  without,
} from "./streams.js";
export { type TdiModel, tdiChannel, tdiModel, whereabouts } from "./tdi.js";
export {
  latestOf,
  narrowingTable,
  skySamples,
  type WatchedFile,
  type WatchedOptions,
  watched,
  watchFigure,
} from "./watched.js";
export { mostGlitches, type Refused, surveyWeek, type Week, weekTable } from "./week.js";
