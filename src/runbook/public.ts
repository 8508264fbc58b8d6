export type { Check } from "./check.js";
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
export { currentRun, type RunContext } from "./context.js";
export type { Limits } from "./limits.js";
export type { Artefact, CellRecord, RunRecord } from "./record.js";
export type { EarlierRun } from "./run-folder.js";
export { secret } from "./secrets.js";
