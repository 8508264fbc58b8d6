import { type PerMosa, type PerSpacecraft, perMosa, perSpacecraft } from "../core/mosa.js";

/** Samples of a block, one array per MOSA. */
export type MosaField = PerMosa<Float64Array>;

/** Samples of a block, one array per spacecraft. */
export type SpacecraftField = PerSpacecraft<Float64Array>;

export function mosaField(count: number): MosaField {
  return perMosa(() => new Float64Array(count));
}

export function spacecraftField(count: number): SpacecraftField {
  return perSpacecraft(() => new Float64Array(count));
}

/** What one block of physics samples takes from outside. All arrays have the block's length. */
export interface BlockInputs {
  /** A noise by its stream's name ("oms_sci_carrier_12"); zeros when it is off. */
  noise(name: string): Float64Array;
  /** What glitches add at a place, by its name ("tm_12", "readout_sci_carrier_12"); null where nothing is. */
  glitch(name: string): Float64Array | null;
  /** What gravitational waves do to the light of a link, as fractional frequency; null without waves. */
  readonly waves: PerMosa<Float64Array> | null;
}
