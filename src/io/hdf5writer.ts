import type { File } from "h5wasm/node";

/** Samples of a chunk of a series on disk: half a megabyte. */
const CHUNK = 65_536;

/** A value that an attribute can have: text (UTF-8), a number (float64), or a whole number (int64). */
export type AttributeValue = string | number | bigint;

/** Attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What one may put into a new HDF5 file. */
export class Hdf5Writer {
  readonly #file: File;

  constructor(file: File) {
    this.#file = file;
  }

  /** Sets attributes of the root. */
  attributes(attributes: Attributes): void {
    setAttributes(this.#file, attributes);
  }

  /** Creates a series of `length` float64 zeros, to be filled by {@link write}. */
  createSeries(name: string, length: number, attributes: Attributes = {}): void {
    const chunk = Math.max(1, Math.min(CHUNK, length));
    const dataset = this.#file.create_dataset({
      name,
      data: new Float64Array(Math.min(1, length)),
      shape: [Math.min(1, length)],
      maxshape: [null],
      chunks: [chunk],
    });
    dataset.resize([length]);
    setAttributes(dataset, attributes);
  }

  /** Writes samples into a series from index `start`. */
  write(name: string, start: number, values: Float64Array): void {
    if (values.length === 0) return;
    const dataset = this.#file.get(name) as { write_slice(ranges: [number, number][], data: Float64Array): void };
    dataset.write_slice([[start, start + values.length]], values);
  }
}

interface WithAttributes {
  create_attribute(name: string, data: string | number | BigInt64Array, shape?: number[] | null, dtype?: string): void;
}

function setAttributes(target: WithAttributes, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") target.create_attribute(name, value);
    else if (typeof value === "number") target.create_attribute(name, value, null, "<d");
    else target.create_attribute(name, BigInt64Array.of(value), [], "<q");
  }
}
