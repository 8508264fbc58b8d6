import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadFileError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { MOSAS, type Mosa, type PerMosa, perMosa, perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import type {
  InstrumentParameters,
  Observation,
  ReceivedStream,
  Stream,
  TimeCorrelations,
} from "../pipeline/observation.js";
import type { Hdf5Reader } from "./hdf5reader.js";

/** What the header of an observation says: everything but how to read its samples. */
export type ObservationHeader = Pick<
  Observation,
  "format" | "t0" | "dt" | "length" | "duration" | "instrument" | "streams"
>;

/** Every stream that the ground receives. */
export const RECEIVED: readonly ReceivedStream[] = [
  ...(["sci_carriers", "sci_usbs", "ref_carriers", "ref_usbs", "tmi_carriers", "tmi_usbs"] as const),
  ...(["mprs", "sci_dws_etas", "sci_dws_phis"] as const),
];
/** What only the simulator knows, and keeps in the group debug. */
const DEBUG: readonly Stream[] = (["sci", "ref", "tmi"] as const).flatMap((readout) =>
  (["carrier", "usb"] as const).flatMap((band) =>
    (["fluctuations", "offsets"] as const).map((part) => `${readout}_${band}_${part}` as Stream),
  ),
);

/** Units of the streams' samples. */
export function unitOf(stream: Stream): string {
  if (stream === "mprs") return "s";
  return stream.startsWith("sci_dws") ? "rad/s" : "Hz";
}

/** Where the samples of a stream are in the file. */
export function datasetOf(stream: Stream, mosa: Mosa): string {
  return `${DEBUG.includes(stream) ? "debug/" : ""}${stream}/${mosa}`;
}

/** Whether this is a file of lisainstrument, of whatever version. */
export function isLisainstrument(file: Hdf5Reader): boolean {
  return (
    file.attributes().includes("metadata_json") || file.names("/").some((name) => /^(sci|isi)_carriers?$/.test(name))
  );
}

/**
 * Reads the header of a measurement file of lisainstrument, format 2.x: streams under their 2.x names (sci, ref, tmi), dt and
 * t0 in the root attribute metadata_json.
 * @throws BadFileError for another format version, missing metadata, or streams of unequal length
 */
export function readLisainstrument2(file: Hdf5Reader): ObservationHeader {
  const version = supportedVersion(file);
  const metadata = readMetadata(file);
  const streams = [...RECEIVED, ...DEBUG].filter((stream) => MOSAS.every((mosa) => file.has(datasetOf(stream, mosa))));
  const length = commonLength(file, streams);
  const dt = samplingOf(metadata, file.path);
  return {
    format: `lisainstrument ${version}`,
    t0: instant("TCB", metadata.number("t0")),
    dt,
    length,
    duration: length * dt,
    instrument: instrumentOf(metadata),
    streams,
  };
}

/**
 * Reads the clocks' time correlations with the ground, which are in a group and on a grid of their own.
 * @throws BadFileError when they are missing, or too few for a straight line
 */
export function readTimeCorrelations(file: Hdf5Reader, { t0, instrument }: ObservationHeader): TimeCorrelations {
  const metadata = metadataOf(instrument.raw, file.path);
  const first = metadata.number("telemetry_t0") - (t0.seconds + t0.fraction);
  const step = metadata.positive("telemetry_dt");
  const values = perSpacecraft((sc) => file.table(`moc_time_correlations/${sc}`).values);
  const counts = SPACECRAFT.map((sc) => values[sc].length);
  if (counts.some((count) => count < 2 || count !== counts[0])) {
    throw new BadFileError(
      `moc_time_correlations of ${file.path} has ${counts.join(", ")} epochs for the three spacecraft; two or more are needed, as many for each.`,
      { counts },
    );
  }
  return { times: Float64Array.from(values["1"], (_, index) => first + index * step), values };
}

/** The samples' interval (s), which the metadata give a second time as a rate. */
function samplingOf(metadata: Metadata, path: string): number {
  const dt = metadata.positive("dt");
  if (metadata.raw["fs"] === undefined) return dt;
  const rate = metadata.positive("fs");
  if (Math.abs(rate * dt - 1) < 1e-9) return dt;
  throw new BadFileError(
    `metadata_json of ${path} contradicts itself: samples ${dt} s apart (dt) at ${rate} Hz (fs). Ask whoever wrote the file which is right.`,
    { path, dt, rate },
  );
}

function supportedVersion(file: Hdf5Reader): string {
  const name = ["version_format", "version"].find((attribute) => file.attributes().includes(attribute));
  const version = name === undefined ? "without a version" : file.text(name);
  if (version.startsWith("2.")) return version;
  throw new BadFileError(
    `${file.path} is a lisainstrument file of format ${version}; formats 2.x can be read. Convert it, or simulate it anew.`,
    { path: file.path, version },
  );
}

/** The file's metadata by name, with errors that name what is wrong. */
interface Metadata {
  readonly raw: Readonly<Record<string, unknown>>;
  number(name: string): number;
  positive(name: string): number;
}

function readMetadata(file: Hdf5Reader): Metadata {
  if (!file.attributes().includes("metadata_json")) {
    throw new BadFileError(`${file.path} has no attribute metadata_json, which holds dt and t0.`, { path: file.path });
  }
  return metadataOf(parsed(file), file.path);
}

function metadataOf(raw: Readonly<Record<string, unknown>>, path: string): Metadata {
  const number = (name: string): number => {
    const value = raw[name] === null || raw[name] === "" ? Number.NaN : Number(raw[name]);
    if (Number.isFinite(value)) return value;
    const found = name in raw ? `is ${JSON.stringify(raw[name])}` : "is missing";
    throw new BadFileError(`${name} ${found} in metadata_json of ${path}; it must be a number.`, { name });
  };
  const positive = (name: string): number => {
    const value = number(name);
    if (value > 0) return value;
    throw new BadFileError(`${name} is ${value} in metadata_json of ${path}; it must be positive.`, {
      name,
      value,
    });
  };
  return { raw, number, positive };
}

function parsed(file: Hdf5Reader): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(file.text("metadata_json"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
    throw new SyntaxError("it is not an object");
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new BadFileError(
      `metadata_json of ${file.path} is not valid JSON: ${cause.message}.`,
      { path: file.path },
      cause,
    );
  }
}

function instrumentOf(metadata: Metadata): InstrumentParameters {
  const { raw } = metadata;
  return {
    centralFrequency: metadata.positive("central_freq"),
    modulationFrequencies: numberPerMosa(raw, "modulation_freqs"),
    filterDelay: raw["aafilter_group_delay"] === undefined ? 0 : metadata.number("aafilter_group_delay"),
    // The simulator gives it in metres, and null for ranges that are known in full.
    rangeAmbiguity:
      (raw["prn_ambiguity"] ?? null) === null ? 0 : metadata.positive("prn_ambiguity") / SPEED_OF_LIGHT.value,
    lock: typeof raw["lock_config"] === "string" ? raw["lock_config"] : "",
    raw,
  };
}

/** A positive parameter that the file gives once for all MOSAs or once for each. */
function numberPerMosa(raw: Readonly<Record<string, unknown>>, name: string): PerMosa<number> {
  const value = raw[name];
  return perMosa((mosa) => {
    const number = Number(
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[mosa] : value,
    );
    if (number > 0 && Number.isFinite(number)) return number;
    throw new BadFileError(`${name} of MOSA ${mosa} is missing in metadata_json, or not above 0.`, { name, mosa });
  });
}

/** The number of samples that all streams share; a constant stream is kept as a single number. */
function commonLength(file: Hdf5Reader, streams: readonly Stream[]): number {
  let first: { name: string; length: number } | undefined;
  for (const stream of streams) {
    for (const mosa of MOSAS) {
      const name = datasetOf(stream, mosa);
      if (file.shape(name).length === 0) continue;
      const length = file.length(name);
      first ??= { name, length };
      if (length !== first.length) {
        throw new BadFileError(
          `${name} has ${length} samples and ${first.name} ${first.length} in ${file.path}; streams of one observation have equal lengths.`,
          { path: file.path, name, length, expected: first.length },
        );
      }
    }
  }
  if (first === undefined || first.length === 0) {
    throw new BadFileError(`${file.path} has no samples: none of ${RECEIVED.join(", ")} is there for all MOSAs.`, {
      path: file.path,
    });
  }
  return first.length;
}
