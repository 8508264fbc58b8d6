import { BadDataError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { ChebyshevBasis, chebyshevIntegral, chebyshevSum } from "../math/chebyshev.js";
import type { OrbitShape } from "./emri-rates.js";

type Phases = readonly [phi: number, theta: number, r: number];

/** What changes an orbit. */
export interface OrbitField {
  /** Nothing happens faster (s). */
  readonly shortest: Seconds;
  /** Writes dp/dt, de/dt and dY/dt (1/s). */
  rates(shape: OrbitShape, out: Float64Array): void;
  /** How fast the azimuthal, the polar and the radial phase go (rad/s). */
  frequencies(shape: OrbitShape): Phases;
  /** Whether the orbit is still one that shrinks slowly. */
  isOutside(shape: OrbitShape): boolean;
}

/** An orbit at time 0, with its phases (rad). */
export interface InspiralStart extends OrbitShape {
  readonly phases: Phases;
}

/** The state of an inspiral. Phases are azimuthal, polar and radial (rad), rates theirs (rad/s). */
export interface InspiralState extends OrbitShape {
  readonly phases: Phases;
  readonly rates: Phases;
}

/** What responses need of a wave before their first sample and behind their last one (s). */
const AROUND = 1000;
const DEGREE = 16;
/** What the last coefficients of a segment may be: of p, e and Y; of the phases (rad). */
const SHAPE_CLOSE = 1e-12;
const PHASE_CLOSE = 1e-8;
/** A round of the iteration that changes p, e and Y by less was the last. */
const CONVERGED = 1e-14;
const MOST_ROUNDS = 40;
/** Pieces of a segment in which its p, or e, changes by all of itself: what straight lines leave out is 1e-9. */
const PIECES = 8192;
/** Share of a first segment in the time that p takes to fall to nothing at its rate at the start. */
const FIRST = 1 / 64;

/**
 * How an orbit shrinks: polynomials in time, segment after segment, by Picard's iteration at Chebyshev's points (X. Bai and J. L. Junkins
 * 2011, doi:10.1007/BF03321534). The rates depend on p, e and Y alone; the phases are integrals once these are known.
 */
export class Inspiral {
  /** Where it begins and ends (s): early where the orbit no longer shrinks slowly. */
  readonly start: number;
  readonly end: number;
  /** Whether it ends early. */
  readonly plunges: boolean;
  readonly #segments: readonly Segment[];

  /** From `from` ≤ 0 to `to` ≥ 0 (s) round the time 0 that `start` is meant for. */
  constructor(field: OrbitField, start: InspiralStart, from: number, to: number) {
    const back = segmentsOf(field, start, from);
    const forth = segmentsOf(field, start, to);
    this.#segments = [...back.segments.reverse(), ...forth.segments];
    this.start = from;
    this.end = forth.end;
    this.plunges = forth.end < to;
  }

  /** From 1,000 s before time 0 to 1,000 s after `duration`: responses look so far around their samples. */
  static around(field: OrbitField, start: InspiralStart, duration: Seconds): Inspiral {
    return new Inspiral(field, start, -AROUND, duration + AROUND);
  }

  /** @throws BadDataError for times at which the orbit was not followed; after an early end there is nothing to follow */
  mustReach(name: string, times: Float64Array): void {
    const bad = times.find((t) => !(t >= this.start && (t <= this.end || this.plunges)));
    if (bad === undefined) return;
    throw new BadDataError(
      `The inspiral "${name}" is followed from ${this.start} s to ${this.end} s after its reference; its wave was asked for at ${bad} s. Give it an earlier or later reference, or a longer duration.`,
      { known: [this.start, this.end], asked: bad },
    );
  }

  at(t: number): InspiralState {
    return this.#segments[this.#segmentAt(t)]!.at(t);
  }

  /** Begin and end of the piece round this time in which amplitudes are straight lines and phases cubics (s). */
  piece(t: number): readonly [number, number] {
    return this.#segments[this.#segmentAt(t)]!.piece(t);
  }

  #segmentAt(t: number): number {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (t < this.#segments[middle]!.last) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Polynomials of the time from `first` to `last` in [−1, 1]. */
class Segment {
  readonly first: number;
  readonly last: number;
  /** How long its pieces are. */
  readonly #step: number;
  readonly #shapes: readonly Float64Array[];
  readonly #rates: readonly Float64Array[];
  readonly #phases: readonly Float64Array[];
  readonly #offsets: Phases;

  constructor(
    span: readonly [number, number],
    shapes: readonly Float64Array[],
    rates: readonly Float64Array[],
    phases: Phases,
    known: number,
  ) {
    [this.first, this.last] = span;
    this.#shapes = shapes;
    this.#rates = rates;
    const half = (this.last - this.first) / 2;
    this.#phases = rates.map((rate) => chebyshevIntegral(rate).map((value) => value * half));
    const at = this.#place(known);
    const change = Math.max(...[0, 1].map((n) => this.#change(n)));
    this.#step = (this.last - this.first) / Math.max(1, Math.ceil(PIECES * change));
    this.#offsets = this.#phases.map((phase, n) => phases[n]! - chebyshevSum(phase, at)) as unknown as Phases;
  }

  at(t: number): InspiralState {
    const x = this.#place(t);
    const [p, e, y] = this.#shapes.map((values) => chebyshevSum(values, x)) as [number, number, number];
    const phases = this.#phases.map((values, n) => chebyshevSum(values, x) + this.#offsets[n]!);
    const rates = this.#rates.map((values) => chebyshevSum(values, x));
    return { p, e, y, phases: phases as unknown as Phases, rates: rates as unknown as Phases };
  }

  piece(t: number): readonly [number, number] {
    const first = this.first + Math.floor((t - this.first) / this.#step) * this.#step;
    return [first, first + this.#step];
  }

  /** Of p over itself and of e, from end to end. */
  #change(which: number): number {
    const [begin, end] = [-1, 1].map((x) => chebyshevSum(this.#shapes[which]!, x)) as [number, number];
    return Math.abs(end - begin) / (which === 0 ? Math.min(begin, end) : 1);
  }

  #place(t: number): number {
    return (2 * (t - this.first)) / (this.last - this.first) - 1;
  }
}

/** Segments from time 0 to `to`, or until the orbit comes too close to the last stable one. */
function segmentsOf(
  field: OrbitField,
  start: InspiralStart,
  to: number,
): { readonly segments: Segment[]; readonly end: number } {
  const segments: Segment[] = [];
  const sign = to < 0 ? -1 : 1;
  let step = firstStep(field, start);
  let [t, state]: [number, InspiralStart] = [0, start];
  while (Math.abs(to - t) > 0) {
    const end = Math.abs(to - t) <= step ? to : t + sign * step;
    const segment = segmentFrom(field, state, t, end);
    if (segment === undefined) {
      step = Math.abs(end - t) / 2;
      if (step < field.shortest) return { segments, end: t };
      continue;
    }
    segments.push(segment);
    [t, state] = [end, segment.at(end)];
    if (!field.isOutside(state)) return { segments, end: crossing(field, segment) };
    step *= 1.5;
  }
  return { segments, end: to };
}

function firstStep(field: OrbitField, { p, e, y }: OrbitShape): number {
  const rates = new Float64Array(3);
  field.rates({ p, e, y }, rates);
  return FIRST * Math.abs(p / rates[0]!);
}

/** When the orbit no longer shrinks slowly, by halving. */
function crossing(field: OrbitField, segment: Segment): number {
  let [low, high] = [segment.first, segment.last];
  while (high - low > field.shortest) {
    const middle = (low + high) / 2;
    if (field.isOutside(segment.at(middle))) low = middle;
    else high = middle;
  }
  return low;
}

/** The segment between two times, or nothing if its polynomials don't represent the orbit. */
function segmentFrom(field: OrbitField, state: InspiralStart, t: number, end: number): Segment | undefined {
  const basis = new ChebyshevBasis(DEGREE);
  const shapes = converged(field, basis, [state.p, state.e, state.y], end - t);
  if (shapes === undefined) return undefined;
  const frequencies = Array.from(basis.points, (_, j) =>
    field.frequencies({ p: shapes[0]![j]!, e: shapes[1]![j]!, y: shapes[2]![j]! }),
  );
  const ordered = end > t ? [t, end] : [end, t];
  // Points go with time in a segment, also where it was made backwards.
  const inOrder = (values: Float64Array): Float64Array =>
    basis.coefficients(end > t ? values : values.slice().reverse());
  const rates = [0, 1, 2].map((n) => inOrder(Float64Array.from(frequencies, (found) => found[n]!)));
  const half = Math.abs(end - t) / 2;
  if (!rates.every((rate) => tail(rate) * half < PHASE_CLOSE)) return undefined;
  const coefficients = shapes.map(inOrder);
  if (!coefficients.every((values) => tail(values) < SHAPE_CLOSE * Math.max(1, Math.abs(values[0]!)))) return undefined;
  return new Segment(ordered as [number, number], coefficients, rates, state.phases, t);
}

function tail(coefficients: Float64Array): number {
  return Math.abs(coefficients[DEGREE]!) + Math.abs(coefficients[DEGREE - 1]!);
}

/** p, e and Y at the points, once another round of Picard's iteration changes nothing. */
function converged(
  field: OrbitField,
  basis: ChebyshevBasis,
  first: readonly number[],
  span: number,
): readonly Float64Array[] | undefined {
  const count = DEGREE + 1;
  let shapes = first.map((value) => new Float64Array(count).fill(value));
  const rates = first.map(() => new Float64Array(count));
  const out = new Float64Array(first.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (let j = 0; j < count; j++) {
      field.rates({ p: shapes[0]![j]!, e: shapes[1]![j]!, y: shapes[2]![j]! }, out);
      rates.forEach((rate, n) => {
        rate[j] = out[n]!;
      });
    }
    const next = rates.map((rate, n) => basis.integrals(rate).map((part) => first[n]! + (part * span) / 2));
    const change = Math.max(...next.map((values, n) => distance(values, shapes[n]!) / Math.max(1, first[n]!)));
    if (!next.every((values, n) => values.every((value) => isShape(value, n)))) return undefined;
    shapes = next;
    if (change < CONVERGED) return shapes;
  }
  return undefined;
}

/** p above the horizon, e below 1, Y of a prograde orbit. */
function isShape(value: number, which: number): boolean {
  if (which === 0) return value > 1;
  return which === 1 ? value >= 0 && value < 1 : value > 0 && value <= 1 + 1e-12;
}

function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
}
