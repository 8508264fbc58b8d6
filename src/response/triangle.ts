import { SPEED_OF_LIGHT } from "../core/constants.js";
import type { Instant } from "../core/instant.js";
import { SPACECRAFT } from "../core/mosa.js";
import type { Orbits } from "../orbits/orbits.js";

/** The constellation at equally spaced times from a moment on, in light seconds. */
export interface Triangle {
  /** Seconds from the first time to the next. */
  readonly dt: number;
  readonly length: number;
  /** x, y and z of spacecraft 1, then of 2 and 3: nine series. */
  readonly positions: readonly Float64Array[];
  /** Distances of spacecraft 1 and 2, 2 and 3, 3 and 1. */
  readonly arms: readonly Float64Array[];
  /** x, y and z of the unit vector from spacecraft 1 to 2, then from 2 to 3 and from 3 to 1: nine series. */
  readonly directions: readonly Float64Array[];
}

/** The constellation at `length` times, `dt` (s) apart, from `from` on. @throws BadDataError for times that the orbits don't know */
export function triangleAt(orbits: Orbits, from: Instant<"TCB">, dt: number, length: number): Triangle {
  const table = orbits.table({ t0: from, dt, length });
  const positions = SPACECRAFT.flatMap((sc) =>
    [0, 1, 2].map((axis) =>
      Float64Array.from({ length }, (_, row) => table.positions[sc][3 * row + axis]! / SPEED_OF_LIGHT.value),
    ),
  );
  const arms = [0, 1, 2].map(() => new Float64Array(length));
  const directions = Array.from({ length: 9 }, () => new Float64Array(length));
  for (let arm = 0; arm < 3; arm++) {
    const [a, b] = [3 * arm, 3 * ((arm + 1) % 3)];
    for (let row = 0; row < length; row++) {
      const away = [0, 1, 2].map((axis) => positions[b + axis]![row]! - positions[a + axis]![row]!);
      const distance = Math.hypot(...away);
      arms[arm]![row] = distance;
      away.forEach((value, axis) => {
        directions[a + axis]![row] = value / distance;
      });
    }
  }
  return { dt, length, positions, arms, directions };
}
