import { type RandomStream, randomStream } from "../core/random.js";
import type { Hertz } from "../core/units.js";
import { type NoiseDensity, noiseDensity } from "../inference/density.js";
import { complexArray } from "../math/complex.js";
import { equalArms } from "../noise/equalarms.js";
import type { TdiSignal } from "../response/signal.js";
import { driftRange, type GalacticBinary, linearOf } from "./binary.js";
import type { Observation } from "./observation.js";
import { addSignal, signalOf } from "./templates.js";

/** Noise of the models between two frequencies. */
export interface MockNoise {
  readonly data: TdiSignal;
  readonly noise: NoiseDensity;
}

/**
 * Stationary noise of A and E in frequency, from a frequency on to another (what is below and above is zero), by name "Sangria" of
 * noise.equalArms; the same bits for the same seed.
 */
export function mockNoise({ duration, generation }: Observation, to: Hertz, seed: bigint): MockNoise {
  const count = Math.ceil(to * duration) + 1;
  const noise = noiseDensity(equalArms({ level: "Sangria", generation }), { df: 1 / duration, first: 0, count });
  const channel = (name: "A" | "E"): TdiSignal["A"] => {
    const out = complexArray(count);
    const random = randomStream(seed, `mock noise ${name}`);
    random.normals(out.re);
    random.normals(out.im);
    for (let k = 0; k < count; k++) {
      // |n|² has the mean S T/2.
      const level = k === 0 ? 0 : Math.sqrt((noise[name][k]! * duration) / 4);
      out.re[k]! *= level;
      out.im[k]! *= level;
    }
    return out;
  };
  return { data: { df: 1 / duration, first: 0, A: channel("A"), E: channel("E"), T: complexArray(count) }, noise };
}

/** A binary at random: place and orientation alike over the sphere, drift within what waves of chirp masses below 1.2 solar make. */
export function mockBinary(random: RandomStream, frequency: number, amplitude: number): GalacticBinary {
  const [, most] = driftRange(frequency);
  return {
    frequency,
    fdot: most * random.uniform() ** 3,
    lambda: 2 * Math.PI * random.uniform(),
    beta: Math.asin(2 * random.uniform() - 1),
    amplitude,
    inclination: Math.acos(2 * random.uniform() - 1),
    polarization: Math.PI * random.uniform(),
    phase: 2 * Math.PI * random.uniform(),
  };
}

/** Adds binaries' signals to data, in place. */
export function addBinaries(seen: Observation, data: TdiSignal, binaries: readonly GalacticBinary[]): void {
  for (const binary of binaries) addSignal(data, signalOf(seen, linearOf(binary)), 1);
}
