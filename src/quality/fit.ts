import type { Seconds } from "../core/units.js";
import type { MatchedFilter } from "./matched.js";
import { type GlitchShape, type GlitchSource, shapeOnGrid } from "./templates.js";

/** A shape at one moment. */
export interface Fit {
  /** Sample of its begin. */
  readonly at: number;
  readonly shape: GlitchShape;
  /** Signal-to-noise ratio, with its sign. */
  readonly snr: number;
  /** Signal-to-noise ratio of an amplitude of 1 Hz in the beatnote. */
  readonly perUnit: number;
}

/** Time constants that are tried, in parts of those found so far; the steps become finer. */
const STEPS = [
  [0.33, 0.58, 1.73, 3],
  [0.7, 0.84, 1.19, 1.41],
  [0.92, 1.08],
];
/** A begin moves by this many time constants at most. */
const REACH = 3;

/**
 * The time constants and the begin that fit best, from those of the nearest template on: one constant after the other, with ever
 * smaller steps.
 */
export function fitted(filter: MatchedFilter, source: GlitchSource, found: Fit, dt: Seconds): Fit {
  const compare = filter.source(source.response(filter.df, filter.bins));
  const reach = Math.ceil((REACH * found.shape.duration) / dt) + 1;
  const tried = (shape: GlitchShape): Fit => {
    const { snr, perUnit } = compare(shapeOnGrid(shape, filter.df, filter.bins));
    let at = found.at;
    const last = Math.min(snr.length - 1, found.at + reach);
    for (let n = Math.max(0, found.at - reach); n <= last; n++) if (Math.abs(snr[n]!) > Math.abs(snr[at]!)) at = n;
    return { at, shape, snr: snr[at]!, perUnit };
  };
  let best = found;
  for (const factors of STEPS) {
    for (const change of found.shape.kind === "pulse" ? [falling, rising] : [falling]) {
      for (const shape of factors.map((factor) => change(best.shape, factor))) {
        const next = tried(shape);
        if (Math.abs(next.snr) > Math.abs(best.snr)) best = next;
      }
    }
  }
  return best;
}

function falling(shape: GlitchShape, factor: number): GlitchShape {
  return shape.kind === "step"
    ? { kind: "step", duration: shape.duration * factor }
    : pulse(shape.rise ?? shape.duration, shape.duration * factor);
}

function rising(shape: GlitchShape, factor: number): GlitchShape {
  return pulse((shape.rise ?? shape.duration) * factor, shape.duration);
}

/** The quicker of both times is the rise's: exchanged they make the same pulse. */
function pulse(a: Seconds, b: Seconds): GlitchShape {
  return { kind: "pulse", rise: Math.min(a, b), duration: Math.max(a, b) };
}
