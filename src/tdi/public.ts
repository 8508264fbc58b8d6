export { type ArmModel, cancels, inLasers, leftover, residualPower } from "./cancellation.js";
export {
  asVariable,
  beatnoteCombinationOf,
  clockOf,
  combinationOf,
  generationOf,
  sumOf,
  TDI_VARIABLES,
  type VariableSum,
} from "./catalogue.js";
export { Combination, type MeasurementName } from "./combination.js";
export { type DelayField, delayField, evaluate, lookback } from "./evaluation.js";
export { ETA, XI } from "./intermediary.js";
export type { Measurements } from "./mixture.js";
export { DelayPolynomial, type Delays } from "./polynomial.js";
export type { TdiVariable } from "./variable.js";
