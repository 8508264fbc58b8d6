import { type Instant, later } from "../core/instant.js";
import type { Seconds } from "../core/units.js";
import type { Orbits } from "../orbits/orbits.js";
import type { OrbitTable } from "../orbits/table.js";

/** Rows of computed orbits are this far apart, with this many beyond both ends. */
const ROW: Seconds = 2000;
const MARGIN = 80;

/** A table of orbits that are known everywhere, for a stretch of time and what delays and filters reach around it. */
export function tableCovering(orbits: Orbits, start: Instant<"TCB">, duration: Seconds): OrbitTable {
  const length = Math.ceil(duration / ROW) + 2 * MARGIN;
  return orbits.table({ t0: later(start, -MARGIN * ROW), dt: ROW, length });
}
