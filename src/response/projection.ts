import { MOSAS } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Source } from "../waveforms/source.js";
import { type Geometry, RECEIVERS } from "./geometry.js";
import { interpolants, NODES } from "./nodes.js";
import { type Pattern, patternOf } from "./pattern.js";
import { type Run, runsOf, type Samples, secondsInto } from "./samples.js";
import type { Segment, Timeline } from "./segments.js";

/**
 * Length of segments (s): delays of 500 s that turn once a year are polynomials of degree 4 over it to 1e-17 s, and times within
 * it are rounded to 2e-13 s.
 */
const LENGTH = 2048;

/** Samples computed at a time. */
const BLOCK = 4096;

/** By spacecraft a time of reception, by link a time of emission and two factors. */
const QUANTITIES = 3 + 3 * 6;

/** Adds the response to any plane wave: its strain is asked for at reception by each spacecraft and at emission of each link. */
export class ProjectedResponse {
  readonly #source: Source;
  readonly #pattern: (geometry: Geometry) => Pattern;
  readonly #timeline: Timeline;
  readonly #length: Seconds;
  #segment: Segment | undefined;
  #coefficients: Float64Array = new Float64Array();

  /** @param length of the segments (s) */
  constructor(source: Source, timeline: Timeline, length: Seconds = LENGTH) {
    this.#length = length;
    this.#source = source;
    this.#pattern = patternOf(source);
    this.#timeline = timeline;
  }

  /** Adds the response at `samples` to the links' series, in the order of MOSAS. */
  add(samples: Samples, out: readonly Float64Array[]): void {
    for (const run of runsOf(this.#timeline, samples, this.#length, BLOCK)) this.#addRun(run, samples, out);
  }

  #addRun(run: Run, samples: Samples, out: readonly Float64Array[]): void {
    const { segment, start, stop } = run;
    const coefficients = this.#coefficientsOf(segment);
    const into = new Float64Array(stop - start);
    secondsInto(run, samples, into);
    const slow = (quantity: number): Float64Array => slowValues(coefficients, quantity, segment, into);
    const strainAt = (quantity: number): ReturnType<Source["strain"]> =>
      this.#source.strain(segment.from, added(slow(quantity), into));
    const received = [0, 1, 2].map(strainAt);
    for (let link = 0; link < MOSAS.length; link++) {
      const before = received[RECEIVERS[link]!]!;
      const after = strainAt(3 + link);
      const [plus, cross] = [slow(9 + link), slow(15 + link)];
      const series = out[link]!;
      for (let n = 0; n < into.length; n++) {
        series[start + n]! +=
          (after.plus[n]! - before.plus[n]!) * plus[n]! + (after.cross[n]! - before.cross[n]!) * cross[n]!;
      }
    }
  }

  #coefficientsOf(segment: Segment): Float64Array {
    if (this.#segment !== segment) {
      const values = segment.geometry.flatMap((geometry) => {
        const { receptions, emissions, plus, cross } = this.#pattern(geometry);
        return [...receptions, ...emissions, ...plus, ...cross];
      });
      this.#coefficients = interpolants(Float64Array.from(values), QUANTITIES);
      this.#segment = segment;
    }
    return this.#coefficients;
  }
}

/** A slow quantity at places `into` (s) the segment. */
function slowValues(coefficients: Float64Array, quantity: number, segment: Segment, into: Float64Array): Float64Array {
  const out = new Float64Array(into.length);
  const [c0, c1, c2, c3, c4] = coefficients.subarray(quantity * NODES, (quantity + 1) * NODES) as unknown as number[];
  const scale = 2 / (segment.end - segment.start);
  for (let n = 0; n < into.length; n++) {
    const u = into[n]! * scale - 1;
    out[n] = (((c4! * u + c3!) * u + c2!) * u + c1!) * u + c0!;
  }
  return out;
}

/** Element by element. */
function added(a: Float64Array, b: Float64Array): Float64Array {
  for (let n = 0; n < a.length; n++) a[n]! += b[n]!;
  return a;
}
