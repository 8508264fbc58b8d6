import type { Dataset, Group } from "h5wasm/node";
import { BadArgumentError } from "../core/errors.js";
import type { ComplexArray } from "../math/complex.js";

/** Numbers as they are on disk; complex ones as a compound of `r` and `i`, as h5py reads and writes them. */
export type NumberType = "float64" | "float32" | "int64" | "int32" | "uint16" | "uint8" | "complex128";

/** Numbers in row-major order: whatever array fits the dataset's type. */
export type Numbers =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Uint16Array
  | Uint8Array
  | ComplexArray;

/** How a dataset is laid out. */
export interface Layout {
  /** Default: float64. */
  readonly type?: NumberType;
  /** Rows at first (they may grow, by append), then the lengths of the other axes. */
  readonly shape: readonly number[];
  /**
   * Default: none. LZF (h5py's) is fast and makes flags small; it is refused by what it can't make smaller, such as the float64
   * of a noisy series.
   */
  readonly compression?: "lzf";
}

/** LZF's number among HDF5's filters. */
const LZF = 32_000;

type Real = Exclude<Numbers, ComplexArray>;

const COMPLEX: [string, string][] = [
  ["r", "<d"],
  ["i", "<d"],
];

const TYPES: Readonly<
  Record<NumberType, { dtype: string | [string, string][]; bytes: number; array: RealConstructor }>
> = {
  float64: { dtype: "<d", bytes: 8, array: Float64Array },
  float32: { dtype: "<f", bytes: 4, array: Float32Array },
  int64: { dtype: "<q", bytes: 8, array: BigInt64Array },
  int32: { dtype: "<i", bytes: 4, array: Int32Array },
  uint16: { dtype: "<H", bytes: 2, array: Uint16Array },
  uint8: { dtype: "<B", bytes: 1, array: Uint8Array },
  complex128: { dtype: COMPLEX, bytes: 16, array: Float64Array },
};

type RealConstructor = new (length: number) => Real;

/** Bytes of a chunk on disk when the length is known; and when it grows, where each dataset holds a chunk in memory. */
const CHUNK_BYTES = 524_288;
const GROWING_CHUNK_BYTES = 131_072;

/**
 * A dataset that is written in parts. HDF5 reads and writes whole chunks, so what is appended waits in memory until it fills one.
 */
export class Hdf5Dataset {
  readonly #name: string;
  readonly #dataset: Dataset;
  readonly #type: NumberType;
  readonly #axes: readonly number[];
  readonly #chunk: number;
  readonly #waiting: Real[] = [];
  #waitingRows = 0;
  #rows: number;

  constructor(file: Group, name: string, { type = "float64", shape, compression }: Layout) {
    const [rows = 0, ...axes] = shape;
    const { bytes } = TYPES[type];
    const target = rows > 0 ? CHUNK_BYTES : GROWING_CHUNK_BYTES;
    this.#chunk = Math.max(1, Math.floor(target / (bytes * Math.max(1, product(axes)))));
    if (rows > 0) this.#chunk = Math.min(this.#chunk, rows);
    this.#name = name;
    this.#type = type;
    this.#axes = axes;
    this.#rows = rows;
    this.#dataset = created(file, name, { type, axes, chunk: this.#chunk, compression });
    if (rows > 0) this.#dataset.resize([rows, ...axes]);
  }

  /** Writes rows from row `start` on; they must be there. */
  write(start: number, values: Numbers): void {
    this.flush();
    const count = this.#rowsIn(values);
    if (start < 0 || start + count > this.#rows) {
      throw new BadArgumentError(
        `${this.#name} has ${this.#rows} rows; ${count} from row ${start} on can't be written into it.`,
        { name: this.#name, start, count },
      );
    }
    this.#put(start, count, isComplex(values) ? interleaved(values) : values);
  }

  /** Adds rows behind the last one. */
  append(values: Numbers): void {
    const count = this.#rowsIn(values);
    if (count === 0) return;
    // The caller may use its array again.
    this.#waiting.push(isComplex(values) ? interleaved(values) : values.slice());
    this.#waitingRows += count;
    if (this.#waitingRows >= this.#chunk)
      this.#writeWaiting(this.#waitingRows - ((this.#rows + this.#waitingRows) % this.#chunk));
  }

  /** Writes what waits. */
  flush(): void {
    this.#writeWaiting(this.#waitingRows);
  }

  /** Writes the first `count` of the rows that wait, and keeps the others. */
  #writeWaiting(count: number): void {
    if (count <= 0) return;
    const all = this.#waiting.length === 1 ? this.#waiting[0]! : this.#joined();
    const end = count * this.#numbersPerRow();
    const start = this.#rows;
    this.#rows += count;
    this.#dataset.resize([this.#rows, ...this.#axes]);
    this.#put(start, count, all.subarray(0, end));
    this.#waiting.length = 0;
    this.#waitingRows -= count;
    if (this.#waitingRows > 0) this.#waiting.push(all.slice(end));
  }

  #joined(): Real {
    const out = new TYPES[this.#type].array(this.#waitingRows * this.#numbersPerRow());
    let at = 0;
    for (const part of this.#waiting) {
      // All parts are of the dataset's one type, which the compiler can't see.
      (out as Float64Array).set(part as Float64Array, at);
      at += part.length;
    }
    return out;
  }

  #put(start: number, count: number, values: Real): void {
    if (count === 0) return;
    const ranges: [number, number][] = [[start, start + count], ...this.#axes.map((end): [number, number] => [0, end])];
    this.#dataset.write_slice(ranges, this.#type === "complex128" ? columns(values as Float64Array) : values);
  }

  #rowsIn(values: Numbers): number {
    const fits = isComplex(values)
      ? this.#type === "complex128" && values.re.length === values.im.length
      : this.#type !== "complex128" && values instanceof TYPES[this.#type].array;
    const length = isComplex(values) ? values.re.length : values.length;
    const rows = length / product(this.#axes);
    if (fits && Number.isInteger(rows)) return rows;
    const given = isComplex(values) ? `${length} complex numbers` : `${values.constructor.name} of ${length}`;
    throw new BadArgumentError(
      `${this.#name} takes ${this.#type} in rows of ${product(this.#axes)}; it was given ${given}.`,
      { name: this.#name },
    );
  }

  #numbersPerRow(): number {
    return product(this.#axes) * (this.#type === "complex128" ? 2 : 1);
  }
}

interface Creation {
  readonly type: NumberType;
  readonly axes: readonly number[];
  readonly chunk: number;
  readonly compression: Layout["compression"];
}

function created(file: Group, name: string, { type, axes, chunk, compression }: Creation): Dataset {
  const empty = new Float64Array(0);
  return file.create_dataset({
    name,
    data: type === "complex128" ? columns(empty) : new TYPES[type].array(0),
    shape: [0, ...axes],
    dtype: TYPES[type].dtype,
    maxshape: [null, ...axes],
    chunks: [chunk, ...axes],
    ...(compression === "lzf" && { compression: LZF, compression_opts: [] }),
  });
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}

function isComplex(values: Numbers): values is ComplexArray {
  return "re" in values;
}

function interleaved({ re, im }: ComplexArray): Float64Array {
  const out = new Float64Array(2 * re.length);
  for (let n = 0; n < re.length; n++) {
    out[2 * n] = re[n]!;
    out[2 * n + 1] = im[n]!;
  }
  return out;
}

/** Complex numbers as h5wasm takes a compound: by member. */
function columns(values: Float64Array): Map<string, Float64Array> {
  const half = values.length / 2;
  const part = (offset: number): Float64Array => Float64Array.from({ length: half }, (_, n) => values[2 * n + offset]!);
  return new Map([
    ["r", part(0)],
    ["i", part(1)],
  ]);
}
