import { setImmediate } from "node:timers/promises";
import { PARSEC } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { type Instant, later } from "../core/instant.js";
import { MOSAS, type PerMosa } from "../core/mosa.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { OrbitTable } from "../orbits/table.js";
import { softwareName } from "../pipeline/provenance.js";
import type { Frame } from "../response/geometry.js";
import { linkResponse } from "../response/links.js";
import { type NyquistWarning, nyquistWarnings } from "../response/nyquist.js";
import type { Source, SourceGroup } from "../waveforms/source.js";
import { writeHdf5 } from "./hdf5.js";
import type { Attributes, Hdf5Writer } from "./hdf5writer.js";
import { datasetOf } from "./lisagwresponse2.js";
import { mustHaveSpace } from "./output.js";

/** Which samples a file of responses has. */
export interface ResponseFileOptions {
  /** Time of the first sample, in TCB and on the receivers' proper times. */
  readonly t0: Instant<"TCB">;
  /** Interval between samples (s). */
  readonly dt: Seconds;
  /** Number of samples times dt (s). */
  readonly duration: Seconds;
  /** Default: "both". */
  readonly frame?: Frame | "both";
}

/** What was written. */
export interface WrittenResponse {
  readonly path: string;
  /** Number of samples. */
  readonly length: number;
  /** Sources that the samples can't represent. */
  readonly warnings: readonly NyquistWarning[];
}

/** The version of lisagwresponse's layout. */
const LAYOUT = "2.5.0";

/** Rows computed and written at a time. */
const ROWS = 32_768;

/** Sources whose parameters also are attributes of the root, as lisagwresponse writes them; an HDF5 header holds no more. */
const MOST_DESCRIBED = 64;

/**
 * Writes the responses of the six links to sources into a new file in lisagwresponse's layout (2.5), stretch by stretch, so that
 * it need not fit into memory. An existing file is replaced.
 * @throws BadDataError when the orbits don't cover the samples; BadArgumentError for options out of range; EnvironmentError when
 * the file can't be written: then nothing is left behind
 */
export async function writeResponse(
  path: string,
  sources: readonly (Source | SourceGroup)[],
  orbits: OrbitTable,
  options: ResponseFileOptions,
  work: Work = {},
): Promise<WrittenResponse> {
  const { t0, dt, frame, length } = checked(options);
  const frames: readonly Frame[] = frame === "both" ? ["TCB", "TPS"] : [frame];
  const responses = frames.map((each) => ({
    name: datasetOf(each),
    ...linkResponse(sources, orbits, { frame: each }),
  }));
  // What does not cover the last sample must not fail after hours.
  for (const { at } of responses) for (const n of [0, length - 1]) at(later(t0, n * dt), dt, 1);
  await mustHaveSpace(path, frames.length * MOSAS.length * length * Float64Array.BYTES_PER_ELEMENT);
  await writeHdf5(path, async (file) => {
    describe(file, sources, orbits, { t0, dt, length, frame });
    for (const { name } of responses) file.create(name, { shape: [length, MOSAS.length] });
    for (let start = 0; start < length; start += ROWS) {
      await setImmediate(undefined, work.signal === undefined ? {} : { signal: work.signal });
      const count = Math.min(ROWS, length - start);
      for (const { name, at } of responses) file.write(name, start, rowsOf(at(later(t0, start * dt), dt, count)));
      work.onProgress?.({ fraction: (start + count) / length, message: "Link responses" });
    }
  });
  return { path, length, warnings: nyquistWarnings(sources, t0, dt, length) };
}

interface Grid {
  readonly t0: Instant<"TCB">;
  readonly dt: Seconds;
  readonly length: number;
  readonly frame: Frame | "both";
}

function checked(options: ResponseFileOptions): Grid {
  const what = "a file of responses";
  mustKnowKeys(what, options, ["t0", "dt", "duration", "frame"]);
  const { t0, frame = "both" } = options;
  const dt = checkedNumber(what, "dt", options.dt, { unit: "s", min: 0, open: true });
  const duration = checkedNumber(what, "duration", options.duration, { unit: "s", min: dt });
  if (frame !== "both" && frame !== "TCB" && frame !== "TPS") {
    throw new BadArgumentError(`frame of ${what} is "${String(frame)}"; it can be both, TCB or TPS.`, { frame });
  }
  return { t0, dt, length: Math.round(duration / dt), frame };
}

/** Samples of the six links, row by row. */
function rowsOf(links: PerMosa<Float64Array>): Float64Array {
  const rows = new Float64Array(MOSAS.length * links["12"].length);
  MOSAS.forEach((mosa, column) => {
    const series = links[mosa];
    for (let n = 0; n < series.length; n++) rows[n * MOSAS.length + column] = series[n]!;
  });
  return rows;
}

function describe(
  file: Hdf5Writer,
  sources: readonly (Source | SourceGroup)[],
  orbits: OrbitTable,
  { t0, dt, length, frame }: Grid,
): void {
  const common = {
    version: LAYOUT,
    orbits_path: orbits.source,
    git_url: "",
    orbit_interp_order: 7n,
  };
  file.attributes({
    ...common,
    software: softwareName(),
    classname: sources.length === 1 ? sources[0]!.kind : "Sum",
    t0: t0.seconds + t0.fraction,
    dt,
    fs: 1 / dt,
    size: BigInt(length),
    duration: length * dt,
    timeframe: frame.toLowerCase(),
    gw_count: BigInt(sources.length),
    // Of a single source lisagwresponse has the parameters twice: here, and below with its number.
    ...(sources.length === 1 && parametersOf(sources[0]!)),
  });
  file.putTexts(
    "sources",
    sources.map(({ name, kind, parameters }) => JSON.stringify({ name, kind, parameters })),
  );
  sources.slice(0, MOST_DESCRIBED).forEach((source, n) => {
    const attributes = { ...common, classname: source.kind, name: source.name, ...parametersOf(source) };
    file.attributes(Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`gw${n}_${key}`, value])));
  });
}

/** lisagwresponse's names of our parameters; others keep theirs. */
const NAMES: Readonly<Record<string, string>> = {
  frequency: "f",
  fdot: "df",
  amplitude: "A",
  phase: "phi0",
  inclination: "iota",
  polarization: "psi",
  reference: "t_init",
  lambda: "gw_lambda",
  beta: "gw_beta",
};

/** Parameters as lisagwresponse has them: its names, parsecs, both masses in one. */
function parametersOf({ parameters }: Source | SourceGroup): Attributes {
  const { mass1, mass2, distance, ...others } = parameters;
  return {
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [NAMES[key] ?? key, value])),
    ...(distance !== undefined && { distance: Number(distance) / PARSEC.value }),
    ...(mass1 !== undefined && { masses: Float64Array.of(Number(mass1), Number(mass2)).sort() }),
  };
}
