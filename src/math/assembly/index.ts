// The hot loops in WebAssembly SIMD. All memory is laid out by the caller (wasm.ts): nothing is allocated here.
export { pass2, pass3, pass4, pass5 } from "./fft";
export { first2, first4, unblock } from "./first";
export { unpackReal } from "./real";
