import { BadDataError } from "../core/errors.js";
import { type Instant, instant, later, secondsBetween } from "../core/instant.js";
import { MOSAS, receiverOf } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { OrbitTable } from "../orbits/table.js";
import { type Frame, type Geometry, geometryAt } from "./geometry.js";
import { ABSCISSAE } from "./nodes.js";

/** Kept from the ends of the orbits (s): light travel times change by less while light travels. */
const MARGIN = 0.01;

/** A stretch of time on which slow quantities are polynomials. */
export interface Segment {
  /** Where it starts and ends, in seconds after the start of the timeline. */
  readonly start: Seconds;
  readonly end: Seconds;
  /** Its first time. */
  readonly from: Instant<"TCB">;
  /** The links at the Chebyshev points of the segment. */
  readonly geometry: readonly Geometry[];
}

/** Cuts the time that orbits cover into segments that don't depend on what is asked for. */
export class Timeline {
  /** A whole second from which all links have an emitter. */
  readonly from: Instant<"TCB">;
  /** Whole seconds from there for which all links have a receiver. */
  readonly duration: Seconds;
  readonly #orbits: OrbitTable;
  readonly #frame: Frame;
  /** The last segment of each length: chunks come one after the other, and sources share it. */
  readonly #kept = new Map<Seconds, Segment>();

  constructor(orbits: OrbitTable, frame: Frame) {
    const [earliest, latest] = covered(orbits, frame);
    this.#orbits = orbits;
    this.#frame = frame;
    this.from = instant("TCB", Math.ceil(orbits.t0.seconds + orbits.t0.fraction + earliest));
    this.duration = Math.floor(latest - secondsBetween(this.from, orbits.t0));
    if (this.duration > 0) return;
    throw new BadDataError(
      `The orbits (${orbits.source}) last ${(orbits.length - 1) * orbits.dt} s; after the ${earliest} s that the first light travels, no whole second is left. Give longer orbits.`,
      { length: orbits.length, dt: orbits.dt },
    );
  }

  /** The segment of this length that a time (s after the start) is in. */
  segmentOf(time: Seconds, length: Seconds): Segment {
    const kept = this.#kept.get(length);
    if (kept !== undefined && kept.start <= time && (time < kept.end || kept.end === this.duration)) return kept;
    const index = Math.min(Math.floor(time / length), Math.ceil(this.duration / length) - 1);
    const start = index * length;
    const end = Math.min(start + length, this.duration);
    const first = secondsBetween(this.from, this.#orbits.t0) + start;
    const half = 0.5 * (end - start);
    const geometry = ABSCISSAE.map((u) => geometryAt(this.#orbits, first + half * (1 + u), this.#frame));
    const made = { start, end, from: later(this.from, start), geometry };
    this.#kept.set(length, made);
    return made;
  }

  /** Seconds from the start to `from`, in two parts that add up exactly: whole ones and the rest. */
  offsetOf(from: Instant): readonly [whole: Seconds, rest: Seconds] {
    return [from.seconds - this.from.seconds, from.fraction];
  }

  /** @throws BadDataError when samples from `from` on, `dt` apart, don't lie within the orbits, less a margin (s) at both ends */
  mustCover(from: Instant, dt: Seconds, count: number, margin: Seconds = 0): void {
    const [whole, rest] = this.offsetOf(from);
    const first = whole + rest;
    const last = first + Math.max(0, count - 1) * dt;
    if (first >= margin && last <= this.duration - margin) return;
    const absolute = (time: Seconds): Seconds => this.from.seconds + time;
    const [start, end] = [absolute(margin), absolute(this.duration - margin)];
    throw new BadDataError(
      `The orbits (${this.#orbits.source}) serve responses from ${start} s to ${end} s; samples from ${absolute(first)} s to ${absolute(last)} s were asked for. Give orbits that cover the samples, the time that light travels before them, and what proper times differ by.`,
      { orbits: [start, end], asked: [absolute(first), absolute(last)] },
    );
  }
}

/** The first and the last time (s after the first row) at which all receivers and emitters are within the table. */
function covered(orbits: OrbitTable, frame: Frame): readonly [earliest: Seconds, latest: Seconds] {
  const { length, dt, lightTravelTimes, coordinateTimeDeviations } = orbits;
  const deviations = MOSAS.map((mosa) => (frame === "TPS" ? coordinateTimeDeviations[receiverOf(mosa)] : undefined));
  const ways = MOSAS.map((mosa, link) => lightTravelTimes[mosa][0]! - (deviations[link]?.[0] ?? 0));
  const receptions = deviations.map((deviation) => deviation?.[length - 1] ?? 0);
  return [Math.max(0, ...ways) + MARGIN, (length - 1) * dt - Math.max(0, ...receptions) - MARGIN];
}
