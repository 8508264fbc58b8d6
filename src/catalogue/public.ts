export type { KolmogorovTest } from "../math/kolmogorov.js";
export { truthRank, uniformityTest } from "./calibration.js";
export { type ChallengeData, type ChallengeOptions, challengeData } from "./challenge.js";
export { type Change, type ChangeKind, type ChangeOptions, releaseChanges } from "./changes.js";
export { withChirpDistance } from "./chirp-distance.js";
export {
  type Counterpart,
  type CrossMatch,
  type CrossMatchOptions,
  crossMatch,
  KNOWN_COUNTERPARTS,
  separationOf,
} from "./crossmatch.js";
export { sourceDistance, type Widths } from "./distance.js";
export { atEpoch } from "./epoch.js";
export { cellArea, cellCentre, cellCount, cellOf, type SkyPoint, uniqueNumber } from "./healpix.js";
export { type HistoryStep, sourceHistory } from "./history.js";
export { parameterOf } from "./interval.js";
export { type Matching, type MatchOptions, matchSources, type Pair } from "./matching.js";
export { type SourceClass } from "./parameters.js";
export { exactSource } from "./population.js";
export { posteriorSignals } from "./posterior-signal.js";
export { type CatalogueRelease, checkedRelease, type ReleaseInput } from "./release.js";
export { type ParameterCalibration, type Score, type ScoreOptions, type ScoreRow, scoreSources } from "./score.js";
export { type SourceSignalOptions, sourceSignals } from "./signal.js";
export {
  coverageArea,
  coverageJson,
  coverageText,
  covers,
  credibleRegion,
  equatorialOf,
  type SkyCell,
  type SkyCoverage,
  type SkyMap,
  type SkyMapOptions,
  skyMap,
} from "./skymap.js";
export { type CatalogueSource, checkedSource, parameterIn, type SourceParameter } from "./source.js";
