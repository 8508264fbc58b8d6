import { readFileSync } from "node:fs";
import { DEFAULT_ORDER } from "../tdi/evaluation.js";
import type { Observation } from "./observation.js";
import type { L1Provenance, TdiOptions } from "./product.js";
import type { TdiRun } from "./tdi.js";

/** What a run's products are made from and how. Orbits by who made them; everything else as it was given. */
export async function provenanceOf(observation: Observation, run: TdiRun, options: TdiOptions): Promise<L1Provenance> {
  return {
    input: { path: observation.path, sha256: await observation.digest(), format: observation.format },
    software: softwareName(),
    parameters: {
      variables: run.variables.join(","),
      delays: options.delays ?? "smoothed",
      orbits: options.orbits?.source ?? "",
      order: options.order ?? DEFAULT_ORDER,
      clockCorrection: options.clockCorrection ?? true,
      inputStreams: run.inputStreams,
      beatnoteFrequencies: JSON.stringify(options.beatnoteFrequencies ?? "trend"),
    },
  };
}

/** This library and its version. */
function softwareName(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
}
