import { SPEED_OF_LIGHT } from "../core/constants.js";
import { parameterOf } from "./interval.js";
import type { CatalogueSource } from "./source.js";

/**
 * A galactic binary with its distance (m), from how its frequency grows: d = 5 c ḟ/(48 π² f³ A), when nothing but gravitational waves drives it
 * (B. F. Schutz 1986, doi:10.1038/323310a0). Where mass flows over, or tides work, this is not so. A source whose frequency is not sure to grow, of another class, or with a distance, comes back as it is.
 */
export function withChirpDistance(source: CatalogueSource, credibility: number = 0.9): CatalogueSource {
  const known = new Map(source.parameters.map((parameter) => [parameter.name, parameter]));
  const [frequency, fdot, amplitude] = ["frequency", "fdot", "amplitude"].map((name) => known.get(name));
  if (source.class !== "galactic-binary" || known.has("distance")) return source;
  if (frequency === undefined || fdot === undefined || amplitude === undefined || !(fdot.low > 0)) return source;
  const { samples } = source;
  const [f, rate, size] = [samples["frequency"], samples["fdot"], samples["amplitude"]];
  if (f === undefined || rate === undefined || size === undefined) {
    const value = distanceOf(frequency.value, fdot.value, amplitude.value);
    const distance = { name: "distance", unit: "m", value, low: value, high: value };
    return { ...source, parameters: [...source.parameters, distance] };
  }
  // The few samples whose frequency falls have none: they are as near as can be.
  const distances = f.map((one, n) => Math.max(0, distanceOf(one, rate[n]!, size[n]!)));
  return {
    ...source,
    parameters: [...source.parameters, parameterOf("distance", distances, credibility)],
    samples: { ...samples, distance: distances },
  };
}

/** Of A = 2 (GM)^(5/3) (πf)^(2/3)/(c⁴ d) and ḟ = 96/5 π^(8/3) (GM/c³)^(5/3) f^(11/3). */
function distanceOf(frequency: number, fdot: number, amplitude: number): number {
  return (5 * SPEED_OF_LIGHT.value * fdot) / (48 * Math.PI ** 2 * frequency ** 3 * amplitude);
}
