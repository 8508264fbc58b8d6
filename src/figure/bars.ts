import { BadArgumentError } from "../core/errors.js";
import type { LineMark } from "./figure.js";

/** Bars from low to high at each x: errors of points. */
export function errorBars(
  name: string,
  { x, low, high }: Readonly<Record<"x" | "low" | "high", ArrayLike<number>>>,
): LineMark {
  if (low.length !== x.length || high.length !== x.length) {
    throw new BadArgumentError(
      `${x.length} bars with ${low.length} lower and ${high.length} upper ends: give one of each.`,
    );
  }
  const across = Float64Array.from({ length: 3 * x.length }, (_, n) => x[Math.floor(n / 3)]!);
  const up = across.map((_, n) => [low[Math.floor(n / 3)]!, high[Math.floor(n / 3)]!, Number.NaN][n % 3]!);
  return { type: "line", name, x: across, y: up };
}
