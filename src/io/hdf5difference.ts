import type { FirstDifference } from "./hdf5tally.js";

/** An attribute that is not the same in both files, as JSON; null where there is none. */
export interface AttributeDifference {
  /** Path of its group or dataset. */
  readonly place: string;
  /** Its name; within an attribute that is JSON itself with the way to the value, such as "provenance_json.software". */
  readonly name: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** A bit that is set in only one of two datasets of flags, and where it is set in which. */
export interface FlagDifference {
  readonly flag: string;
  readonly onlyInA: number;
  readonly onlyInB: number;
}

/** What was found of a dataset that both files have. */
export interface DatasetComparison {
  readonly name: string;
  /** Why the values can't be compared one by one, such as another shape or type; "" when they were. */
  readonly mismatch: string;
  /** How many values were compared, differ in any bit, and differ by more than the tolerance. */
  readonly compared: number;
  readonly differing: number;
  readonly beyond: number;
  /** How many are a number in one and none in the other. */
  readonly lost: number;
  /** The greatest difference, alone and over the larger of both. */
  readonly greatest: number;
  readonly relative: number;
  /** Root mean squares of the differences and of the first file's values. */
  readonly rms: number;
  readonly scale: number;
  /** The first place beyond the tolerance, or the first difference; null when there is none. */
  readonly first: (FirstDifference & { readonly index: readonly number[]; readonly seconds: number | null }) | null;
  /** Of a dataset of flags. */
  readonly flags: readonly FlagDifference[];
}
