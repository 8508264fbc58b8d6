import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { combinationOf } from "../tdi/catalogue.js";
import type { TdiVariable } from "../tdi/variable.js";
import { type Complex, responseOf } from "./response.js";
import type { Triangle, Vector } from "./triangle.js";

/** Where a wave may come from, and what share of an average that has. */
export interface Direction {
  /** Unit vector along which the wave travels. */
  readonly propagation: Vector;
  readonly weight: number;
}

/**
 * How a triangle sees directions, for all frequencies; of each its weight, the wave's delay at the three spacecraft (s), and by
 * link, from emitter to receiver, 1/(2(1 − n·k)) and the two polarisations ξ₊, ξ×.
 */
export interface Views {
  readonly count: number;
  readonly values: Float64Array;
}

const STRIDE = 22;
const DELAYS = 1;
const LINKS = 4;

/** The power in TDI variables by strain, averaged over polarisation and directions. */
export class Antenna {
  readonly #responses: readonly PerMosa<(frequency: Hertz) => Complex>[];
  readonly #light: Float64Array;

  /**
   * @param variables whose powers are asked for
   * @param delays light travel times by link (s)
   */
  constructor(variables: readonly TdiVariable[], delays: PerMosa<Seconds>) {
    this.#responses = variables.map((variable) => {
      const combination = combinationOf(variable);
      return perMosa((mosa) => responseOf(combination.on(`eta_${mosa}`), delays));
    });
    this.#light = Float64Array.from(MOSAS, (mosa) => delays[mosa]);
  }

  /** Power of each variable, in fractional frequency, per ½(|h₊|² + |h×|²). */
  powers(frequency: Hertz, views: Views): Float64Array {
    const weights = this.#responses.map((response) => {
      const values = MOSAS.map((mosa) => response[mosa](frequency));
      return Float64Array.from(values.flatMap(({ re, im }) => [re, im]));
    });
    const light = new Float64Array(12);
    for (let link = 0; link < 6; link++) {
      light[2 * link] = Math.cos(2 * Math.PI * frequency * this.#light[link]!);
      light[2 * link + 1] = -Math.sin(2 * Math.PI * frequency * this.#light[link]!);
    }
    const powers = new Float64Array(weights.length);
    const waves = new Float64Array(6);
    const links = new Float64Array(12);
    const { count, values } = views;
    for (let at = 0; at < count * STRIDE; at += STRIDE) {
      seen(values, at, frequency, light, waves, links);
      for (let k = 0; k < weights.length; k++)
        powers[k]! += values[at]! * powerOf(weights[k]!, links, values, at + LINKS);
    }
    return powers;
  }
}

const RECEIVER: readonly number[] = MOSAS.map((mosa) => Number(mosa[0]) - 1);
const EMITTER: readonly number[] = MOSAS.map((mosa) => Number(mosa[1]) - 1);

/**
 * What each link sees of a wave of unit strain, but for its polarisation: (e^(−iω(d + t_e)) − e^(−iω t_r))/(2(1 − n·k)), the
 * difference of the wave where the light was sent and where it arrives.
 */
function seen(
  views: Float64Array,
  at: number,
  frequency: Hertz,
  light: Float64Array,
  waves: Float64Array,
  links: Float64Array,
): void {
  const omega = 2 * Math.PI * frequency;
  for (let sc = 0; sc < 3; sc++) {
    waves[2 * sc] = Math.cos(omega * views[at + DELAYS + sc]!);
    waves[2 * sc + 1] = -Math.sin(omega * views[at + DELAYS + sc]!);
  }
  for (let link = 0; link < 6; link++) {
    const [r, e] = [2 * RECEIVER[link]!, 2 * EMITTER[link]!];
    const factor = views[at + LINKS + 3 * link]!;
    const [c, s] = [light[2 * link]!, light[2 * link + 1]!];
    links[2 * link] = factor * (c * waves[e]! - s * waves[e + 1]! - waves[r]!);
    links[2 * link + 1] = factor * (c * waves[e + 1]! + s * waves[e]! - waves[r + 1]!);
  }
}

/** ½(|Σ w ξ₊ y|² + |Σ w ξ× y|²) */
function powerOf(weights: Float64Array, links: Float64Array, views: Float64Array, at: number): number {
  let [plusRe, plusIm, crossRe, crossIm] = [0, 0, 0, 0];
  for (let link = 0; link < 6; link++) {
    const [a, b] = [weights[2 * link]!, weights[2 * link + 1]!];
    const [c, d] = [links[2 * link]!, links[2 * link + 1]!];
    const [re, im] = [a * c - b * d, a * d + b * c];
    const [plus, cross] = [views[at + 3 * link + 1]!, views[at + 3 * link + 2]!];
    plusRe += plus * re;
    plusIm += plus * im;
    crossRe += cross * re;
    crossIm += cross * im;
  }
  return 0.5 * (plusRe * plusRe + plusIm * plusIm + crossRe * crossRe + crossIm * crossIm);
}

/** How a triangle sees these directions. */
export function viewsOf(triangle: Triangle, directions: readonly Direction[]): Views {
  const values = new Float64Array(directions.length * STRIDE);
  directions.forEach((direction, k) => {
    look(triangle, direction, values, k * STRIDE);
  });
  return { count: directions.length, values };
}

function look({ positions }: Triangle, { propagation, weight }: Direction, views: Float64Array, at: number): void {
  const [x, y, z] = propagation;
  const across = Math.hypot(x, y);
  // Any two directions across the wave's will do, since polarisations are averaged: u in the plane, v = k × u.
  const [ux, uy] = across > 1e-9 ? [y / across, -x / across] : [1, 0];
  const [vx, vy, vz] = [-z * uy, z * ux, x * uy - y * ux];
  views[at] = weight;
  for (let sc = 0; sc < 3; sc++) {
    const [px, py, pz] = positions[sc]!;
    views[at + DELAYS + sc] = px * x + py * y + pz * z;
  }
  for (let link = 0; link < 6; link++) {
    const [r, e] = [positions[RECEIVER[link]!]!, positions[EMITTER[link]!]!];
    const [nx, ny, nz] = [r[0] - e[0], r[1] - e[1], r[2] - e[2]];
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    const facing = 1 - (nx * x + ny * y + nz * z) / length;
    const [u, v] = [(nx * ux + ny * uy) / length, (nx * vx + ny * vy + nz * vz) / length];
    const place = at + LINKS + 3 * link;
    // Light that goes with the wave sees none of it: ξ vanishes as (1 − n·k).
    views[place] = facing > 1e-12 ? 0.5 / facing : 0;
    views[place + 1] = u * u - v * v;
    views[place + 2] = 2 * u * v;
  }
}
