import { type AmplitudeShape, amplitudeShape } from "./phenomd-amplitude.js";
import { type PhenomDFit, phenomDFit } from "./phenomd-fit.js";
import { type PhaseShape, phaseShape } from "./phenomd-phase.js";
import { type AlignedBinary, type Remnant, remnantOf } from "./ringdown.js";

/** IMRPhenomD of a binary, in units of the total mass: its mode (2, 2) is A exp(−iφ) by Mf. */
export interface PhenomD {
  readonly remnant: Remnant;
  readonly fit: PhenomDFit;
  /** Mf of the greatest f² A. */
  readonly peak: number;
  /** Amplitude at the distance of a total mass, without the factor 2√(5/64π). */
  amplitude(mf: number): number;
  readonly phase: PhaseShape;
  /** What the amplitude is made of but for √(2η/3) π^(−1/6) (Mf)^(−7/6). */
  readonly shape: AmplitudeShape;
}

/** S. Khan et al. 2016 (doi:10.1103/PhysRevD.93.044007). */
export function phenomDOf(binary: AlignedBinary): PhenomD {
  const remnant = remnantOf(binary);
  const fit = phenomDFit(binary);
  const shape: AmplitudeShape = amplitudeShape(binary, remnant, fit);
  const front = Math.sqrt((2 * binary.eta) / 3) * Math.PI ** (-1 / 6);
  return {
    remnant,
    fit,
    peak: shape.peak,
    shape,
    amplitude: (mf) => front * mf ** (-7 / 6) * shape.at(mf),
    phase: phaseShape(binary, remnant, fit),
  };
}
