import type { OrbitTable } from "./table.js";

/**
 * Fills a table from one with `step` times its interval, by cubics through four rows (Everett's formula). Row 0 of the fine table lies
 * `offset` of its rows behind row 1 of the coarse one.
 */
export function densify(coarse: OrbitTable, fine: OrbitTable, step: number, offset: number): void {
  const weights = everett(step);
  for (const [field, parts] of Object.entries(coarse)) {
    if (typeof parts !== "object" || field === "t0") continue;
    const targets = fine[field as keyof OrbitTable] as Readonly<Record<string, Float64Array>>;
    for (const [index, values] of Object.entries(parts as Record<string, Float64Array>)) {
      const target = targets[index]!;
      const width = target.length / fine.length;
      for (let axis = 0; axis < width; axis++) column(values, target, width, axis, weights, offset);
    }
  }
}

interface Weights {
  /** How far between two rows. */
  readonly along: Float64Array;
  /** What the second differences at the two count. */
  readonly before: Float64Array;
  readonly behind: Float64Array;
}

function everett(step: number): Weights {
  const along = Float64Array.from({ length: step }, (_, n) => n / step);
  return {
    along,
    before: along.map((u) => (-u * (1 - u) * (2 - u)) / 6),
    behind: along.map((u) => (-u * (1 - u) * (1 + u)) / 6),
  };
}

function column(
  from: Float64Array,
  to: Float64Array,
  width: number,
  axis: number,
  { along, before, behind }: Weights,
  offset: number,
): void {
  const step = along.length;
  const rows = to.length / width;
  for (let row = 0, node = 1, n = offset; row < rows; node++, n = 0) {
    const at = node * width + axis;
    const value = from[at]!;
    const next = from[at + width]!;
    const first = next - value;
    const second = from[at - width]! - value + first;
    const third = value - next + (from[at + 2 * width]! - next);
    for (; n < step && row < rows; n++, row++) {
      to[row * width + axis] = value + (along[n]! * first + (before[n]! * second + behind[n]! * third));
    }
  }
}
