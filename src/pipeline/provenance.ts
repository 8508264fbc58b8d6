import { readFileSync } from "node:fs";
import type { ClockModel } from "../calibration/synchronisation.js";
import { DEFAULT_ORDER } from "../tdi/evaluation.js";
import type { Observation } from "./observation.js";
import type { L1Options, L1Provenance, TdiOptions } from "./product.js";
import type { QuantityReader } from "./quantity.js";
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

/** What a level-1 product is made from and how. */
export async function l1Provenance(
  observation: Observation,
  reader: QuantityReader,
  options: L1Options,
  clocks: ClockModel | undefined,
): Promise<L1Provenance> {
  return {
    input: { path: observation.path, sha256: await observation.digest(), format: observation.format },
    software: softwareName(),
    parameters: {
      delays: options.delays ?? "smoothed",
      orbits: options.orbits?.source ?? "",
      order: options.order ?? DEFAULT_ORDER,
      clockCorrection: options.clockCorrection ?? true,
      inputStreams: reader.inputStreams,
      timeScale: clocks === undefined ? "SCET" : "TCB",
      filterDelayRemoved: clocks === undefined ? 0 : observation.instrument.filterDelay,
      clockUncertainty: String(clocks?.uncertainty(observation.duration / 2) ?? ""),
    },
  };
}

/** This library and its version. */
export function softwareName(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
}
