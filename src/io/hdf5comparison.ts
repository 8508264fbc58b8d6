import type { Work } from "../core/progress.js";
import { readHdf5 } from "./hdf5.js";
import { attributeDifferences } from "./hdf5attributes.js";
import type { AttributeDifference, DatasetComparison } from "./hdf5difference.js";
import { datasetComparison } from "./hdf5pair.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import type { Tolerance } from "./hdf5tally.js";

/** How two HDF5 files differ. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** Every bit of every dataset, and every attribute, is the same. */
  readonly identical: boolean;
  /** All datasets are there and alike within the tolerance; attributes may differ. */
  readonly alike: boolean;
  /** Datasets that both have, in the order of their names. */
  readonly datasets: readonly DatasetComparison[];
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  readonly attributes: readonly AttributeDifference[];
}

/**
 * Compares two HDF5 files, dataset by dataset and attribute by attribute, in blocks that fit into memory.
 * @throws BadFileError when one can't be read
 */
export async function compareHdf5(
  a: string,
  b: string,
  tolerance: Tolerance = {},
  work: Work = {},
): Promise<Comparison> {
  return readHdf5(a, (left) => readHdf5(b, (right) => compared(left, right, tolerance, work)));
}

function compared(a: Hdf5Reader, b: Hdf5Reader, tolerance: Tolerance, { signal, onProgress }: Work): Comparison {
  const [inA, inB] = [a.contents(), b.contents()];
  const [left, right] = [
    [...inA.groups, ...inA.datasets],
    [...inB.groups, ...inB.datasets],
  ];
  const common = inA.datasets.filter((name) => inB.datasets.includes(name));
  const datasets = common.map((name, index) => {
    signal?.throwIfAborted();
    onProgress?.({ fraction: index / common.length, message: "Comparing" });
    return datasetComparison(a, b, name, tolerance);
  });
  const places = ["/", ...left.filter((path) => right.includes(path))];
  const attributes = places.flatMap((place) => attributeDifferences(a, b, place));
  const onlyInA = left.filter((path) => !right.includes(path));
  const onlyInB = right.filter((path) => !left.includes(path));
  const complete = onlyInA.length === 0 && onlyInB.length === 0;
  const isSame = ({ differing, mismatch }: DatasetComparison): boolean => differing === 0 && mismatch === "";
  return {
    a: a.path,
    b: b.path,
    identical: complete && attributes.length === 0 && datasets.every(isSame),
    alike: complete && datasets.every(isAlike),
    datasets,
    onlyInA,
    onlyInB,
    attributes,
  };
}

/** Whether a dataset is the same in both files, within the tolerance. */
export function isAlike({ beyond, mismatch }: DatasetComparison): boolean {
  return beyond === 0 && mismatch === "";
}
