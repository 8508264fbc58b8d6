import type { Seconds } from "../core/units.js";
import { phenomDOf } from "./phenomd.js";
import { PhenomDPieces } from "./phenomd-pieces.js";
import type { AlignedBinary } from "./ringdown.js";

/** IMRPhenomD's mode (2, 2) at many frequencies, A exp(−iφ) in units of the total mass. */
export interface PhenomDValues {
  readonly amplitude: Float64Array;
  /** φ (rad), and its derivative by Mf, which tells the time. */
  readonly phase: Float64Array;
  readonly slope: Float64Array;
  /** Mf of the greatest f² A, the reference; φ and its derivative there. */
  peak: number;
  peakPhase: number;
  peakSlope: number;
}

/** Growing frequencies for which many binaries are evaluated. */
export class PhenomDGrid {
  readonly frequencies: Float64Array;
  readonly #pieces: PhenomDPieces;

  constructor(frequencies: Float64Array) {
    this.frequencies = frequencies;
    this.#pieces = new PhenomDPieces(frequencies.length);
    this.#pieces.fill(frequencies, frequencies.length);
  }

  /** Room for what {@link at} finds. */
  values(): PhenomDValues {
    const [amplitude, phase, slope] = [0, 1, 2].map(() => new Float64Array(this.frequencies.length));
    return { amplitude, phase, slope, peak: 0, peakPhase: 0, peakSlope: 0 };
  }

  /** The wave of a binary of this total mass (s: GM/c³, redshifted). */
  at(binary: AlignedBinary, mass: Seconds, out: PhenomDValues = this.values()): PhenomDValues {
    const { shape, phase } = phenomDOf(binary);
    out.peak = shape.peak;
    out.peakPhase = phase.at(shape.peak);
    out.peakSlope = phase.slope(shape.peak);
    this.#pieces.amplitudes(shape, binary.eta, mass, out.amplitude);
    this.#pieces.phases(phase.terms(), mass, out.phase, out.slope);
    return out;
  }
}
