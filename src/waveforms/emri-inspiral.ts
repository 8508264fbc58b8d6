import { ChebyshevBasis, chebyshevIntegral, chebyshevSum } from "../math/chebyshev.js";
import { type OrbitShape, orbitRates } from "./emri-rates.js";
import { kerrFrequencies, separatrixOf } from "./kerr.js";

/** What an inspiral is computed from; masses are times (G m/c³, s). */
export interface InspiralStart extends OrbitShape {
  /** Total mass (s) and m₁m₂/M². */
  readonly mass: number;
  readonly eta: number;
  /** Spin of the heavier body. */
  readonly q: number;
  /** Phases at time 0 (rad). */
  readonly phases: readonly [phi: number, theta: number, r: number];
}

/** The state of an inspiral. Phases are azimuthal, polar and radial (rad), rates theirs (rad/s). */
export interface InspiralState extends OrbitShape {
  readonly phases: readonly [phi: number, theta: number, r: number];
  readonly rates: readonly [phi: number, theta: number, r: number];
}

/** How close to the last stable orbit the adiabatic picture is followed, in units of the total mass. */
export const SEPARATRIX_MARGIN = 0.1;

const DEGREE = 16;
/** What the last coefficients of a segment may be: of p, e and Y; of the phases (rad). */
const SHAPE_CLOSE = 1e-12;
const PHASE_CLOSE = 1e-8;
const MOST_ROUNDS = 40;
/** Share of a first segment in the time that p takes to fall to nothing at its rate at the start. */
const FIRST = 1 / 64;

/**
 * How an orbit shrinks: polynomials in time, segment after segment, by Picard's iteration at Chebyshev's points (X. Bai and J. L. Junkins
 * 2011, doi:10.1007/BF03321534). The rates depend on p, e and Y alone; the phases are integrals once these are known.
 */
export class Inspiral {
  /** Where the segments begin and end (s); it ends early where the orbit is within 0.1 of the last stable one. */
  readonly start: number;
  readonly end: number;
  /** Whether it ends with the last stable orbit. */
  readonly plunges: boolean;
  readonly #segments: readonly Segment[];

  /** From `from` ≤ 0 to `to` ≥ 0 (s) round the time 0 that `start` is meant for. */
  constructor(start: InspiralStart, from: number, to: number) {
    const field = new Field(start);
    const back = segmentsOf(field, start, from);
    const forth = segmentsOf(field, start, to);
    this.#segments = [...back.segments.reverse(), ...forth.segments];
    this.start = from;
    this.end = forth.end;
    this.plunges = forth.end < to;
  }

  at(t: number): InspiralState {
    return this.#segments[this.#segmentAt(t)]!.at(t);
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

/** What changes an orbit. */
class Field {
  readonly basis: ChebyshevBasis = new ChebyshevBasis(DEGREE);
  readonly q: number;
  readonly mass: number;
  readonly #rates: (shape: OrbitShape, out: Float64Array) => void;
  readonly #scale: number;
  readonly #out: Float64Array = new Float64Array(3);

  constructor({ q, mass, eta }: InspiralStart) {
    this.q = q;
    this.mass = mass;
    this.#rates = orbitRates(q);
    this.#scale = eta / mass;
  }

  /** dp/dt, de/dt, dY/dt (1/s) into place j of each. */
  rates(shapes: readonly Float64Array[], j: number, outs: readonly Float64Array[]): void {
    this.#rates({ p: shapes[0]![j]!, e: shapes[1]![j]!, y: shapes[2]![j]! }, this.#out);
    for (let n = 0; n < 3; n++) outs[n]![j] = this.#out[n]! * this.#scale;
  }

  /** Whether the orbit is not yet within the margin of the last stable one. */
  isOutside({ p, e, y }: OrbitShape): boolean {
    return p > separatrixOf(this.q, { e, y }) + SEPARATRIX_MARGIN;
  }
}

type Phases = readonly [number, number, number];

/** Polynomials of the time from `first` to `last` in [−1, 1]. */
class Segment {
  readonly first: number;
  readonly last: number;
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
    this.#offsets = this.#phases.map((phase, n) => phases[n]! - chebyshevSum(phase, at)) as unknown as Phases;
  }

  at(t: number): InspiralState {
    const x = this.#place(t);
    const [p, e, y] = this.#shapes.map((values) => chebyshevSum(values, x)) as [number, number, number];
    const phases = this.#phases.map((values, n) => chebyshevSum(values, x) + this.#offsets[n]!);
    const rates = this.#rates.map((values) => chebyshevSum(values, x));
    return { p, e, y, phases: phases as unknown as Phases, rates: rates as unknown as Phases };
  }

  #place(t: number): number {
    return (2 * (t - this.first)) / (this.last - this.first) - 1;
  }
}

/** Segments from time 0 to `to`, or until the orbit comes too close to the last stable one. */
function segmentsOf(
  field: Field,
  start: InspiralStart,
  to: number,
): { readonly segments: Segment[]; readonly end: number } {
  const segments: Segment[] = [];
  const sign = to < 0 ? -1 : 1;
  let step = firstStep(field, start);
  let [t, state]: [number, OrbitShape & { readonly phases: Phases }] = [0, start];
  while (Math.abs(to - t) > 0) {
    const end = Math.abs(to - t) <= step ? to : t + sign * step;
    const segment = segmentFrom(field, state, t, end);
    if (segment === undefined) {
      step = Math.abs(end - t) / 2;
      if (step < field.mass) return { segments, end: t };
      continue;
    }
    segments.push(segment);
    [t, state] = [end, segment.at(end)];
    if (!field.isOutside(state)) return { segments, end: crossing(field, segment) };
    step *= 1.5;
  }
  return { segments, end: to };
}

function firstStep(field: Field, { p, e, y }: OrbitShape): number {
  const rates = [0, 1, 2].map(() => new Float64Array(1));
  field.rates([Float64Array.of(p), Float64Array.of(e), Float64Array.of(y)], 0, rates);
  return FIRST * Math.abs(p / rates[0]![0]!);
}

/** When the orbit comes within the margin, by halving. */
function crossing(field: Field, segment: Segment): number {
  let [low, high] = [segment.first, segment.last];
  while (high - low > field.mass) {
    const middle = (low + high) / 2;
    if (field.isOutside(segment.at(middle))) low = middle;
    else high = middle;
  }
  return low;
}

/** The segment between two times, or nothing if its polynomials don't represent the orbit. */
function segmentFrom(
  field: Field,
  state: OrbitShape & { readonly phases: Phases },
  t: number,
  end: number,
): Segment | undefined {
  const { basis } = field;
  const shapes = converged(field, [state.p, state.e, state.y], end - t);
  if (shapes === undefined) return undefined;
  const frequencies = Array.from(basis.points, (_, j) =>
    kerrFrequencies(field.q, { p: shapes[0]![j]!, e: shapes[1]![j]!, y: shapes[2]![j]! }),
  );
  const ordered = end > t ? [t, end] : [end, t];
  // Points go with time in a segment, also where it was made backwards.
  const inOrder = (values: Float64Array): Float64Array =>
    basis.coefficients(end > t ? values : values.slice().reverse());
  const rates = (["phi", "theta", "r"] as const).map((key) =>
    inOrder(Float64Array.from(frequencies, (found) => found[key] / field.mass)),
  );
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
function converged(field: Field, first: readonly number[], span: number): readonly Float64Array[] | undefined {
  const count = DEGREE + 1;
  let shapes = first.map((value) => new Float64Array(count).fill(value));
  const rates = first.map(() => new Float64Array(count));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (let j = 0; j < count; j++) field.rates(shapes, j, rates);
    const next = rates.map((rate, n) => field.basis.integrals(rate).map((part) => first[n]! + (part * span) / 2));
    const change = Math.max(...next.map((values, n) => distance(values, shapes[n]!) / Math.max(1, first[n]!)));
    if (!(change < 1)) return undefined;
    if (!next.every((values, n) => values.every((value) => isShape(value, n)))) return undefined;
    shapes = next;
    if (change < 4e-16 * count) return shapes;
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
