import { readFileSync } from "node:fs";
import type { ClockModel } from "../calibration/synchronisation.js";
import type { FittedTilt } from "../calibration/tilt.js";
import { type PerMosa, perSpacecraft } from "../core/mosa.js";
import { DEFAULT_ORDER } from "../tdi/evaluation.js";
import { hasAngles } from "./angles.js";
import type { LaserResidual } from "./laser.js";
import type { Observation } from "./observation.js";
import type { L1Options, L1Provenance, TdiOptions } from "./product.js";
import type { QuantityReader } from "./quantity.js";
import type { RangeQuality } from "./ranges.js";
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

/** What was found in the data on the way to level 1. */
export interface L1Findings {
  readonly clocks: ClockModel | undefined;
  readonly ranging: PerMosa<RangeQuality> | undefined;
  readonly tilt: FittedTilt | undefined;
  readonly laser: LaserResidual | undefined;
}

/** What a level-1 product is made from and how, and what was found in the data on the way. */
export async function l1Provenance(
  observation: Observation,
  reader: QuantityReader,
  options: L1Options,
  { clocks, ranging, tilt, laser }: L1Findings,
): Promise<L1Provenance> {
  const middle = observation.duration / 2;
  return {
    input: { path: observation.path, sha256: await observation.digest(), format: observation.format },
    software: softwareName(),
    parameters: {
      delays: options.delays ?? "smoothed",
      orbits: options.orbits?.source ?? "",
      order: options.order ?? DEFAULT_ORDER,
      clockCorrection: options.clockCorrection ?? true,
      inputStreams: reader.inputStreams,
      calibration: JSON.stringify(options.calibration ?? []),
      tilt: tiltIn(options, tilt, hasAngles(observation)),
      timeScale: clocks === undefined ? "SCET" : "TCB",
      filterDelayRemoved: clocks === undefined ? 0 : observation.instrument.filterDelay,
    },
    findings: {
      ...(clocks && {
        clocks: {
          deviations: perSpacecraft((sc) => clocks.deviation(sc, middle)),
          uncertainty: finite(clocks.uncertainty(middle)),
        },
      }),
      ...(ranging && { ranging }),
      ...(tilt && { tilt }),
      ...(laser && { laser }),
    },
  };
}

function tiltIn({ tilt }: L1Options, fitted: FittedTilt | undefined, angles: boolean): string {
  if (fitted !== undefined) return "subtracted, as found in the data";
  if (typeof tilt === "object") return `subtracted: ${JSON.stringify(tilt)}`;
  return tilt !== "keep" && angles ? "kept: not found, for want of data or because the angles don't move" : "kept";
}

/** JSON has no NaN: what is not known is null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** This library and its version. */
export function softwareName(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
}
