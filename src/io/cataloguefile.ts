import { SOURCE_CLASSES, type SourceClass } from "../catalogue/parameters.js";
import { type CatalogueRelease, checkedRelease, type ReleaseInput } from "../catalogue/release.js";
import type { CatalogueSource, SourceParameter } from "../catalogue/source.js";
import { BadFileError } from "../core/errors.js";
import { readHdf5, writeHdf5 } from "./hdf5.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import type { Hdf5Writer } from "./hdf5writer.js";

const FORMAT = "lisalab-catalogue";
/** Version of the layout; a file of a newer one is refused. */
const VERSION = 1;

/**
 * Writes a release of the catalogue into a new HDF5 file. Each class is a group: `id`, `snr`, `confidence`, `waveform`, `residual`; by parameter `value`, `low` and
 * `high` (NaN where a source doesn't have it) with its unit; `samples/first` and `samples/count`, the rows of each source in
 * `samples/values/PARAMETER`.
 * @throws BadArgumentError for a release that is none; EnvironmentError when the file can't be written: then nothing is left behind
 */
export async function writeCatalogue(path: string, release: CatalogueRelease): Promise<void> {
  const { version, parent, software, inputs, epoch, credibility, sources } = checkedRelease(release);
  const fill = (file: Hdf5Writer): void => {
    file.attributes({
      format: FORMAT,
      format_version: BigInt(VERSION),
      version,
      parent,
      software,
      epoch,
      credibility,
      inputs_json: JSON.stringify(inputs),
    });
    for (const kind of SOURCE_CLASSES) {
      const own = sources.filter((source) => source.class === kind);
      if (own.length > 0) putClass(file, kind, own);
    }
  };
  await writeHdf5(path, fill, { timeless: true });
}

function putClass(file: Hdf5Writer, group: SourceClass, sources: readonly CatalogueSource[]): void {
  for (const key of ["id", "waveform", "residual"] as const) {
    const texts = sources.map((source) => source[key]);
    file.putTexts(`${group}/${key}`, texts);
  }
  for (const key of ["snr", "confidence"] as const) {
    file.put(
      `${group}/${key}`,
      { shape: [sources.length] },
      Float64Array.from(sources, (source) => source[key]),
    );
  }
  const named = new Map(sources.flatMap(({ parameters }) => parameters.map(({ name, unit }) => [name, unit] as const)));
  for (const [name, unit] of named) {
    for (const part of ["value", "low", "high"] as const) {
      const at = ({ parameters }: CatalogueSource): number =>
        parameters.find((each) => each.name === name)?.[part] ?? Number.NaN;
      file.put(`${group}/parameters/${name}/${part}`, { shape: [sources.length] }, Float64Array.from(sources, at), {
        unit,
      });
    }
  }
  putSamples(file, `${group}/samples`, sources);
}

/** Samples of all sources one after the other, by parameter; each source's rows are at the same place in all that it has. */
function putSamples(file: Hdf5Writer, group: string, sources: readonly CatalogueSource[]): void {
  const names = [...new Set(sources.flatMap(({ samples }) => Object.keys(samples)))];
  const counts = sources.map(({ samples }) => Object.values(samples)[0]?.length ?? 0);
  let total = 0;
  const firsts = counts.map((count) => {
    total += count;
    return total - count;
  });
  file.put(`${group}/first`, { shape: [sources.length] }, Float64Array.from(firsts));
  file.put(`${group}/count`, { shape: [sources.length] }, Float64Array.from(counts));
  for (const name of names) {
    const dataset = `${group}/values/${name}`;
    file.create(dataset, { shape: [total] });
    sources.forEach(({ samples }, n) => {
      file.write(dataset, firsts[n]!, samples[name] ?? new Float64Array(counts[n]!).fill(Number.NaN));
    });
  }
}

/**
 * Reads a release.
 * @throws BadFileError for a file that is none, that a newer version of lisalab wrote, or that is damaged
 */
export async function readCatalogue(path: string): Promise<CatalogueRelease> {
  return readHdf5(path, (file) => {
    mustBeCatalogue(file);
    const sources = SOURCE_CLASSES.filter((kind) => file.has(`${kind}/id`)).flatMap((kind) => sourcesIn(file, kind));
    return checkedRelease({
      version: file.text("version"),
      parent: file.text("parent"),
      software: file.text("software"),
      epoch: file.number("epoch"),
      credibility: file.number("credibility"),
      inputs: JSON.parse(file.text("inputs_json")) as readonly ReleaseInput[],
      sources,
    });
  });
}

/** Whether a file says that it is a catalogue. */
export async function isCatalogue(path: string): Promise<boolean> {
  return readHdf5(path, (file) => file.attributes().includes("format") && file.text("format") === FORMAT);
}

/** Posterior samples of one source; no others are read. @throws BadFileError when it is not there */
export async function readPosterior(path: string, id: string): Promise<Readonly<Record<string, Float64Array>>> {
  return readHdf5(path, (file) => {
    mustBeCatalogue(file);
    for (const kind of SOURCE_CLASSES.filter((each) => file.has(`${each}/id`))) {
      const row = textsIn(file, `${kind}/id`).indexOf(id);
      if (row >= 0) return samplesIn(file, kind, row);
    }
    throw new BadFileError(`${path} has no source ${id}; see the ids that it has in CLASS/id.`, { path, id });
  });
}

function mustBeCatalogue(file: Hdf5Reader): void {
  const format = file.attributes().includes("format") ? file.text("format") : "";
  if (format !== FORMAT) {
    throw new BadFileError(
      `${file.path} is no catalogue of lisalab${format === "" ? "" : ` but "${format}"`}; give a file that writeCatalogue or lisalab fit wrote.`,
      { path: file.path, format },
    );
  }
  const version = file.number("format_version");
  if (version <= VERSION) return;
  throw new BadFileError(
    `${file.path} is a catalogue in version ${version} of the layout, which a newer lisalab (${file.text("software")}) wrote; this one reads up to ${VERSION}. Install the newer one.`,
    { path: file.path, version, known: VERSION },
  );
}

function sourcesIn(file: Hdf5Reader, kind: SourceClass): readonly CatalogueSource[] {
  const ids = textsIn(file, `${kind}/id`);
  const [waveforms, residuals] = [textsIn(file, `${kind}/waveform`), textsIn(file, `${kind}/residual`)];
  const [snrs, confidences] = ["snr", "confidence"].map((key) => file.table(`${kind}/${key}`).values);
  const named = file.names(`${kind}/parameters`).map((name) => parameterColumns(file, kind, name));
  const samples = allSamples(file, kind, ids.length);
  return ids.map((id, row) => ({
    id,
    class: kind,
    parameters: named.flatMap((columns) => columns(row)),
    samples: samples(row),
    snr: snrs![row] ?? Number.NaN,
    confidence: confidences![row] ?? Number.NaN,
    waveform: waveforms[row] ?? "",
    residual: residuals[row] ?? "",
  }));
}

function parameterColumns(
  file: Hdf5Reader,
  kind: SourceClass,
  name: string,
): (row: number) => readonly SourceParameter[] {
  const place = `${kind}/parameters/${name}`;
  const unit = file.text("unit", `${place}/value`);
  const [values, lows, highs] = ["value", "low", "high"].map((part) => file.table(`${place}/${part}`).values);
  return (row) => {
    const value = values![row] ?? Number.NaN;
    return Number.isNaN(value) ? [] : [{ name, unit, value, low: lows![row]!, high: highs![row]! }];
  };
}

/** All posteriors of a class, each parameter read at once. */
function allSamples(
  file: Hdf5Reader,
  kind: SourceClass,
  rows: number,
): (row: number) => Readonly<Record<string, Float64Array>> {
  const [firsts, counts] = ["first", "count"].map((key) => file.series(`${kind}/samples/${key}`, 0, rows));
  const all = file
    .names(`${kind}/samples/values`)
    .map((name) => [name, file.table(`${kind}/samples/values/${name}`).values] as const);
  return (row) =>
    present(all.map(([name, values]) => [name, values.subarray(firsts![row]!, firsts![row]! + counts![row]!)]));
}

function samplesIn(file: Hdf5Reader, kind: SourceClass, row: number): Readonly<Record<string, Float64Array>> {
  const [first, count] = ["first", "count"].map((key) => file.series(`${kind}/samples/${key}`, row, 1)[0]!);
  const names = file.names(`${kind}/samples/values`);
  return present(names.map((name) => [name, file.series(`${kind}/samples/values/${name}`, first!, count!)]));
}

/** Those that a source has: others are NaN. */
function present(samples: readonly (readonly [string, Float64Array])[]): Readonly<Record<string, Float64Array>> {
  return Object.fromEntries(samples.filter(([, values]) => values.length > 0 && !Number.isNaN(values[0])));
}

function textsIn(file: Hdf5Reader, name: string): readonly string[] {
  const texts = file.stored(name, [[0, file.length(name)]]);
  if (Array.isArray(texts) && texts.every((text) => typeof text === "string")) return texts;
  throw new BadFileError(`${name} of ${file.path} holds no texts.`, { path: file.path, name });
}
