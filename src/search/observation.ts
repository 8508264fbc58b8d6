import { type Instant, instant } from "../core/instant.js";
import type { Seconds } from "../core/units.js";
import { type FftPlan, fftPlan } from "../math/plan.js";
import { equalArm, type Orbits } from "../orbits/orbits.js";
import { type Triangle, triangleAt } from "../response/triangle.js";

/** The constellation and its centre at equally spaced times. */
export interface Grid {
  readonly triangle: Triangle;
  /** x, y and z of the centre (light seconds). */
  readonly centre: readonly Float64Array[];
}

/** How the slow parts of signals are made from few nodes. */
export interface Nodes extends Grid {
  /** Of each sample: the first of the four nodes that it is interpolated from. */
  readonly bases: Int32Array;
  /** And the nodes' four weights. */
  readonly weights: Float64Array;
}

/** What an observation is for those who look for slow signals in it. */
export interface Observation {
  readonly duration: Seconds;
  readonly generation: 1.5 | 2;
  /** Bins of a signal. As many samples of the slow part of it are evenly spread over the duration. */
  readonly count: number;
  readonly plan: FftPlan;
  readonly samples: Grid;
  /** Of one binary's slow parts. */
  readonly nodes: Nodes;
  /** Closer ones, for some binaries of neighbouring frequencies at once. */
  readonly fineNodes: Nodes;
  /** The window that the data have been multiplied by, at the samples. */
  readonly window: Float64Array;
}

/** What an observation is made from. */
export interface ObservationOptions {
  readonly duration: Seconds;
  /** Its begin, from which the phases of binaries count; default: the epoch of TCB. */
  readonly from?: Instant<"TCB">;
  /** Default: equal arms of 2.5e9 m. */
  readonly orbits?: Orbits;
  /** Of time-delay interferometry: 1.5 (the default) or 2. */
  readonly generation?: 1.5 | 2;
  /** Bins that a signal is taken for, a power of two; default 1024. */
  readonly bins?: number;
  /** What the series were multiplied by at a time from the begin (s); it must change slowly over duration/bins. Default: 1. */
  readonly window?: (time: Seconds) => number;
}

/** Nodes are so far apart, at most (s): antenna patterns have four periods a year and less. */
const NODE = 6 * 86_400;
const FEWEST_NODES = 32;
const FINER = 4;

/** An observation. @throws BadDataError for times that the orbits don't know */
export function observation(options: ObservationOptions): Observation {
  const { duration, from = instant("TCB", 0), orbits = equalArm(), generation = 1.5, bins = 1024 } = options;
  const grid = (dt: number, length: number): Grid => gridOf(triangleAt(orbits, from, dt, length));
  const nodes = (count: number): Nodes => {
    const dt = duration / (count - 1);
    return { ...grid(dt, count), ...interpolation(count, bins, duration / bins / dt) };
  };
  const count = Math.max(FEWEST_NODES, Math.ceil(duration / NODE));
  const { window = () => 1 } = options;
  return {
    duration,
    generation,
    count: bins,
    plan: fftPlan(bins),
    samples: grid(duration / bins, bins),
    nodes: nodes(count),
    fineNodes: nodes(FINER * count),
    window: Float64Array.from({ length: bins }, (_, n) => window((n * duration) / bins)),
  };
}

function gridOf(triangle: Triangle): Grid {
  const { positions: p } = triangle;
  const centre = [0, 1, 2].map((axis) => p[axis]!.map((x, n) => (x + p[3 + axis]![n]! + p[6 + axis]![n]!) / 3));
  return { triangle, centre };
}

/** Lagrange's cubic through the four nodes around each sample; samples are `step` nodes apart. */
function interpolation(nodes: number, samples: number, step: number): Pick<Nodes, "bases" | "weights"> {
  const bases = new Int32Array(samples);
  const weights = new Float64Array(4 * samples);
  for (let n = 0; n < samples; n++) {
    const base = Math.min(Math.max(Math.floor(n * step) - 1, 0), nodes - 4);
    const x = n * step - base;
    bases[n] = base;
    weights[4 * n] = (-(x - 1) * (x - 2) * (x - 3)) / 6;
    weights[4 * n + 1] = (x * (x - 2) * (x - 3)) / 2;
    weights[4 * n + 2] = (-x * (x - 1) * (x - 3)) / 2;
    weights[4 * n + 3] = (x * (x - 1) * (x - 2)) / 6;
  }
  return { bases, weights };
}
