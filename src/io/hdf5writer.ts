import type { File } from "h5wasm/node";
import { BadArgumentError } from "../core/errors.js";
import { Hdf5Dataset, type Layout, type Numbers } from "./hdf5dataset.js";
import type { NumberTable } from "./hdf5reader.js";
import { Hdf5Records } from "./hdf5records.js";
import type { RecordColumns, RecordMembers } from "./recordcolumns.js";

/**
 * A value that an attribute can have: text (UTF-8), a number (float64), a whole number (int64), several of them along one axis,
 * or a table of float64.
 */
export type AttributeValue = string | number | bigint | Float64Array | BigInt64Array | readonly string[] | NumberTable;

/** Attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What one may put into a new HDF5 file. Names are paths ("tcb/x"); groups on the way are made. */
export class Hdf5Writer {
  readonly #file: File;
  readonly #datasets: Map<string, Hdf5Dataset> = new Map();

  constructor(file: File) {
    this.#file = file;
  }

  /** Sets attributes of the root, or of the group or dataset at `path`. */
  attributes(attributes: Attributes, path = "/"): void {
    const target = path === "/" ? this.#file : this.#file.get(path);
    if (target === null || !("create_attribute" in target)) {
      throw new BadArgumentError(`There is no group and no dataset ${path} to have attributes; create it first.`, {
        path,
      });
    }
    setAttributes(target, attributes);
  }

  /** Makes a group, and those above it. */
  group(path: string, attributes: Attributes = {}): void {
    const names = path.split("/").filter((name) => name !== "");
    for (let depth = 1; depth <= names.length; depth++) {
      const above = names.slice(0, depth).join("/");
      if (this.#file.get(above) === null) this.#file.create_group(above);
    }
    if (Object.keys(attributes).length > 0) this.attributes(attributes, path);
  }

  /** Creates a dataset of zeros, which {@link write} fills; {@link append} makes its first axis longer. */
  create(name: string, layout: Layout, attributes: Attributes = {}): void {
    this.group(name.split("/").slice(0, -1).join("/"));
    this.#datasets.set(name, new Hdf5Dataset(this.#file, name, layout));
    if (Object.keys(attributes).length > 0) this.attributes(attributes, name);
  }

  /** Creates a series of `length` float64 zeros, to be filled by {@link write}. */
  createSeries(name: string, length: number, attributes: Attributes = {}): void {
    this.create(name, { shape: [length] }, attributes);
  }

  /** Creates a dataset that has all its numbers at once. */
  put(name: string, layout: Layout, values: Numbers, attributes: Attributes = {}): void {
    this.create(name, layout, attributes);
    this.write(name, 0, values);
  }

  /** Creates a dataset of texts (UTF-8, of any length) along one axis. */
  putTexts(name: string, texts: readonly string[], attributes: Attributes = {}): void {
    this.group(name.split("/").slice(0, -1).join("/"));
    this.#file.create_dataset({ name, data: [...texts], shape: [texts.length], dtype: "S" });
    if (Object.keys(attributes).length > 0) this.attributes(attributes, name);
  }

  /** Creates a dataset of `rows` records along two axes, the second of length 1; {@link Hdf5Records.write} fills it. */
  createRecords(name: string, members: RecordMembers, rows: number, attributes: Attributes = {}): Hdf5Records {
    this.group(name.split("/").slice(0, -1).join("/"));
    const records = new Hdf5Records(this.#file, name, members, rows);
    if (Object.keys(attributes).length > 0) this.attributes(attributes, name);
    return records;
  }

  /** Creates a dataset of records that has all of them at once; texts get the room that the longest needs. */
  putRecords(name: string, columns: RecordColumns, attributes: Attributes = {}): void {
    const members = Object.entries(columns).map(([member, values]) => [member, memberOf(values)] as const);
    const rows = Object.values(columns)[0]?.length ?? 0;
    this.createRecords(name, Object.fromEntries(members), rows, attributes).write(0, columns);
  }

  /** Writes samples (rows, when there are more axes) from index `start`. */
  write(name: string, start: number, values: Numbers): void {
    this.#dataset(name).write(start, values);
  }

  /** Adds samples (rows) behind the last; memory holds no more than a chunk of them. */
  append(name: string, values: Numbers): void {
    this.#dataset(name).append(values);
  }

  /** Writes what waits in memory. */
  flush(): void {
    for (const dataset of this.#datasets.values()) dataset.flush();
  }

  #dataset(name: string): Hdf5Dataset {
    const dataset = this.#datasets.get(name);
    if (dataset !== undefined) return dataset;
    throw new BadArgumentError(`There is no dataset ${name}; create it first.`, { name });
  }
}

function memberOf(values: Float64Array | readonly string[]): "float64" | { readonly bytes: number } {
  if (values instanceof Float64Array) return "float64";
  const lengths = values.map((text) => new TextEncoder().encode(text).length);
  return { bytes: Math.max(1, ...lengths) };
}

interface WithAttributes {
  create_attribute(
    name: string,
    data: string | string[] | number | Float64Array | BigInt64Array,
    shape?: number[] | null,
    dtype?: string,
  ): void;
}

function setAttributes(target: WithAttributes, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") target.create_attribute(name, value);
    else if (typeof value === "number") target.create_attribute(name, value, null, "<d");
    else if (typeof value === "bigint") target.create_attribute(name, BigInt64Array.of(value), [], "<q");
    else if (value instanceof Float64Array) target.create_attribute(name, value, [value.length], "<d");
    else if (value instanceof BigInt64Array) target.create_attribute(name, value, [value.length], "<q");
    else if ("values" in value && "shape" in value) target.create_attribute(name, value.values, [...value.shape], "<d");
    else target.create_attribute(name, [...value], [value.length], "S");
  }
}
