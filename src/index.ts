export * from "./core/constants.js";
export * from "./core/errors.js";
export * from "./core/instant.js";
export * from "./core/mosa.js";
export * from "./core/progress.js";
export * from "./core/series.js";
export * from "./core/units.js";
export * from "./core/verdict.js";
export * as runbook from "./runbook/public.js";
