import { FLAGS } from "../core/flags.js";
import { blocksOf, indicesOf } from "./hdf5blocks.js";
import type { DatasetComparison, FlagDifference } from "./hdf5difference.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import { Tally, type Tolerance } from "./hdf5tally.js";

/** Compares a dataset that both files have. */
export function datasetComparison(a: Hdf5Reader, b: Hdf5Reader, name: string, tolerance: Tolerance): DatasetComparison {
  const shape = a.shape(name);
  const mismatch = mismatchOf(a, b, name);
  const tally = new Tally(tolerance);
  const flags = new FlagTally(name);
  for (const { ranges, start, count } of mismatch === "" ? blocksOf(shape) : []) {
    const [left, right] = [valuesOf(a.stored(name, ranges)), valuesOf(b.stored(name, ranges))];
    compareBlock(left, right, { start, width: left.length / count }, tally, flags);
  }
  const { compared, differing, beyond, lost, greatest, relative, rms, scale, first } = tally;
  const index = first === null ? [] : indicesOf(first.place, shape);
  return {
    name,
    mismatch,
    compared,
    differing,
    beyond,
    lost,
    greatest,
    relative,
    rms,
    scale,
    first: first && { ...first, index, seconds: secondsOf(a, name, index[0]) },
    flags: flags.differences(),
  };
}

function mismatchOf(a: Hdf5Reader, b: Hdf5Reader, name: string): string {
  const spelled = (file: Hdf5Reader): string => `(${file.shape(name).join(", ")})`;
  if (spelled(a) !== spelled(b)) return `its shape is ${spelled(a)} in one and ${spelled(b)} in the other`;
  return a.type(name) === b.type(name) ? "" : `its type is ${a.type(name)} in one and ${b.type(name)} in the other`;
}

type Values = Float64Array | readonly unknown[];

/** Values in a row; the parts of a compound, such as a complex number, one after the other. */
function valuesOf(stored: unknown): Values {
  if (stored instanceof Float64Array) return stored;
  const list = Array.from(stored as ArrayLike<unknown>);
  return list.some(Array.isArray) ? list.flat(DEEPEST) : list;
}

/** Compounds within compounds that are taken apart. */
const DEEPEST = 8;

interface Place {
  readonly start: number;
  /** Values of one place: the parts of a compound. */
  readonly width: number;
}

function compareBlock(a: Values, b: Values, { start, width }: Place, tally: Tally, flags: FlagTally): void {
  for (let n = 0; n < a.length; n++) {
    const [left, right] = [a[n], b[n]];
    const place = start + Math.floor(n / width);
    if (typeof left === "number" && typeof right === "number") tally.number(place, left, right);
    else if (isSmall(left) && isSmall(right)) tally.number(place, Number(left), Number(right));
    else tally.value(place, left, right);
    if (left !== right) flags.take(left, right);
  }
}

/** Whether a whole number of 64 bits is one that float64 holds. */
function isSmall(value: unknown): value is bigint {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value));
}

/** Counts bits that are set on one side only, in a dataset whose name says that it has flags. */
class FlagTally {
  readonly #isFlags: boolean;
  readonly #names: ReadonlyMap<number, string>;
  readonly #counts = new Map<number, [number, number]>();

  constructor(name: string) {
    this.#isFlags = /flags/.test(name);
    const known = name.startsWith("lisalab/flags/") ? Object.entries(FLAGS) : [];
    this.#names = new Map(known.map(([flag, bit]) => [bit, flag]));
  }

  take(a: unknown, b: unknown): void {
    if (!this.#isFlags || !isWhole(a) || !isWhole(b)) return;
    for (let [changed, bit] = [BigInt(a) ^ BigInt(b), 1n]; bit <= changed; bit <<= 1n) {
      if ((changed & bit) === 0n) continue;
      const counts = this.#counts.get(Number(bit)) ?? [0, 0];
      counts[(BigInt(a) & bit) === 0n ? 1 : 0] += 1;
      this.#counts.set(Number(bit), counts);
    }
  }

  differences(): readonly FlagDifference[] {
    const counted = [...this.#counts].sort(([left], [right]) => left - right);
    return counted.map(([bit, [onlyInA, onlyInB]]) => ({
      flag: this.#names.get(bit) ?? `bit ${Math.log2(bit)}`,
      onlyInA,
      onlyInB,
    }));
  }
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === "bigint" ? value >= 0n : Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Time of a row by the sampling that is written beside a dataset, or at it; null when there is none. */
function secondsOf(file: Hdf5Reader, name: string, row: number | undefined): number | null {
  const beside = `${name.split("/").slice(0, -1).join("/")}/sampling`;
  const place = [name, beside].find((path) => ["t0", "dt"].every((key) => file.attributes(path).includes(key)));
  if (row === undefined || place === undefined) return null;
  return file.number("t0", place) + row * file.number("dt", place);
}
