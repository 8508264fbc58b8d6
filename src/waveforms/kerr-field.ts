import type { Seconds } from "../core/units.js";
import { orbitRates } from "./emri-rates.js";
import type { OrbitField } from "./inspiral.js";
import { kerrFrequencies, separatrixOf } from "./kerr.js";

/** How close to the last stable orbit the adiabatic picture is followed, in units of the total mass. */
export const SEPARATRIX_MARGIN = 0.1;

/** Orbits round a black hole of spin q that shrink by 5PN rates; `mass` is the total one as time (G M/c³), eta m₁m₂/M². */
export function kerrField(q: number, mass: Seconds, eta: number): OrbitField {
  const rates = orbitRates(q);
  const scale = eta / mass;
  return {
    shortest: mass,
    rates: (shape, out) => {
      rates(shape, out);
      for (let n = 0; n < 3; n++) out[n]! *= scale;
    },
    frequencies: (shape) => {
      const { phi, theta, r } = kerrFrequencies(q, shape);
      return [phi / mass, theta / mass, r / mass];
    },
    isOutside: ({ p, e, y }) => p > separatrixOf(q, { e, y }) + SEPARATRIX_MARGIN,
  };
}
