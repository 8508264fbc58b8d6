import type { CommandDef } from "citty";
import { exitStatusOf, worst } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import { probeInstallation } from "./health-probes.js";

/** `lisalab health`: whether this installation can do a run. */
export const healthCommand: CommandDef = {
  meta: { name: "health", description: "Say whether this installation can do a run: 0 yes, 1 with care, 2 no" },
  args: {
    server: { type: "boolean", description: "A Jupyter server must be running (as `lisalab server keep` sees to)" },
    json: { type: "boolean", description: "Print what was found as JSON" },
  },
  async run({ args }) {
    const findings = await probeInstallation(lisalabHome(), args["server"] === true);
    const lines = findings.map(({ name, verdict, message }) => `${verdict.padEnd(5)} ${name.padEnd(8)} ${message}`);
    console.log(args["json"] ? JSON.stringify(findings, null, 2) : lines.join("\n"));
    process.exitCode = exitStatusOf(worst(findings.map(({ verdict }) => verdict)));
  },
};
