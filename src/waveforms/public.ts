export { type GalacticBinaryOptions, galacticBinary } from "./binary.js";
export { type Direction, directionFromGalactic, type Vector, type WaveBasis, waveBasis } from "./direction.js";
export type { Carrier, Source, Strain } from "./source.js";
export { type VerificationBinaryOptions, verificationBinary } from "./verification.js";
