import type { Mark } from "./figure.js";
import type { PlannedMark } from "./plan.js";

/** An entry of a legend, `x` pixels from its left end. */
export interface LegendEntry {
  readonly x: number;
  readonly name: string;
  readonly mark: PlannedMark;
}

/** Entries side by side. */
export type LegendRow = readonly LegendEntry[];

/** A sample of the mark, the gap behind it, and the gap before the next entry, in pixels. */
const SAMPLE = 32;
const GAP = 18;

/** The legend's rows within `width` pixels; nothing when there is but one mark, which the title names. */
export function legendOf(marks: readonly PlannedMark[], width: number): readonly LegendRow[] {
  const named = marks.filter(({ mark }) => isNamed(mark));
  if (named.length < 2) return [];
  const rows: LegendEntry[][] = [[]];
  let x = 0;
  for (const mark of named) {
    const name = shortened(mark.mark.name, width - SAMPLE);
    const needed = SAMPLE + widthOf(name);
    if (x > 0 && x + needed > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ x, name, mark });
    x += needed + GAP;
  }
  return rows;
}

/** Whether a mark has a place in a legend. */
export function isNamed(mark: Mark): boolean {
  return mark.name !== "" && !(mark.type === "line" && mark.guide === true);
}

/** Width of a text of 12 px, from above: wide letters count as such, the others as the average of common sans-serif fonts. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /[A-Zmw@%→]/.test(character) ? 8.8 : character > "⺀" ? 12 : 6.4;
  return width;
}

function shortened(name: string, width: number): string {
  if (widthOf(name) <= width) return name;
  const characters = [...name];
  while (characters.length > 1 && widthOf(`${characters.join("")}…`) > width) characters.pop();
  return `${characters.join("")}…`;
}
