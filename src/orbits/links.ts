import { SPEED_OF_LIGHT, SUN_SCHWARZSCHILD_RADIUS } from "../core/constants.js";
import { distanceOf, type Light, type LightTime, lightTime } from "./light.js";
import { ACCELERATION, DEVIATION, moved, STATE, VELOCITY } from "./state.js";

const C = SPEED_OF_LIGHT.value;
const RADIUS = SUN_SCHWARZSCHILD_RADIUS.value;

/** What a link is at one time of reception. */
export interface Link {
  /** Light travel time (s) and its derivative with respect to TCB. */
  time: number;
  rate: number;
  /** Pseudo-range between proper times (s), and its derivative with respect to the receiver's proper time. */
  range: number;
  rangeRate: number;
  /** Unit vector from emission to reception. */
  readonly direction: Float64Array;
}

/** Fills a link from the states of receiver and emitter at the time of reception, which are in one array from these places on. */
export type LinkEvaluation = (states: Float64Array, r: number, e: number, out: Link) => void;

/** A link with nothing in it yet. */
export function emptyLink(): Link {
  return { time: 0, rate: 0, range: 0, rangeRate: 0, direction: new Float64Array(3) };
}

/** How links are computed with these light travel times. */
export function linkEvaluation(light: Light): LinkEvaluation {
  const timeOf: LightTime = lightTime(light);
  const emission = new Float64Array(STATE);
  // Orders 0 and 1 of the expansion know the emitter only at the time of reception.
  const order = light.method === "analytic" ? light.order : 2;
  return (states, r, e, out) => {
    const time = timeOf(states, r, states, e);
    moved(states, e, -time, emission, 0);
    out.time = time;
    direct(states, r, emission, out.direction);
    out.rate = order === 2 ? rateAtEmission(states, r, emission, out.direction) : rateAtReception(states, r, e, order);
    const received = states[r + DEVIATION + 1]!;
    const emitted = emission[DEVIATION + 1]!;
    out.range = time + states[r + DEVIATION]! - emission[DEVIATION]!;
    out.rangeRate = (received - emitted + out.rate * (1 + emitted)) / (1 + received);
  };
}

function direct(states: Float64Array, r: number, emission: Float64Array, out: Float64Array): void {
  const distance = distanceOf(states, r, emission, 0);
  for (let axis = 0; axis < 3; axis++) out[axis] = (states[r + axis]! - emission[axis]!) / distance;
}

/** Derivative of the light travel time, with the Sun's part (A. Hees et al., Class. Quantum Grav. 29, 235027 (2012), equation 27, doi:10.1088/0264-9381/29/23/235027). */
function rateAtEmission(states: Float64Array, r: number, emission: Float64Array, n: Float64Array): number {
  const distance = distanceOf(states, r, emission, 0);
  const radius = norm(states, r);
  const farRadius = norm(emission, 0);
  const sum = radius + farRadius;
  const factor = (2 * RADIUS) / (sum * sum - distance * distance);
  const near = dot(n, 0, states, r + VELOCITY);
  const far = dot(n, 0, emission, VELOCITY);
  const received = near + factor * (sum * near - (distance * dot(states, r, states, r + VELOCITY)) / radius);
  const emitted = far + factor * (sum * far + (distance * dot(emission, 0, emission, VELOCITY)) / farRadius);
  return (received - emitted) / (C - emitted);
}

/** The derivative of |r|/c, and for order 1 of v_e·r/c². */
function rateAtReception(states: Float64Array, r: number, e: number, order: number): number {
  const distance = distanceOf(states, r, states, e);
  let rate = 0;
  for (let axis = 0; axis < 3; axis++) {
    const separation = states[r + axis]! - states[e + axis]!;
    const velocity = states[r + VELOCITY + axis]! - states[e + VELOCITY + axis]!;
    rate += (separation * velocity) / (distance * C);
    if (order === 1)
      rate += (velocity * states[e + VELOCITY + axis]! + separation * states[e + ACCELERATION + axis]!) / (C * C);
  }
  return rate;
}

function dot(a: Float64Array, i: number, b: Float64Array, k: number): number {
  return a[i]! * b[k]! + a[i + 1]! * b[k + 1]! + a[i + 2]! * b[k + 2]!;
}

function norm(a: Float64Array, i: number): number {
  return Math.sqrt(dot(a, i, a, i));
}
