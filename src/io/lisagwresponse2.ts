import { BadArgumentError, BadDataError, BadFileError } from "../core/errors.js";
import { type Instant, instant } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { UNIFORM_REACH, uniformInterpolation } from "../math/uniform.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { Frame } from "../response/geometry.js";
import { type LinkResponse, mustBeSamples } from "../response/links.js";
import { readHdf5 } from "./hdf5.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import { checkedRange } from "./samplerange.js";

/** A file of link responses (lisagwresponse, format 2.x, or `lisalab response`). */
export interface ResponseFile {
  readonly path: string;
  /** Time of the first sample, in each of the file's frames. */
  readonly t0: Instant<"TCB">;
  readonly dt: Seconds;
  readonly length: number;
  /** The frames that the file has. */
  readonly frames: readonly Frame[];
  /** Number of sources whose responses were added up. */
  readonly sources: number;
  /** Samples as they are in the file; all when no range is given. */
  read(frame: Frame, range?: SampleRange): Promise<PerMosa<Float64Array>>;
  /**
   * The file's samples in memory, as the response of sources is: values between samples are interpolated (order 15), so the
   * first 7 and the last 8 samples serve only for that, unless the same samples are asked for.
   */
  response(frame?: Frame, range?: SampleRange): Promise<LinkResponse>;
}

/**
 * Opens a file of link responses. Only its header is read; samples are read when asked for.
 * @throws BadFileError when the file is missing, foreign, truncated, or of another shape
 */
export async function openResponse(path: string): Promise<ResponseFile> {
  const header = await readHdf5(path, readHeader);
  const read = async (frame: Frame, range?: SampleRange): Promise<PerMosa<Float64Array>> => {
    mustHave(path, header.frames, frame);
    const { start, count } = checkedRange(path, header.length, range);
    return readHdf5(path, (file) => linksOf(path, start, file.rows(datasetOf(frame), start, count)));
  };
  return {
    path,
    ...header,
    read,
    response: async (frame = header.frames.includes("TPS") ? "TPS" : "TCB", range) => {
      const { start } = checkedRange(path, header.length, range);
      return sampledResponse(path, header.t0, start, header.dt, await read(frame, range));
    },
  };
}

type Header = Pick<ResponseFile, "t0" | "dt" | "length" | "frames" | "sources">;

function readHeader(file: Hdf5Reader): Header {
  const frames = (["TPS", "TCB"] as const).filter((frame) => file.has(datasetOf(frame)));
  if (frames.length === 0) {
    const found = file.names("/").join(", ") || "nothing";
    throw new BadFileError(`${file.path} holds no link responses: it has ${found}, and no dataset tps/y or tcb/y.`, {
      path: file.path,
    });
  }
  const version = file.text("version");
  if (!version.startsWith("2.")) {
    throw new BadFileError(`${file.path} is of lisagwresponse ${version}; versions 2.x can be read.`, { version });
  }
  const length = file.number("size");
  for (const frame of frames) {
    const shape = file.shape(datasetOf(frame));
    if (shape.length === 2 && shape[0] === length && shape[1] === MOSAS.length) continue;
    throw new BadFileError(
      `${datasetOf(frame)} of ${file.path} has the shape (${shape.join(", ")}); it must be (${length}, ${MOSAS.length}).`,
      { shape },
    );
  }
  const dt = file.number("dt");
  if (!(dt > 0)) throw new BadFileError(`dt of ${file.path} is ${dt} s; it must be positive.`, { dt });
  return { t0: instant("TCB", file.number("t0")), dt, length, frames, sources: file.number("gw_count") };
}

/** Name of the dataset of a frame. */
export function datasetOf(frame: Frame): string {
  return `${frame.toLowerCase()}/y`;
}

function mustHave(path: string, frames: readonly Frame[], frame: Frame): void {
  if (frames.includes(frame)) return;
  throw new BadArgumentError(`${path} has responses in ${frames.join(" and ")}, not in ${frame}.`, { frame });
}

/** The columns of a table, links in the order of MOSAS. @throws BadFileError when one is no number */
function linksOf(path: string, start: number, values: Float64Array): PerMosa<Float64Array> {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const [row, link] = [start + Math.floor(bad / MOSAS.length), MOSAS[bad % MOSAS.length]!];
    throw new BadFileError(`The response of link ${link} in row ${row} of ${path} is ${values[bad]}.`, { row, link });
  }
  return perMosa((mosa) => {
    const column = MOSAS.indexOf(mosa);
    return Float64Array.from({ length: values.length / MOSAS.length }, (_, n) => values[n * MOSAS.length + column]!);
  });
}

/** A time this near to a sample (in samples) is the sample's: rounding of times of a few years. */
const ON_SAMPLE = 1e-7;

/** Samples from number `start` of a file's grid on, as a response that can be asked for at other times. */
function sampledResponse(
  path: string,
  t0: Instant<"TCB">,
  start: number,
  step: Seconds,
  links: PerMosa<Float64Array>,
): LinkResponse {
  return {
    at: (from, dt, count) => {
      mustBeSamples(dt, count);
      const whole = from.seconds - t0.seconds;
      const places = Float64Array.from({ length: count }, (_, n) => {
        const place = (whole + (from.fraction - t0.fraction + n * dt)) / step - start;
        const near = Math.round(place);
        return Math.abs(place - near) < ON_SAMPLE ? near : place;
      });
      mustServe(path, places, links["12"].length);
      return resampled(links, places);
    },
  };
}

/** Values at places (in samples). A place on a sample is that sample, near the ends too. */
function resampled(links: PerMosa<Float64Array>, places: Float64Array): PerMosa<Float64Array> {
  const { before, after } = UNIFORM_REACH;
  const padded = MOSAS.map((mosa) => {
    const series = new Float64Array(links[mosa].length + before + after);
    series.set(links[mosa], before);
    return series;
  });
  const values = uniformInterpolation(
    padded,
    places.map((place) => place + before),
  );
  return perMosa((mosa) => values[MOSAS.indexOf(mosa)]!);
}

/** Samples that interpolation needs must be there; places on samples need no others. */
function mustServe(path: string, places: Float64Array, length: number): void {
  if (places.length === 0) return;
  const { before, after } = UNIFORM_REACH;
  const [first, last] = [places[0]!, places[places.length - 1]!];
  const exact = places.every((place) => Number.isInteger(place));
  const [least, most] = exact ? [0, length - 1] : [before, length - 1 - after];
  if (first >= least && last <= most) return;
  throw new BadDataError(
    `${path} serves its samples ${least} to ${most} here; ${first} to ${last} were asked for. Give a file that covers them, with ${before} samples before and ${after} behind when times lie between its samples.`,
    { asked: [first, last], served: [least, most] },
  );
}
