import { BadArgumentError } from "../core/errors.js";
import { MOSAS } from "../core/mosa.js";
import type { Hertz } from "../core/units.js";
import { Antenna, type Views, viewsOf } from "../noise/antenna.js";
import { type Arms, delaysOf } from "../noise/response.js";
import { halfSky } from "../noise/sky.js";
import { triangleOf } from "../noise/triangle.js";

/** Power of an isotropic, unpolarised background in the three channels, per density of each of h₊ and h×. */
export type WaveResponse = (frequency: Hertz) => Readonly<Record<"A" | "E" | "T", number>>;

/** Which arms (default 2.5e9 m), and which generation of time-delay interferometry: 1.5 (the default) or 2. */
export type WaveResponseOptions = Arms & { readonly generation?: 1.5 | 2 };

/** Heights of the sky that are summed over: enough for 1e-5 up to 50 mHz, see `noise.sensitivity`. */
const RINGS = 9;

/**
 * What a background does to A, E and T in fractional frequency: the mean over the sky of |F₊|² + |F×|², by the delays of the combinations
 * themselves, so that unequal arms are as good as equal ones. That LISA turns does not matter to what is the same everywhere.
 * Up to 50 mHz.
 * @throws BadArgumentError for a generation that is not known, and arms that make no triangle
 */
export function waveResponse({ generation = 1.5, ...arms }: WaveResponseOptions = {}): WaveResponse {
  if (generation !== 1.5 && generation !== 2) {
    throw new BadArgumentError(`waveResponse: generation is ${String(generation)}; it can be 1.5 or 2.`, {
      generation,
    });
  }
  const delays = delaysOf(arms);
  const number = generation === 2 ? 2 : 1;
  const antenna = new Antenna([`A${number}`, `E${number}`, `T${number}`], delays);
  const views: Views = viewsOf(triangleOf(delays), halfSky(RINGS));
  const isEqual = MOSAS.every((mosa) => delays[mosa] === delays["12"]);
  return (frequency) => {
    // Powers are per ½(|h₊|² + |h×|²), and each of the two has the density.
    const [a, e, t] = antenna.powers(frequency, views) as unknown as readonly [number, number, number];
    return isEqual ? { A: a + e, E: a + e, T: 2 * t } : { A: 2 * a, E: 2 * e, T: 2 * t };
  };
}
