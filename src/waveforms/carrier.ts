import { type Instant, secondsBetween } from "../core/instant.js";
import { fractionOfProduct } from "../core/product.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Carrier, Strain } from "./source.js";

const TURN = 2 * Math.PI;

/** Phase, frequency and its derivatives at one instant: φ/2π = turns + frequency s + halfDrift s² + cubic s³, s seconds later. */
export interface LocalPhase {
  /** In [−1/2, 1/2]. */
  readonly turns: number;
  readonly frequency: Hertz;
  readonly halfDrift: number;
  readonly cubic: number;
}

/** The phase around an instant, without the rounding of frequency times years (two-part product). */
export function localPhase({ reference, turns: [c0, c1, c2, c3] }: Carrier, at: Instant<"TCB">): LocalPhase {
  const whole = at.seconds - reference.seconds;
  const rest = at.fraction - reference.fraction;
  const elapsed = whole + rest;
  const turns = c0 + fractionOfProduct(c1, whole) + c1 * rest + (c2 + c3 * elapsed) * elapsed * elapsed;
  return {
    turns: turns - Math.round(turns),
    frequency: c1 + (2 * c2 + 3 * c3 * elapsed) * elapsed,
    halfDrift: c2 + 3 * c3 * elapsed,
    cubic: c3,
  };
}

/** The wave of a carrier at `offsets` (s) after `from`. */
export function carrierStrain(carrier: Carrier, from: Instant<"TCB">, offsets: Float64Array): Strain {
  const { turns, frequency, halfDrift, cubic } = localPhase(carrier, from);
  const [plus, cross] = [new Float64Array(offsets.length), new Float64Array(offsets.length)];
  for (let n = 0; n < offsets.length; n++) {
    const s = offsets[n]!;
    const phase = turns + (frequency + (halfDrift + cubic * s) * s) * s;
    const angle = TURN * (phase - Math.round(phase));
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    plus[n] = carrier.plus[0] * cosine - carrier.plus[1] * sine;
    cross[n] = carrier.cross[0] * cosine - carrier.cross[1] * sine;
  }
  return { plus, cross };
}

/** The highest frequency of a carrier during `duration` after `from`. */
export function carrierFrequency({ reference, turns }: Carrier, from: Instant<"TCB">, duration: Seconds): Hertz {
  const start = secondsBetween(from, reference);
  const at = (elapsed: Seconds): Hertz => Math.abs(turns[1] + (2 * turns[2] + 3 * turns[3] * elapsed) * elapsed);
  // Where the drift turns round, if that is on the way.
  const turning = -turns[2] / (3 * turns[3]);
  const between = turning > start && turning < start + duration ? [turning] : [];
  return Math.max(...[start, start + duration, ...between].map(at));
}
