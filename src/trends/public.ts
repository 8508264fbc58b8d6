export { type Control, type ControlOptions, control, type PastRun } from "./control.js";
export { type NamedTrend, overviewFigure, trendFigure } from "./figures.js";
export { type Happening, type HappeningsOf, happenings, lastSince, recordedRun } from "./happenings.js";
export { type CheckTrend, chartedRunbooks, checkTrends } from "./history.js";
export { confirmedMoment, type IncidentMoments, type IncidentTimes, incidentTimes, spelledTime } from "./incident.js";
export {
  type EndedEntry,
  type OpenWarning,
  type Outage,
  openWarnings,
  outagesOf,
  spread,
  verdictCounts,
} from "./outages.js";
export { type BaselinePeriod, baselinePeriod } from "./period.js";
export { type PostMortem, postMortemText } from "./postmortem.js";
export { type OutOfControl, type Trend, type TrendLimits, type TrendOptions, trendOf } from "./trend.js";
