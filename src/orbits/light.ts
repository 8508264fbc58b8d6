import { SPEED_OF_LIGHT, SUN_SCHWARZSCHILD_RADIUS } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { mustKnowKeys } from "../core/options.js";
import { ACCELERATION, moved, STATE, VELOCITY } from "./state.js";

const C = SPEED_OF_LIGHT.value;
const RADIUS = SUN_SCHWARZSCHILD_RADIUS.value;

/** How light travel times are computed. */
export interface LightOptions {
  /**
   * "analytic" expands the emitter's motion in 1/c (B. Chauvineau et al., Phys. Rev. D 72, 122003 (2005), doi:10.1103/PhysRevD.72.122003),
   * "iterative" looks for the time of emission. Default: analytic.
   */
  readonly method?: "analytic" | "iterative";
  /** Order of the expansion in 1/c (twice the relativistic order): 0, 1 or 2. Default: 2. */
  readonly order?: 0 | 1 | 2;
  /** Number of iterations. Default: 4, which is more than float64 can tell. */
  readonly iterations?: number;
  /** Whether the Sun's gravitation delays light (Shapiro), some 0.17 µs. Default: yes. */
  readonly shapiro?: boolean;
  /**
   * "textbook" does what the formulas say. "lisaorbits" gives the numbers of lisaorbits' files: its analytic form puts the sum so far
   * where the distance belongs (up to 2e-11 s off), its iteration adds the Shapiro delay at the end (as much), and its coordinate
   * times at proper times are iterated once. Default: textbook.
   */
  readonly convention?: "textbook" | "lisaorbits";
}

/** Options with all values. */
export type Light = Required<LightOptions>;

/** The light travel time (s) to a receiver from an emitter, whose states at reception are in the arrays from these places on. */
export type LightTime = (receiver: Float64Array, r: number, emitter: Float64Array, e: number) => number;

/** The options with defaults for what is not given. @throws BadArgumentError for values out of range */
export function lightOf(given: LightOptions): Light {
  mustKnowKeys("light", given, Object.keys(DEFAULTS));
  const light = { ...DEFAULTS, ...given };
  const refuse = (name: keyof Light, allowed: string): never => {
    throw new BadArgumentError(`${name} of the light travel times is ${String(light[name])}; it can be ${allowed}.`, {
      [name]: light[name],
    });
  };
  if (!["analytic", "iterative"].includes(light.method)) refuse("method", `"analytic" or "iterative"`);
  if (!["textbook", "lisaorbits"].includes(light.convention)) refuse("convention", `"textbook" or "lisaorbits"`);
  if (![0, 1, 2].includes(light.order)) refuse("order", "0, 1 or 2");
  if (!(Number.isInteger(light.iterations) && light.iterations >= 0 && light.iterations <= 100))
    refuse("iterations", "a whole number from 0 to 100");
  if (typeof light.shapiro !== "boolean") refuse("shapiro", "true or false");
  if (light.shapiro && light.method === "analytic" && light.order < 2)
    refuse("order", "2 only, when the Shapiro delay, which is of order 2, is counted; else set shapiro to false");
  if (light.shapiro && light.method === "iterative" && light.iterations < 2)
    refuse("iterations", "2 or more, when the Shapiro delay is counted; else set shapiro to false");
  return light;
}

const DEFAULTS: Light = { method: "analytic", order: 2, iterations: 4, shapiro: true, convention: "textbook" };

/** The function that computes light travel times as the options say. */
export function lightTime(light: Light): LightTime {
  if (light.method === "iterative") return light.convention === "textbook" ? iterative(light) : iterativeAsFiles(light);
  if (light.order === 2) return light.convention === "textbook" ? secondOrder(light) : secondOrderAsFiles(light);
  return light.order === 1 ? firstOrder : instantaneous;
}

/** The Shapiro delay as a length, for distances to the Sun and between the two. */
function shapiro(receiver: Float64Array, r: number, emitter: Float64Array, e: number, distance: number): number {
  const sum = length(receiver, r) + length(emitter, e);
  return RADIUS * Math.log((sum + distance) / (sum - distance));
}

const instantaneous: LightTime = (receiver, r, emitter, e) => distanceOf(receiver, r, emitter, e) / C;

const firstOrder: LightTime = (receiver, r, emitter, e) =>
  (distanceOf(receiver, r, emitter, e) + along(receiver, r, emitter, e, VELOCITY) / C) / C;

function secondOrder({ shapiro: delayed }: Light): LightTime {
  return (receiver, r, emitter, e) => {
    const d = distanceOf(receiver, r, emitter, e);
    const v = along(receiver, r, emitter, e, VELOCITY);
    const flat = d + v / C + motion(receiver, r, emitter, e, d);
    return (flat + (delayed ? shapiro(receiver, r, emitter, e, d) : 0)) / C;
  };
}

/** As in lisaorbits 2.4.2, where distance and sum are one variable. */
function secondOrderAsFiles({ shapiro: delayed }: Light): LightTime {
  return (receiver, r, emitter, e) => {
    const d = distanceOf(receiver, r, emitter, e);
    const first = d + along(receiver, r, emitter, e, VELOCITY) / C;
    const flat = first + motion(receiver, r, emitter, e, first);
    return (flat + (delayed ? shapiro(receiver, r, emitter, e, flat) : 0)) / C;
  };
}

/** The term of second order: what the emitter's motion during the flight adds. */
function motion(receiver: Float64Array, r: number, emitter: Float64Array, e: number, distance: number): number {
  const v = along(receiver, r, emitter, e, VELOCITY) / distance;
  const a = along(receiver, r, emitter, e, ACCELERATION);
  const x = emitter[e + VELOCITY]!;
  const y = emitter[e + VELOCITY + 1]!;
  const z = emitter[e + VELOCITY + 2]!;
  return (0.5 * (x * x + y * y + z * z + v * v - a) * distance) / (C * C);
}

function iterative({ iterations, shapiro: delayed }: Light): LightTime {
  const emission = new Float64Array(STATE);
  return (receiver, r, emitter, e) => {
    let time = distanceOf(receiver, r, emitter, e) / C;
    for (let n = 0; n < iterations; n++) {
      moved(emitter, e, -time, emission, 0);
      const d = distanceOf(receiver, r, emission, 0);
      time = (d + (delayed ? shapiro(receiver, r, emission, 0, d) : 0)) / C;
    }
    return time;
  };
}

/** As in lisaorbits 2.4.2: the Shapiro delay comes after the iteration, and does not move the emitter. */
function iterativeAsFiles({ iterations, shapiro: delayed }: Light): LightTime {
  const emission = new Float64Array(STATE);
  return (receiver, r, emitter, e) => {
    let time = distanceOf(receiver, r, emitter, e) / C;
    moved(emitter, e, 0, emission, 0);
    for (let n = 0; n < iterations; n++) {
      moved(emitter, e, -time, emission, 0);
      time = distanceOf(receiver, r, emission, 0) / C;
    }
    return delayed ? time + shapiro(receiver, r, emission, 0, C * time) / C : time;
  };
}

/** |x_r − x_e|. */
export function distanceOf(receiver: Float64Array, r: number, emitter: Float64Array, e: number): number {
  const x = receiver[r]! - emitter[e]!;
  const y = receiver[r + 1]! - emitter[e + 1]!;
  const z = receiver[r + 2]! - emitter[e + 2]!;
  return Math.sqrt(x * x + y * y + z * z);
}

/** The emitter's velocity or acceleration times x_r − x_e. */
function along(receiver: Float64Array, r: number, emitter: Float64Array, e: number, part: number): number {
  return (
    emitter[e + part]! * (receiver[r]! - emitter[e]!) +
    emitter[e + part + 1]! * (receiver[r + 1]! - emitter[e + 1]!) +
    emitter[e + part + 2]! * (receiver[r + 2]! - emitter[e + 2]!)
  );
}

function length(vector: Float64Array, at: number): number {
  const x = vector[at]!;
  const y = vector[at + 1]!;
  const z = vector[at + 2]!;
  return Math.sqrt(x * x + y * y + z * z);
}
