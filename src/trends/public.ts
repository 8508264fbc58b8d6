export { type Control, type ControlOptions, control, type PastRun } from "./control.js";
export { type NamedTrend, overviewFigure, trendFigure } from "./figures.js";
export { type CheckTrend, chartedRunbooks, checkTrends } from "./history.js";
export { type BaselinePeriod, baselinePeriod } from "./period.js";
export { type OutOfControl, type Trend, type TrendLimits, type TrendOptions, trendOf } from "./trend.js";
