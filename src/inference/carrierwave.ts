import { SPEED_OF_LIGHT } from "../core/constants.js";
import { SOLAR_TIME } from "../response/chirp.js";
import { MichelsonTransfer } from "../response/michelson.js";
import type { ConstellationPath } from "../response/path.js";
import { waveBasis } from "../waveforms/direction.js";
import { PhenomDGrid } from "../waveforms/phenomd-grid.js";
import type { IntrinsicChirp } from "./chirpamplitudes.js";

/** Arms that the common factor of the response is taken for; what real ones differ by is smooth (s). */
const ARM = 2.5e9 / SPEED_OF_LIGHT.value;
/** Least of the sine in it: there the reference may not vanish. */
const LEAST = 0.3;

/**
 * A reference for relative binning that vanishes nowhere: the wave as it passes the constellation's centre, times what is common to the
 * responses of A and E to all waves, half sin(2 half) exp(4i half) with half = πfL.
 */
export class CarrierWave {
  readonly #binary: IntrinsicChirp;
  readonly #path: ConstellationPath;

  constructor(binary: IntrinsicChirp, path: ConstellationPath) {
    this.#binary = binary;
    this.#path = path;
  }

  /** Writes amplitudes and phases at growing frequencies, and when the constellation hears them (s). */
  at(frequencies: Float64Array, sizes: Float64Array, phases: Float64Array, times?: Float64Array): void {
    const binary = this.#binary;
    const mass = binary.mass * SOLAR_TIME;
    const wave = new PhenomDGrid(frequencies).at(binary, mass);
    const transfer = new MichelsonTransfer(this.#path, waveBasis(binary), 1.5);
    for (let k = 0; k < frequencies.length; k++) {
      const f = frequencies[k]!;
      const half = Math.PI * f * ARM;
      const t = binary.time + (mass / (2 * Math.PI)) * (wave.slope[k]! - wave.peakSlope);
      const delay = transfer.delay(t);
      const own = wave.phase[k]! - wave.peakPhase - wave.peakSlope * (mass * f - wave.peak);
      sizes[k] = mass * mass * wave.amplitude[k]! * half * Math.max(LEAST * half, Math.abs(Math.sin(2 * half)));
      phases[k] = own + 2 * Math.PI * f * (binary.time - delay) + 4 * half;
      if (times !== undefined) times[k] = t - delay;
    }
  }

  /** When the constellation hears growing frequencies (s). */
  times(frequencies: Float64Array): Float64Array {
    const [sizes, phases, times] = [0, 1, 2].map(() => new Float64Array(frequencies.length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    this.at(frequencies, sizes, phases, times);
    return times;
  }
}
