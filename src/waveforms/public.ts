export { type GalacticBinaryOptions, galacticBinary } from "./binary.js";
export { type SineGaussianOptions, type StringBurstOptions, sineGaussian, stringBurst } from "./burst.js";
export { chirpSpectrum } from "./chirp-spectrum.js";
export { type SourceDescription, sourceOf } from "./description.js";
export {
  type Direction,
  directionFromGalactic,
  galacticOf,
  type Vector,
  type WaveBasis,
  waveBasis,
} from "./direction.js";
export { type EccentricBinaryOptions, eccentricBinary } from "./eccentric-binary.js";
export { type EmriOptions, emri } from "./emri.js";
export { KNOWN_BINARIES, type KnownBinary, type KnownBinaryOptions, knownBinary } from "./known.js";
export { type MassiveBinaryOptions, massiveBinary } from "./massive-binary.js";
export type { ChirpOrientation, ChirpSize, ModeValues, WaveMode, WaveModes } from "./modes.js";
export { phenomDModes, phenomHMModes } from "./phenomhm.js";
export { pixelCentres } from "./pixels.js";
export { type AlignedBinary, type Remnant, remnantOf } from "./ringdown.js";
export { type SampledWaveOptions, sampledWave } from "./sampled.js";
export type { Carrier, Chirp, Source, SourceGroup, Strain, StrainBins } from "./source.js";
export type { StrainSpectrum } from "./spectrum.js";
export {
  type IsotropicBackgroundOptions,
  isotropicBackground,
  type StochasticPointOptions,
  stochasticPoint,
} from "./stochastic.js";
export { type EccentricPhase, eccentricModes, eccentricPhase } from "./taylorf2ecc.js";
export { type VerificationBinaryOptions, verificationBinary } from "./verification.js";
