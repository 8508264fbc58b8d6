// The hot loops in WebAssembly SIMD. All memory is laid out by the caller: nothing is allocated here.

export { blend } from "./blend";
export { descendChunk, lagrangeChunk } from "./delays";
export { pass2, pass3, pass4, pass5 } from "./fft";
export { correlate } from "./filters";
export { first2, first4, multiply, unblock } from "./first";
export { addPoles2, addPoles4, normals } from "./noise";
export { interleaveExchanged, packReal, unpackReal } from "./real";
export { cutRuns } from "./runs";
export { slowChannels } from "./slow";
export { addCross, addMirroredPower, moment8, splitPair, sum8, taper } from "./spectra";
export { addScaled, addShare, scale } from "./sums";
