import { BadDataError } from "../core/errors.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { Sampling } from "./l1grids.js";

/** How far, in samples, grids may be off each other: rounding of times in seconds. */
const ALIGNED = 1e-6;

/** Rows on a grid, in one of several files that follow each other. */
export interface GridPart {
  readonly path: string;
  readonly sampling: Sampling;
  read(range: SampleRange): Promise<Float64Array>;
}

/**
 * The grid that has all rows of grids in the order of their times; they may overlap.
 * @throws BadDataError when steps differ, or something is missing between two
 */
export function unitedGrid(parts: readonly Omit<GridPart, "read">[], what: string): Sampling {
  const [first] = parts as [GridPart];
  let size = first.sampling.size;
  for (const { path, sampling } of parts) {
    const offset = offsetOf(sampling, first.sampling);
    if (
      sampling.dt !== first.sampling.dt ||
      Math.abs(offset - Math.round(offset)) > ALIGNED ||
      offset > size + ALIGNED
    ) {
      const end = first.sampling.t0 + size * first.sampling.dt;
      throw new BadDataError(
        `${what} of ${path} starts at ${sampling.t0} s with ${sampling.size} samples ${sampling.dt} s apart, and what is before it ends at ${end} s with samples ${first.sampling.dt} s apart; bricks of one product share their grids or follow each other.`,
        { what, path },
      );
    }
    size = Math.max(size, Math.round(offset) + sampling.size);
  }
  return { ...first.sampling, size };
}

/** Rows of the united grid, each from the first part that has it. */
export async function unitedRows(
  parts: readonly GridPart[],
  grid: Sampling,
  { start, count }: SampleRange,
): Promise<Float64Array> {
  const read: Float64Array[] = [];
  let at = start;
  while (at < start + count) {
    const part = parts.find(({ sampling }) => {
      const offset = Math.round(offsetOf(sampling, grid));
      return at >= offset && at < offset + sampling.size;
    })!;
    const offset = Math.round(offsetOf(part.sampling, grid));
    const stop = Math.min(start + count, offset + part.sampling.size);
    read.push(await part.read({ start: at - offset, count: stop - at }));
    at = stop;
  }
  return read.length === 1 ? read[0]! : concatenated(read);
}

/** Arrays one behind the other. */
export function concatenated(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function offsetOf(sampling: Sampling, first: Sampling): number {
  return (sampling.t0 - first.t0) / first.dt;
}
