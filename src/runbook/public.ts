export type { Check } from "./check.js";
export { checkpoint } from "./checkpoint.js";
export {
  type CheckOptions,
  check,
  checks,
  type ExpectOptions,
  earlier,
  expect,
  note,
  previous,
  summary,
  verdict,
  type WithinOptions,
  within,
} from "./checks.js";
export { type CheckpointPlace, currentRun, decisions, type RunContext } from "./context.js";
export { control } from "./control.js";
export type { EarlierRun } from "./earlier.js";
export { type History, type HistoryOptions, history, type Waiting } from "./history.js";
export type { HoldRecord } from "./hold-record.js";
export type { Limits } from "./limits.js";
export { product } from "./product.js";
export type { Artefact, CellRecord, RunRecord } from "./record.js";
export { secret } from "./secrets.js";
