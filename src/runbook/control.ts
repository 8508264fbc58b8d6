import { packageVersion } from "../jupyter/installation.js";
import { type Control, type ControlOptions, control as charted } from "../trends/control.js";
import { checks, earlier } from "./checks.js";
import { currentRun } from "./context.js";

/**
 * Control charts of the checks made so far, over the earlier runs of this runbook; what is usual is said by the sidecar's `baseline`.
 * By hand there are no earlier runs.
 */
export function control(options: Omit<ControlOptions, "baseline">): Control {
  const run = currentRun();
  const values = checks().flatMap(({ name, value }) => (typeof value === "number" ? [[name, value] as const] : []));
  const now = {
    values: Object.fromEntries(values),
    startedAt: new Date().toISOString(),
    version: run?.version ?? "",
    software: packageVersion(),
  };
  return charted(earlier(), now, { ...options, baseline: run?.baseline ?? "first" });
}
