import { setImmediate } from "node:timers/promises";
import type { Work } from "../core/progress.js";
import { bestBinary, bestMerger } from "../pipeline/fit-release.js";
import { softwareName } from "../pipeline/provenance.js";
import { type GlobalFit, type GlobalFitOptions, globalFit } from "../search/global.js";
import { writeAtomic } from "./atomicfile.js";
import { epochOf, type FitInput } from "./fitinput.js";

/** One thing that was found. */
export interface Detection {
  /** A class of the catalogue; "glitch"; or "merger", for what looks like one and no binary fits. */
  readonly class: string;
  readonly snr: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What was found in data. */
export interface Detections {
  readonly format: "lisalab-detections";
  readonly software: string;
  readonly input: { readonly path: string; readonly sha256: string };
  /** Where phases, frequencies and times are counted from (s, TCB), and how long the data are (s). */
  readonly epoch: number;
  readonly duration: number;
  /** 2F from which on a galactic binary counts, and how many noise alone makes above it in the mean. */
  readonly threshold: number;
  readonly falseAlarms: number;
  /** Without data (s after the epoch), and left out as short and loud when binaries were looked for. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly gates: readonly { readonly from: number; readonly to: number }[];
  /** What could not be done with these data, in sentences. */
  readonly notes: readonly string[];
  readonly detections: readonly Detection[];
}

/** Searches data and writes what was found as JSON. */
export async function writeDetections(
  output: string,
  input: FitInput,
  options: Pick<GlobalFitOptions, "band" | "falseAlarms">,
  { signal, onProgress }: Work = {},
): Promise<Detections> {
  const work = globalFit(input, { ...options, seed: 0n, rounds: 2, posteriors: false });
  for (;;) {
    const { done, value } = work.next();
    if (done === true) {
      const found = detectionsOf(value, input);
      await writeAtomic(output, `${JSON.stringify(found, null, 2)}\n`);
      return found;
    }
    onProgress?.({ fraction: value.fraction, message: value.message });
    await setImmediate(undefined, signal === undefined ? {} : { signal });
  }
}

function detectionsOf(fit: GlobalFit, input: FitInput): Detections {
  const { mergers, binaries, candidates, gaps, gates, threshold, falseAlarms, notes, series } = fit;
  return {
    format: "lisalab-detections",
    software: softwareName(),
    input: { path: input.path, sha256: input.sha256 },
    epoch: epochOf(input),
    duration: series.A.length * series.dt,
    threshold,
    falseAlarms,
    gaps,
    gates,
    notes,
    detections: [
      ...mergers.map((one) => ({ class: "massive-binary", snr: one.snr, parameters: bestMerger(one) })),
      ...binaries.map((one) => ({ class: "galactic-binary", snr: one.found.snr, parameters: bestBinary(one) })),
      ...candidates.map(({ kind, time, chirpMass, significance }) => ({
        class: kind,
        snr: 0,
        parameters: { time, chirpMass, significance },
      })),
    ],
  };
}
