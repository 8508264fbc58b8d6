import { BadArgumentError, BadFileError } from "../core/errors.js";
import { later } from "../core/instant.js";
import { type Mosa, receiverOf } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import type { Observation, SampleRange, Stream } from "../pipeline/observation.js";
import { readHdf5 } from "./hdf5.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import {
  datasetOf,
  isLisainstrument,
  type ObservationHeader,
  readLisainstrument2,
  readTimeCorrelations,
  unitOf,
} from "./lisainstrument2.js";
import { isFolder } from "./packetfolder.js";
import { checkedRange } from "./samplerange.js";
import { openTelemetry, sha256Of } from "./telemetry.js";

/**
 * Opens raw measurements: a file of lisainstrument (format 2.x) or a folder of telemetry packets. Only headers are read; samples are
 * read when asked for.
 * @throws BadFileError when it is missing, foreign, truncated, or without what every observation has
 */
export async function openObservation(path: string): Promise<Observation> {
  if (await isFolder(path)) return openTelemetry(path);
  const header = await readHdf5(path, readHeader);
  let digest: Promise<string> | undefined;
  return {
    path,
    ...header,
    channels: [],
    read: (stream, mosa, range) => readStream(path, header, stream, mosa, range),
    flags: async (_stream, _mosa, range) => new Uint16Array(checkedRange(path, header.length, range).count),
    channel: (name) => {
      throw noChannel(path, name);
    },
    readChannel: (name) => Promise.reject(noChannel(path, name)),
    channelFlags: (name) => Promise.reject(noChannel(path, name)),
    timeCorrelations: () => readHdf5(path, (file) => readTimeCorrelations(file, header)),
    digest: () => {
      digest ??= sha256Of(path);
      return digest;
    },
  };
}

function readHeader(file: Hdf5Reader): ObservationHeader {
  if (isLisainstrument(file)) return readLisainstrument2(file);
  const found = file.names("/").join(", ") || "nothing";
  throw new BadFileError(
    `${file.path} holds no measurements: it has ${found} where a lisainstrument file has sci_carriers, mprs and so on.`,
    { path: file.path },
  );
}

async function readStream(
  path: string,
  header: ObservationHeader,
  stream: Stream,
  mosa: Mosa,
  range?: SampleRange,
): Promise<TimeSeries> {
  const { start, count } = checkedRange(path, header.length, range);
  const name = datasetOf(stream, mosa);
  const values = await readHdf5(path, (file) => {
    if (file.shape(name).length === 0) return new Float64Array(count).fill(file.table(name).values[0]!);
    return file.series(name, start, count);
  });
  const t0 = { ...header.t0, scale: `SCET${receiverOf(mosa)}` as const };
  return { t0: later(t0, start * header.dt), dt: header.dt, values, unit: unitOf(stream) };
}

function noChannel(path: string, name: string): BadArgumentError {
  return new BadArgumentError(
    `${path} has no channel "${name}": a file of lisainstrument has streams alone; telemetry packets have channels.`,
    { path, name },
  );
}
