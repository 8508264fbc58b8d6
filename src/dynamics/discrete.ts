import { BadArgumentError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { type Controllers, LOOPS, shapeOf } from "./control.js";

/** The controllers as digital filters, one after the other in the order of the loops. */
export interface Filters {
  /** Numerator and denominator of −k (1 + s/ω_z)/(1 + s/ω_p)², five numbers b0 b1 b2 a1 a2 a loop. */
  readonly sections: Float64Array;
  /** What the integrator adds for the sum of two successive values. */
  readonly integral: Float64Array;
}

/** When a command computed from the samples at one instant begins to act: so many whole intervals and a part later (s). */
export interface Latency {
  readonly whole: number;
  readonly part: Seconds;
}

/**
 * The controllers at a sampling interval, by the bilinear transform s = κ (z − 1)/(z + 1) with κ = ω_u/tan(ω_u dt/2): exact
 * at each loop's unity gain.
 */
export function filtersOf({ unityGain }: Controllers, dt: Seconds): Filters {
  const sections = new Float64Array(5 * LOOPS.length);
  const integral = new Float64Array(LOOPS.length);
  LOOPS.forEach((loop, index) => {
    const { unity, zero, pole, integral: corner, gain } = shapeOf(unityGain[loop]);
    const kappa = unity / Math.tan((unity * dt) / 2);
    const [a, p] = [kappa / zero, kappa / pole];
    const norm = (1 + p) ** 2;
    const scale = -gain / norm;
    sections.set(
      [scale * (1 + a), scale * 2, scale * (1 - a), (2 * (1 - p * p)) / norm, (1 - p) ** 2 / norm],
      5 * index,
    );
    integral[index] = corner / kappa;
  });
  return { sections, integral };
}

/**
 * Splits the loops' delay: holding a command for an interval delays it by half of one; the rest is pure delay.
 * @throws BadArgumentError when the interval is too long for the controllers
 */
export function latencyOf({ delay, unityGain }: Controllers, dt: Seconds): Latency {
  const pure = delay - dt / 2;
  const fastest = Math.max(...LOOPS.map((loop) => unityGain[loop]));
  if (!(dt > 0 && pure >= 0 && fastest * dt < 0.1)) {
    throw new BadArgumentError(
      `The loops can't be closed every ${dt} s: half of it must fit into their delay of ${delay} s, and a tenth of a period of the fastest, ${fastest} Hz, must be longer.`,
      { dt, delay, fastest },
    );
  }
  const whole = Math.floor(pure / dt);
  return { whole, part: pure - whole * dt };
}
