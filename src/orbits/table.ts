import type { Instant } from "../core/instant.js";
import type { PerMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";

/** Orbits as a table on an even grid of time. */
export interface OrbitTable {
  /** Who made them: "lisaorbits 2.4.2 KeplerianOrbits". */
  readonly source: string;
  /** Time of the first row. */
  readonly t0: Instant<"TCB">;
  /** Interval between rows (s). */
  readonly dt: Seconds;
  /** Number of rows. */
  readonly length: number;
  /** Proper pseudo-ranges by link on the receiver's proper-time grid (s): light travel time between the spacecraft's proper times. */
  readonly properPseudoRanges: PerMosa<Float64Array>;
}
