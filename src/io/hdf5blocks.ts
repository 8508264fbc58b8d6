/** A part of a dataset that is contiguous in row-major order. */
export interface Block {
  /** From and to an index on each axis; none of a single value. */
  readonly ranges: readonly (readonly [number, number])[];
  /** How many values come before it. */
  readonly start: number;
  readonly count: number;
}

/** Values of a block at most: megabytes of memory, whatever the dataset. */
const LARGEST = 262_144;

/** Cuts a shape into blocks that fit into memory one by one, in row-major order. */
export function* blocksOf(shape: readonly number[], largest: number = LARGEST): Generator<Block, void, void> {
  if (shape.length === 0) {
    yield { ranges: [], start: 0, count: 1 };
    return;
  }
  if (shape.includes(0)) return;
  const axis = cutAxis(shape, largest);
  const inner = product(shape.slice(axis + 1));
  const rows = Math.max(1, Math.floor(largest / inner));
  const outer = product(shape.slice(0, axis));
  const whole = shape.slice(axis + 1).map((length): [number, number] => [0, length]);
  for (let line = 0; line < outer; line++) {
    const before = indicesOf(line, shape.slice(0, axis)).map((index): [number, number] => [index, index + 1]);
    for (let from = 0; from < shape[axis]!; from += rows) {
      const to = Math.min(shape[axis]!, from + rows);
      const start = (line * shape[axis]! + from) * inner;
      yield { ranges: [...before, [from, to], ...whole], start, count: (to - from) * inner };
    }
  }
}

/** Indices on all axes of the value at a place in row-major order. */
export function indicesOf(place: number, shape: readonly number[]): readonly number[] {
  const indices: number[] = [];
  let rest = place;
  for (const length of [...shape].reverse()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices;
}

/** The first axis behind which one index has few enough values. */
function cutAxis(shape: readonly number[], largest: number): number {
  let axis = shape.length - 1;
  while (axis > 0 && product(shape.slice(axis)) <= largest) axis--;
  return axis;
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}
