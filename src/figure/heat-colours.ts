import type { PlannedHeat } from "./heat.js";
import { HEAT_COLOURS } from "./palette.js";

/** Shades that a grid is drawn in. */
const SHADES = 128;

type Rgb = readonly [number, number, number];

const ANCHORS: readonly Rgb[] = HEAT_COLOURS.map(
  (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb,
);

/** The shades from low to high, behind one that stands for nothing. */
export const SHADE_COLOURS: readonly Rgb[] = [
  [255, 255, 255],
  ...Array.from({ length: SHADES }, (_, k) => between(k / (SHADES - 1))),
];

/** The index among {@link SHADE_COLOURS} of every spot, row by row from the top. */
export function shadesOf({ values, columns, rows, colour }: PlannedHeat): Uint8Array {
  const place = colour.scale === "log" ? Math.log10 : (value: number): number => value;
  const [low, high] = [place(colour.domain[0]), place(colour.domain[1])];
  const shades = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[(rows - 1 - row) * columns + column]!;
      const level = Math.max(0, Math.min(1, (place(value) - low) / (high - low)));
      if (!Number.isNaN(level)) shades[row * columns + column] = 1 + Math.round(level * (SHADES - 1));
    }
  }
  return shades;
}

function between(level: number): Rgb {
  const at = level * (ANCHORS.length - 1);
  const below = Math.min(ANCHORS.length - 2, Math.floor(at));
  const [a, b] = [ANCHORS[below]!, ANCHORS[below + 1]!];
  return [0, 1, 2].map((k) => Math.round(a[k]! + (b[k]! - a[k]!) * (at - below))) as unknown as Rgb;
}
