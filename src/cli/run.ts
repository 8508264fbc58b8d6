import type { CommandDef } from "citty";

/** `lisalab run RUNBOOK`: executes a runbook. */
export const runbookCommand: CommandDef = {
  meta: { name: "run", description: "Execute a runbook and enter its verdict in the logbook" },
};
