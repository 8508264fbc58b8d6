import type { SourceClass } from "../catalogue/parameters.js";
import type { ReleaseInput } from "../catalogue/release.js";
import { BadArgumentError, BadFileError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { LeftInBand } from "../search/global-residual.js";
import { readHdf5, writeHdf5 } from "./hdf5.js";
import type { Hdf5Writer } from "./hdf5writer.js";
import { checkedRange } from "./samplerange.js";

/** A source that was subtracted, and at which depth. */
export interface SubtractedSource {
  readonly id: string;
  readonly class: SourceClass;
  readonly depth: string;
  /** Of the signal that was subtracted: the best fit. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** What is left at one depth. */
export interface ResidualDepth {
  readonly name: string;
  /** Sources subtracted at this depth and all before it. */
  readonly sources: number;
  readonly bands: readonly LeftInBand[];
}

/** What all depths share. */
export interface ResidualHead {
  readonly software: string;
  readonly dt: Seconds;
  readonly length: number;
  /** Time of the first sample (s, TCB). */
  readonly t0: Seconds;
  readonly generation: 1.5 | 2;
  readonly inputs: readonly ReleaseInput[];
  /** How it was made: the fit's options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The catalogue that was subtracted: its version. */
  readonly release: string;
}

/** A, E and T of a depth. */
export interface ResidualSeries {
  readonly A: Float64Array;
  readonly E: Float64Array;
  readonly T: Float64Array;
}

/** Level 2: series after each depth of subtraction; samples are read when they are asked for. */
export interface ResidualFile extends ResidualHead {
  readonly path: string;
  readonly depths: readonly ResidualDepth[];
  readonly subtracted: readonly SubtractedSource[];
  /** Samples of a depth by its name; all, or those of a range. Fractional frequency; NaN where there were no data. */
  read(depth: string, range?: SampleRange): Promise<ResidualSeries>;
}

const FORMAT = "lisalab-l2";
/** Version of the layout; a file of a newer one is refused. */
const VERSION = 1;

/** Writes level 2, depth by depth: `depths` gives each with its series. */
export async function writeResiduals(
  path: string,
  head: ResidualHead,
  subtracted: readonly SubtractedSource[],
  depths: Iterable<ResidualDepth & { readonly series: ResidualSeries }>,
): Promise<void> {
  const fill = (file: Hdf5Writer): void => {
    const { inputs, options, length, generation, ...rest } = head;
    file.attributes({
      format: FORMAT,
      format_version: BigInt(VERSION),
      ...rest,
      generation,
      size: BigInt(length),
      unit: "fractional frequency",
      inputs_json: JSON.stringify(inputs),
      options_json: JSON.stringify(options),
    });
    file.group("depths");
    const names: string[] = [];
    for (const { name, sources, bands, series } of depths) {
      names.push(name);
      file.group(`depths/${name}`, { sources: BigInt(sources), bands_json: JSON.stringify(bands) });
      for (const channel of ["A", "E", "T"] as const)
        file.put(`depths/${name}/${channel}`, { shape: [length] }, series[channel]);
    }
    file.attributes({ depths_json: JSON.stringify(names) });
    putSources(file, subtracted);
  };
  await writeHdf5(path, fill, { timeless: true });
}

function putSources(file: Hdf5Writer, sources: readonly SubtractedSource[]): void {
  file.group("subtracted");
  for (const { id, class: kind, depth, parameters } of sources)
    file.group(`subtracted/${id}`, { class: kind, depth, ...parameters });
}

/**
 * Opens a file of level 2; only its header is read.
 * @throws BadFileError for a file that is none, or that a newer version of lisalab wrote
 */
export async function openResiduals(path: string): Promise<ResidualFile> {
  return readHdf5(path, (file) => {
    if (!file.attributes().includes("format") || file.text("format") !== FORMAT)
      throw new BadFileError(`${path} is no file of level 2; give one that lisalab fit --residual wrote.`, { path });
    const version = file.number("format_version");
    if (version > VERSION) {
      throw new BadFileError(
        `${path} has version ${version} of the layout of level 2, and this lisalab knows ${VERSION}: use a newer one.`,
        { path, version },
      );
    }
    const length = file.number("size");
    const depths = (JSON.parse(file.text("depths_json")) as string[]).map((name) => ({
      name,
      sources: file.number("sources", `depths/${name}`),
      bands: JSON.parse(file.text("bands_json", `depths/${name}`)) as LeftInBand[],
    }));
    const subtracted = file.names("subtracted").map((id) => {
      const place = `subtracted/${id}`;
      const names = file.attributes(place).filter((name) => name !== "class" && name !== "depth");
      return {
        id,
        class: file.text("class", place) as SourceClass,
        depth: file.text("depth", place),
        parameters: Object.fromEntries(names.map((name) => [name, file.number(name, place)])),
      };
    });
    return {
      path,
      software: file.text("software"),
      release: file.text("release"),
      dt: file.number("dt"),
      t0: file.number("t0"),
      generation: file.number("generation") === 2 ? 2 : 1.5,
      inputs: JSON.parse(file.text("inputs_json")) as ReleaseInput[],
      options: JSON.parse(file.text("options_json")) as Record<string, unknown>,
      length,
      depths,
      subtracted,
      read: (depth, range) => {
        if (!depths.some(({ name }) => name === depth)) {
          const known = depths.map(({ name }) => name).join(", ");
          throw new BadArgumentError(`${path} has no depth "${depth}"; it has ${known}.`, { path, depth });
        }
        const { start, count } = checkedRange(path, length, range);
        return readHdf5(path, (again) => {
          const of = (channel: string): Float64Array => again.series(`depths/${depth}/${channel}`, start, count);
          return { A: of("A"), E: of("E"), T: of("T") };
        });
      },
    };
  });
}
