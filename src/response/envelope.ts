import { MOSAS } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type LocalPhase, localPhase } from "../waveforms/carrier.js";
import type { Carrier, Source } from "../waveforms/source.js";
import { type Geometry, RECEIVERS } from "./geometry.js";
import { ABSCISSAE, interpolants, NODES } from "./nodes.js";
import { type Pattern, patternOf } from "./pattern.js";
import { runsOf, type Samples, secondsInto } from "./samples.js";
import type { Segment, Timeline } from "./segments.js";

const TURN = 2 * Math.PI;

/** How fast spacecraft move, over c: the Earth's speed and a little. */
const SPEED = 1.05e-4;

/** How fast patterns turn (rad/s): twice the constellation's two rotations a year, and a little. */
const ROTATION = 1e-6;

/** Radians by which an envelope may turn in a segment: the interpolant of degree 4 then errs by 1e-13 (x⁵/(2⁹ 5!) for x/2). */
const TURNING = 0.0228;

/** The longest segment (s). */
const LONGEST = 4096;

/** Samples computed at a time: what they need stays in the cache. */
const BLOCK = 1024;

/** The length of segments (a power of two of seconds) for a wave of this frequency. */
export function envelopeLength(highest: Hertz): Seconds {
  const rate = TURN * highest * SPEED + ROTATION;
  return Math.min(LONGEST, 2 ** Math.floor(Math.log2(TURNING / rate)));
}

/**
 * Adds the response to a wave of one slowly changing frequency: y = Re[C(t) exp(iφ(t))], where φ is the wave's phase at the
 * Sun and C, by link, holds the pattern and the two delays; C is as slow as the orbits are, and is a polynomial in each
 * segment.
 */
export class EnvelopeResponse {
  readonly #carrier: Carrier;
  readonly #pattern: (geometry: Geometry) => Pattern;
  readonly #length: Seconds;
  readonly #timeline: Timeline;
  #segment: Segment | undefined;
  #coefficients: Float64Array = new Float64Array();

  constructor(source: Source, carrier: Carrier, timeline: Timeline) {
    this.#carrier = carrier;
    this.#pattern = patternOf(source);
    this.#timeline = timeline;
    this.#length = envelopeLength(source.highestFrequency(timeline.from, timeline.duration));
  }

  /** Adds the response at `samples` to the links' series, in the order of MOSAS. */
  add(samples: Samples, out: readonly Float64Array[]): void {
    const block = Math.min(BLOCK, samples.count);
    const [place, cosine, sine] = [new Float64Array(block), new Float64Array(block), new Float64Array(block)];
    for (const run of runsOf(this.#timeline, samples, this.#length, BLOCK)) {
      const { segment, start, stop } = run;
      const coefficients = this.#coefficientsOf(segment);
      const phase = localPhase(this.#carrier, segment.from);
      secondsInto(run, samples, place);
      oscillate(phase, place, stop - start, cosine, sine);
      toUnit(segment, place, stop - start);
      for (let link = 0; link < MOSAS.length; link++) {
        addModulated(coefficients, 2 * link * NODES, place, cosine, sine, out[link]!, start, stop);
      }
    }
  }

  #coefficientsOf(segment: Segment): Float64Array {
    if (this.#segment !== segment) {
      this.#coefficients = envelopes(segment, this.#carrier, this.#pattern);
      this.#segment = segment;
    }
    return this.#coefficients;
  }
}

/** The polynomials of C in a segment: real and imaginary part, by link. */
function envelopes(segment: Segment, carrier: Carrier, pattern: (geometry: Geometry) => Pattern): Float64Array {
  const count = 2 * MOSAS.length;
  const values = new Float64Array(NODES * count);
  const { frequency, halfDrift, cubic } = localPhase(carrier, segment.from);
  const half = 0.5 * (segment.end - segment.start);
  segment.geometry.forEach((geometry, node) => {
    const at = half * (1 + ABSCISSAE[node]!);
    const here = frequency + (2 * halfDrift + 3 * cubic * at) * at;
    const drift = halfDrift + 3 * cubic * at;
    const turnsAfter = (delay: Seconds): number => (here + (drift + cubic * delay) * delay) * delay;
    envelopesAt(carrier, turnsAfter, pattern(geometry), values.subarray(node * count));
  });
  return interpolants(values, count);
}

/** C of each link: H₊ξ₊ + H×ξ×, times the difference of the phase factors at emission and reception. */
function envelopesAt(
  { plus, cross }: Carrier,
  turnsAfter: (delay: Seconds) => number,
  pattern: Pattern,
  out: Float64Array,
): void {
  for (let link = 0; link < MOSAS.length; link++) {
    const emitted = TURN * turnsAfter(pattern.emissions[link]!);
    const received = TURN * turnsAfter(pattern.receptions[RECEIVERS[link]!]!);
    // exp(ia) − exp(ib) = 2i sin((a − b)/2) exp(i(a + b)/2): no cancellation at low frequencies.
    const chord = 2 * Math.sin(0.5 * (emitted - received));
    const middle = 0.5 * (emitted + received);
    const [re, im] = [-chord * Math.sin(middle), chord * Math.cos(middle)];
    const [p, x] = [pattern.plus[link]!, pattern.cross[link]!];
    const [real, imaginary] = [plus[0] * p + cross[0] * x, plus[1] * p + cross[1] * x];
    out[2 * link] = real * re - imaginary * im;
    out[2 * link + 1] = real * im + imaginary * re;
  }
}

/** cos φ and sin φ at `count` places (s after the phase's instant). */
function oscillate(
  { turns, frequency, halfDrift, cubic }: LocalPhase,
  places: Float64Array,
  count: number,
  cosine: Float64Array,
  sine: Float64Array,
): void {
  for (let n = 0; n < count; n++) {
    const s = places[n]!;
    const phase = turns + (frequency + (halfDrift + cubic * s) * s) * s;
    const angle = TURN * (phase - Math.floor(phase + 0.5));
    cosine[n] = Math.cos(angle);
    sine[n] = Math.sin(angle);
  }
}

/** Seconds after the start of a segment become u ∈ [−1, 1]. */
function toUnit({ start, end }: Segment, places: Float64Array, count: number): void {
  const scale = 2 / (end - start);
  for (let n = 0; n < count; n++) places[n] = places[n]! * scale - 1;
}

/** Adds Re[C exp(iφ)], C's real and imaginary polynomial being at `at` of the coefficients. */
function addModulated(
  coefficients: Float64Array,
  at: number,
  places: Float64Array,
  cosine: Float64Array,
  sine: Float64Array,
  out: Float64Array,
  start: number,
  stop: number,
): void {
  const [r0, r1, r2, r3, r4, i0, i1, i2, i3, i4] = coefficients.subarray(at, at + 2 * NODES) as unknown as number[];
  for (let n = start; n < stop; n++) {
    const u = places[n - start]!;
    const re = (((r4! * u + r3!) * u + r2!) * u + r1!) * u + r0!;
    const im = (((i4! * u + i3!) * u + i2!) * u + i1!) * u + i0!;
    out[n]! += re * cosine[n - start]! - im * sine[n - start]!;
  }
}
