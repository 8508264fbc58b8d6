/** Where a function is largest, as far as a simplex walked. */
export interface Maximum {
  readonly at: Float64Array;
  readonly value: number;
}

/**
 * J. A. Nelder and R. Mead 1965 (doi:10.1093/comjnl/7.4.308), uphill, until values at all corners are nearer than `near` to each other.
 * @param steps from the start to the other corners
 */
export function simplexMaximum(
  value: (x: Float64Array) => number,
  start: Float64Array,
  steps: Float64Array,
  near: number,
  most: number,
): Maximum {
  const size = start.length;
  const corner = (at: Float64Array): Maximum => ({ at, value: value(at) });
  const corners = [corner(start)];
  for (let n = 0; n < size; n++) {
    const moved = start.slice();
    moved[n]! += steps[n]!;
    corners.push(corner(moved));
  }
  for (let asked = size + 1; asked < most; ) {
    corners.sort((a, b) => b.value - a.value);
    const worst = corners[size]!;
    if (corners[0]!.value - worst.value < near) break;
    const middle = start.map((_, n) => corners.slice(0, size).reduce((sum, { at }) => sum + at[n]!, 0) / size);
    const along = (factor: number): Maximum =>
      corner(middle.map((centre, n) => centre + factor * (worst.at[n]! - centre)));
    const reflected = along(-1);
    asked += 2;
    if (reflected.value > corners[0]!.value) {
      const further = along(-2);
      corners[size] = further.value > reflected.value ? further : reflected;
    } else if (reflected.value > corners[size - 1]!.value) {
      corners[size] = reflected;
    } else {
      const between = along(reflected.value > worst.value ? -0.5 : 0.5);
      if (between.value > Math.max(worst.value, reflected.value)) corners[size] = between;
      else {
        const [best] = corners as [Maximum];
        for (let c = 1; c <= size; c++) {
          corners[c] = corner(best.at.map((x, n) => (x + corners[c]!.at[n]!) / 2));
        }
        asked += size;
      }
    }
  }
  return corners.reduce((best, one) => (one.value > best.value ? one : best));
}
