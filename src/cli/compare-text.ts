import type { Comparison } from "../io/hdf5comparison.js";
import type { DatasetComparison } from "../io/hdf5difference.js";
import { type Paper, printable, tableText } from "./table.js";

/** What differs between two files, for people. */
export function comparisonText(found: Comparison, paper: Paper): string {
  const other = found.datasets.filter(({ differing, mismatch }) => differing > 0 || mismatch !== "");
  const rows = other.map(rowOf);
  const head = ["DATASET", "BEYOND", "DIFFER", "OF", "GREATEST", "RELATIVE", "RMS", "FIRST"];
  const parts = [
    found.identical ? `all ${found.datasets.length} datasets and their attributes are the same, bit by bit` : "",
    rows.length === 0 ? "" : tableText([head, ...rows], { elastic: 7, status: -1 }, paper),
    ...other.flatMap(({ name, flags }) =>
      flags.map(
        ({ flag, onlyInA, onlyInB }) => `${name}: ${flag} is set ${onlyInA} times only in A, ${onlyInB} only in B`,
      ),
    ),
    ...found.onlyInA.map((name) => `only in A: ${name}`),
    ...found.onlyInB.map((name) => `only in B: ${name}`),
    ...found.attributes.map(
      ({ place, name, a, b }) => `attribute ${name} of ${place}: ${short(a)} in A, ${short(b)} in B`,
    ),
    !found.identical && found.alike ? "alike within the tolerance" : "",
  ];
  return printable(parts.filter((part) => part !== "").join("\n"));
}

function rowOf({
  name,
  mismatch,
  beyond,
  differing,
  compared,
  greatest,
  relative,
  rms,
  first,
}: DatasetComparison): string[] {
  if (mismatch !== "") return [name, "-", "-", "-", "-", "-", "-", mismatch];
  const numbers = [greatest, relative, rms].map((value) => value.toPrecision(3));
  const time = first!.seconds === null ? "" : ` (${first!.seconds} s)`;
  const where = `[${first!.index.join(", ")}]${time}: ${first!.a}, ${first!.b}`;
  return [name, String(beyond), String(differing), String(compared), ...numbers, where];
}

function short(text: string | null): string {
  if (text === null) return "none";
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
