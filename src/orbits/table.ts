import type { Instant } from "../core/instant.js";
import type { PerMosa, PerSpacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";

/** An even grid of time. */
export interface TimeGrid {
  /** Time of the first row. */
  readonly t0: Instant<"TCB">;
  /** Interval between rows (s). */
  readonly dt: Seconds;
  /** Number of rows. */
  readonly length: number;
}

/** The ranges of orbits: what time-delay interferometry needs of them. */
export interface RangeTable extends TimeGrid {
  /** Who made them: "lisaorbits 2.4.2 KeplerianOrbits". */
  readonly source: string;
  /** Proper pseudo-ranges by link on the receiver's proper-time grid (s): light travel time between the spacecraft's proper times. */
  readonly properPseudoRanges: PerMosa<Float64Array>;
}

/**
 * Orbits as a table on an even grid of time, with the fields of a lisaorbits file. Vectors are in the barycentric frame, row by row
 * (x, y, z of the first row, then of the second). What is on the grid of TCB is at time t0 + k dt of TCB; what is on the
 * grid of proper times (the names say "proper", and coordinateTimeDeviations) is at proper time t0 + k dt of the receiver, or of the spacecraft.
 * Links are named receiver, emitter; a link's row is about the light that arrives at its time.
 */
export interface OrbitTable extends RangeTable {
  /** Positions (m), rows × 3. */
  readonly positions: PerSpacecraft<Float64Array>;
  /** Velocities (m/s), rows × 3. */
  readonly velocities: PerSpacecraft<Float64Array>;
  /** Accelerations (m/s²), rows × 3. */
  readonly accelerations: PerSpacecraft<Float64Array>;
  /** Proper time less TCB (s), over TCB. */
  readonly properTimeDeviations: PerSpacecraft<Float64Array>;
  /** From the emitter at emission to the receiver at reception, rows × 3. */
  readonly unitVectors: PerMosa<Float64Array>;
  /** Light travel times (s). */
  readonly lightTravelTimes: PerMosa<Float64Array>;
  /** Their derivatives (s/s). */
  readonly lightTravelTimeRates: PerMosa<Float64Array>;
  /** Proper time of reception less proper time of emission (s), over TCB. */
  readonly tcbPseudoRanges: PerMosa<Float64Array>;
  /** Their derivatives with respect to the receiver's proper time (s/s). */
  readonly tcbPseudoRangeRates: PerMosa<Float64Array>;
  /** TCB less proper time (s), over proper time. */
  readonly coordinateTimeDeviations: PerSpacecraft<Float64Array>;
  /** Derivatives of the proper pseudo-ranges (s/s). */
  readonly properPseudoRangeRates: PerMosa<Float64Array>;
}
