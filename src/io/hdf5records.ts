import type { Dataset, File, Metadata } from "h5wasm/node";
import { BadArgumentError } from "../core/errors.js";
import type { RecordColumns, RecordMembers } from "./recordcolumns.js";

type Member = NonNullable<Metadata["compound_type"]>["members"][number];

/** HDF5's class of types that nothing is known of: such data come as bytes. */
const OPAQUE = 5;
/** Classes of members that can be read, as H5T_class_t numbers them. */
const [INTEGER, FLOAT, STRING] = [0, 1, 3];

/**
 * Records from and to an index on each axis, column by column. The wrapper would make an array of each record and one of each number:
 * its bytes are read instead.
 */
export function recordsIn(dataset: Dataset, ranges: readonly [number, number][]): RecordColumns {
  const { metadata } = dataset;
  const asBytes = Object.create(dataset, { metadata: { value: { ...metadata, type: OPAQUE } } }) as Dataset;
  const bytes = asBytes.slice(ranges.map(([from, to]): [number, number] => [from, to])) as Uint8Array;
  const count = bytes.byteLength / metadata.size;
  const members = metadata.compound_type?.members ?? [];
  return Object.fromEntries(
    members.map((member) => [member.name, columnOf(bytes, member, metadata.size, count)] as const),
  );
}

function columnOf(bytes: Uint8Array, member: Member, size: number, count: number): Float64Array | readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (member.type === STRING && !member.vlen) {
    return Array.from({ length: count }, (_, n) => textAt(bytes, n * size + member.offset, member.size));
  }
  const at = numberReader(view, member);
  const out = new Float64Array(count);
  for (let n = 0; n < count; n++) out[n] = at(n * size + member.offset);
  return out;
}

/** Text ends at its first zero, or before the blanks at its end. */
function textAt(bytes: Uint8Array, start: number, length: number): string {
  const own = bytes.subarray(start, start + length);
  const end = own.indexOf(0);
  return new TextDecoder().decode(end < 0 ? own : own.subarray(0, end)).trimEnd();
}

function numberReader(view: DataView, { name, type, size, signed, littleEndian }: Member): (at: number) => number {
  const little = littleEndian;
  if (type === FLOAT && size === 8) return (at) => view.getFloat64(at, little);
  if (type === FLOAT && size === 4) return (at) => view.getFloat32(at, little);
  if (type === INTEGER && size === 8) {
    return signed ? (at) => Number(view.getBigInt64(at, little)) : (at) => Number(view.getBigUint64(at, little));
  }
  if (type === INTEGER && size === 4)
    return signed ? (at) => view.getInt32(at, little) : (at) => view.getUint32(at, little);
  if (type === INTEGER && size === 2)
    return signed ? (at) => view.getInt16(at, little) : (at) => view.getUint16(at, little);
  if (type === INTEGER && size === 1) return signed ? (at) => view.getInt8(at) : (at) => view.getUint8(at);
  throw new BadArgumentError(`the member ${name} of its records is neither a number nor a text of fixed length`, {
    name,
  });
}

/** Records of a chunk on disk. */
const CHUNK = 16_384;

/** A new dataset of records, (rows, 1) as the LISA Data Challenges have it, filled stretch by stretch. */
export class Hdf5Records {
  readonly #name: string;
  readonly #dataset: Dataset;
  readonly #members: RecordMembers;
  readonly #rows: number;

  constructor(file: File, name: string, members: RecordMembers, rows: number) {
    const dtype = Object.entries(members).map(([member, type]): [string, string] => [
      member,
      type === "float64" ? "<d" : `S${type.bytes}`,
    ]);
    const none = Object.entries(members).map(([member, type]) => [
      member,
      type === "float64" ? new Float64Array(0) : [],
    ]);
    this.#name = name;
    this.#members = members;
    this.#rows = rows;
    this.#dataset = file.create_dataset({
      name,
      data: new Map(none as [string, Float64Array][]),
      shape: [0, 1],
      dtype,
      maxshape: [null, 1],
      chunks: [Math.max(1, Math.min(CHUNK, rows)), 1],
    });
    if (rows > 0) this.#dataset.resize([rows, 1]);
  }

  /** Writes records from row `start` on. @throws BadArgumentError for columns that are not the members, or rows that are not there */
  write(start: number, columns: RecordColumns): void {
    const names = Object.keys(this.#members);
    const lengths = new Set(names.map((name) => columns[name]?.length ?? -1));
    const [count = 0] = lengths;
    if (lengths.size !== 1 || count < 0 || start < 0 || start + count > this.#rows) {
      throw new BadArgumentError(
        `${this.#name} takes records of ${names.join(", ")} into ${this.#rows} rows; ${[...lengths].join(", ")} from row ${start} on can't be written.`,
        { name: this.#name, start },
      );
    }
    if (count === 0) return;
    const data = new Map(names.map((name) => [name, columns[name]!]));
    this.#dataset.write_slice(
      [
        [start, start + count],
        [0, 1],
      ],
      data,
    );
  }
}
