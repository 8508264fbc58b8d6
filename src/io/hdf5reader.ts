import type { Attribute, Dataset, Entity, File, Metadata } from "h5wasm/node";
import { BadFileError } from "../core/errors.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import type { Hdf5Gate } from "./hdf5gate.js";
import { reasonOf } from "./hdf5reason.js";
import { recordsIn } from "./hdf5records.js";
import type { RecordColumns } from "./recordcolumns.js";

/** Numbers of a dataset in row-major order. */
export interface NumberTable {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** What one may ask of an open HDF5 file: names, attributes, numbers, whole or in part. All errors are BadFile. */
export class Hdf5Reader {
  readonly path: string;
  readonly #file: File;
  readonly #gate: Hdf5Gate;

  constructor(path: string, file: File, gate: Hdf5Gate) {
    this.path = path;
    this.#file = file;
    this.#gate = gate;
  }

  /** Names in a group; none when there is no such group. */
  names(group: string): readonly string[] {
    const entity = this.#find(group);
    return entity !== null && "keys" in entity ? this.#read(group, () => entity.keys()) : [];
  }

  /** Whether there is a dataset of this name. */
  has(name: string): boolean {
    return isDataset(this.#find(name));
  }

  /** The paths of all groups and datasets, in order. @throws BadFileError for more than a file of data has */
  contents(): { readonly groups: readonly string[]; readonly datasets: readonly string[] } {
    const [groups, datasets, waiting]: [string[], string[], string[]] = [[], [], [""]];
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      for (const name of this.names(group === "" ? "/" : group)) {
        const path = group === "" ? name : `${group}/${name}`;
        if (this.has(path)) datasets.push(path);
        else waiting.push(path);
        // A group may be a member of itself.
        if (groups.length + datasets.length > MOST_OBJECTS)
          throw this.#error(`There are more than ${MOST_OBJECTS} groups and datasets`);
      }
      if (group !== "") groups.push(group);
    }
    return { groups: groups.sort(), datasets: datasets.sort() };
  }

  /** What a dataset holds, as HDF5's wrapper spells types: "<d", "<q", "S", or a compound's members. */
  type(name: string): string {
    const { dtype } = this.#any(name);
    return typeof dtype === "string" ? dtype : JSON.stringify(dtype);
  }

  /** Part of a dataset as it is stored, from and to an index on each axis; only it is read. */
  stored(name: string, ranges: readonly (readonly [number, number])[]): unknown {
    const dataset = this.#any(name);
    this.#mustFit(name, dataset.metadata, ranges);
    if (ranges.length === 0) return [this.#read(name, () => dataset.value)];
    return this.#read(name, () => dataset.slice(ranges.map(([from, to]): [number, number] => [from, to])));
  }

  /** The value of an attribute of the root, or of the group or dataset at `path`, whatever it is, as text: JSON. */
  spelled(attribute: string, path = "/"): string {
    const value = this.#attribute(attribute, path);
    return JSON.stringify(ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value, plain);
  }

  /** Lengths along the dataset's axes; none for a single number. */
  shape(name: string): readonly number[] {
    return this.#any(name).shape ?? [];
  }

  /** An attribute of the root, or of the group or dataset at `path`, as text. */
  text(attribute: string, path = "/"): string {
    const value = this.#attribute(attribute, path);
    if (typeof value !== "string") throw this.#error(`The attribute ${attribute} is ${String(value)}, not text`);
    return value;
  }

  /** An attribute of the root, or of the group or dataset at `path`, as a number: written as float, integer or text. */
  number(attribute: string, path = "/"): number {
    const value = this.#attribute(attribute, path);
    const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    if (!Number.isFinite(number)) throw this.#error(`The attribute ${attribute} is ${String(value)}, not a number`);
    return number;
  }

  /** Names of the attributes of the root, or of the group or dataset at `path`. */
  attributes(path = "/"): readonly string[] {
    return Object.keys(this.#attributes(path));
  }

  /** All numbers of a dataset of any shape. */
  table(name: string): NumberTable {
    const dataset = this.#dataset(name);
    const shape = dataset.shape ?? [];
    this.#mustFit(name, dataset.metadata, whole(shape));
    return {
      shape,
      values: numbers(this.#read(name, () => (shape.length === 0 ? [dataset.value] : dataset.slice([])))),
    };
  }

  /** Samples `start` to `start + count` of a dataset with one axis; only they are read. */
  series(name: string, start: number, count: number): Float64Array {
    const dataset = this.#dataset(name);
    const length = this.length(name);
    if (start < 0 || count < 0 || start + count > length) {
      throw this.#error(`${name} has ${length} samples; ${count} from ${start} were asked for`);
    }
    if (count === 0) return new Float64Array(0);
    this.#mustFit(name, dataset.metadata, [[start, start + count]]);
    return numbers(this.#read(name, () => dataset.slice([[start, start + count]])));
  }

  /** Rows `start` to `start + count` along the first axis of a dataset, in row-major order; only they are read. */
  rows(name: string, start: number, count: number): Float64Array {
    const dataset = this.#dataset(name);
    const ranges = this.#ranges(name, start, count);
    if (count === 0) return new Float64Array(0);
    this.#mustFit(name, dataset.metadata, ranges);
    return numbers(this.#read(name, () => dataset.slice(ranges)));
  }

  /** Rows of a dataset of complex numbers (a compound of two, as h5py writes them). */
  complexRows(name: string, start: number, count: number): ComplexArray {
    const dataset = this.#any(name);
    if (dataset.metadata.compound_type?.nmembers !== 2) throw this.#error(`${name} holds no complex numbers`);
    const ranges = this.#ranges(name, start, count);
    if (count === 0) return complexArray(0);
    this.#mustFit(name, dataset.metadata, ranges);
    const pairs = this.#read(name, () => dataset.slice(ranges)) as [number, number][];
    return { re: Float64Array.from(pairs, ([re]) => re), im: Float64Array.from(pairs, ([, im]) => im) };
  }

  /** The columns of a dataset of records of numbers, by name. */
  columns(name: string): Readonly<Record<string, Float64Array>> {
    const dataset = this.#any(name);
    const members = dataset.metadata.compound_type?.members;
    if (members === undefined) throw this.#error(`${name} holds no records`);
    this.#mustFit(name, dataset.metadata, whole(dataset.shape ?? []));
    const rows = this.#read(name, () => dataset.slice([])) as number[][];
    return Object.fromEntries(
      members.map((member, column) => [member.name, Float64Array.from(rows, (row) => row[column]!)]),
    );
  }

  /** Rows `start` to `start + count` of a dataset of records of numbers and texts, by column; only they are read. */
  records(name: string, start: number, count: number): RecordColumns {
    const dataset = this.#any(name);
    if (dataset.metadata.compound_type === undefined) throw this.#error(`${name} holds no records`);
    const ranges = this.#ranges(name, start, count);
    this.#mustFit(name, dataset.metadata, ranges);
    return this.#read(name, () => recordsIn(dataset, ranges));
  }

  /** Number of samples of a dataset with one axis. */
  length(name: string): number {
    const shape = this.shape(name);
    if (shape.length === 1) return shape[0]!;
    throw this.#error(`${name} has the shape (${shape.join(", ")}); a series has one axis`);
  }

  /** The part of a dataset with these rows. */
  #ranges(name: string, start: number, count: number): [number, number][] {
    const [length = 0, ...axes] = this.shape(name);
    if (start >= 0 && count >= 0 && start + count <= length) {
      return [[start, start + count], ...axes.map((end): [number, number] => [0, end])];
    }
    throw this.#error(`${name} has ${length} rows; ${count} from ${start} were asked for`);
  }

  #attribute(name: string, path: string): unknown {
    const attribute = this.#attributes(path)[name];
    const place = path === "/" ? "" : ` of ${path}`;
    if (attribute === undefined) throw this.#error(`The attribute ${name}${place} is missing`);
    const { total_size: elements, size } = attribute.metadata;
    if (elements * size > MOST_BYTES_OF_AN_ATTRIBUTE)
      throw this.#error(
        `The attribute ${name}${place} has ${inMega(elements * size)} MB; at most ${inMega(MOST_BYTES_OF_AN_ATTRIBUTE)} MB are read`,
      );
    return this.#read(name, () => attribute.value);
  }

  #attributes(path: string): Record<string, Attribute> {
    const entity = path === "/" ? this.#file : this.#find(path);
    return entity !== null && "attrs" in entity ? this.#read(path, () => entity.attrs) : {};
  }

  /** A small file can declare, or hold compressed, more than any memory has: it is refused before any of it is read. */
  #mustFit(name: string, metadata: Metadata, ranges: readonly (readonly [number, number])[]): void {
    const bytes = ranges.reduce((size, [from, to]) => size * (to - from), metadata.size);
    if (bytes > MOST_BYTES)
      throw this.#error(`${name} has ${inMega(bytes)} MB to be read at once; at most ${inMega(MOST_BYTES)} MB are`);
    const chunk = (metadata.chunks ?? []).reduce((size, length) => size * length, metadata.size);
    if (chunk > MOST_BYTES_OF_A_CHUNK)
      throw this.#error(
        `${name} has chunks of ${inMega(chunk)} MB; at most ${inMega(MOST_BYTES_OF_A_CHUNK)} MB are read`,
      );
  }

  #any(name: string): Dataset {
    const entity = this.#find(name);
    if (entity !== null && "filename" in entity)
      throw this.#error(`${name} is a link to another file, ${entity.filename}; only what a file holds itself is read`);
    if (!isDataset(entity)) throw this.#error(`The dataset ${name} is missing${this.#neighbours(name)}`);
    // A damaged header shows only here; what is read of it now is kept.
    const { virtual_sources: sources = [] } = this.#read(name, () => entity.metadata);
    // The library reads what is not there as fill values.
    if (sources.some(({ file_name: file }) => file !== "."))
      throw this.#error(`The data of ${name} are in other files; only what a file holds itself is read`);
    return entity;
  }

  #dataset(name: string): Dataset {
    const entity = this.#any(name);
    const { type } = entity.metadata;
    if (type !== INTEGER && type !== FLOAT)
      throw this.#error(`${name} has the type ${String(entity.dtype)}, not numbers`);
    return entity;
  }

  #find(name: string): Entity | null {
    return this.#read(name, () => this.#file.get(name));
  }

  #neighbours(name: string): string {
    const group = name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : "/";
    const names = this.names(group);
    return names.length === 0 ? ` (there is no group ${group})` : `; ${group} has ${names.join(", ")}`;
  }

  #read<T>(name: string, read: () => T): T {
    try {
      return this.#gate.shut(read);
    } catch (cause) {
      throw this.#error(`Can't read ${name}: ${reasonOf(String((cause as Error).message))}`, cause);
    }
  }

  #error(message: string, cause?: unknown): BadFileError {
    return new BadFileError(`${message} (in ${this.path}).`, { path: this.path }, cause);
  }
}

/** What JSON has no word for, in one that it has. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** Every index of every axis. */
function whole(shape: readonly number[]): readonly (readonly [number, number])[] {
  return shape.map((length) => [0, length]);
}

function inMega(bytes: number): number {
  return Math.round(bytes / 1e6);
}

/** Bytes of memory that are read at once, of a chunk, which HDF5 unpacks whole, and of an attribute. */
const MOST_BYTES = 2 ** 30;
const MOST_BYTES_OF_A_CHUNK = 2 ** 28;
const MOST_BYTES_OF_AN_ATTRIBUTE = 2 ** 26;

/** More groups and datasets than any file of lisalab or the Consortium has. */
const MOST_OBJECTS = 100_000;

/** Classes of HDF5 types, as H5T_class_t numbers them. */
const INTEGER = 0;
const FLOAT = 1;

function isDataset(entity: Entity | null): entity is Dataset {
  return entity !== null && "slice" in entity;
}

function numbers(data: unknown): Float64Array {
  if (data instanceof Float64Array) return data;
  return Float64Array.from(data as ArrayLike<number | bigint>, Number);
}
