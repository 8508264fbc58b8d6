export * as archive from "./archive/public.js";
export * as calibration from "./calibration/public.js";
export * as catalogue from "./catalogue/public.js";
export * from "./core/constants.js";
export * from "./core/errors.js";
export * from "./core/flags.js";
export * from "./core/instant.js";
export * from "./core/mosa.js";
export * from "./core/progress.js";
export { type RandomState, type RandomStream, randomStream, resumedStream } from "./core/random.js";
export * from "./core/series.js";
export * from "./core/units.js";
export * from "./core/verdict.js";
export * as dynamics from "./dynamics/public.js";
export * as figure from "./figure/public.js";
export * as inference from "./inference/public.js";
export * as instrument from "./instrument/public.js";
export * as io from "./io/public.js";
export {
  cellSignal,
  clearOutput,
  type Displayable,
  type DisplayOptions,
  display,
  isInKernel,
  type MimeBundle,
  updateDisplay,
} from "./jupyter/display.js";
export { input, inputSecret } from "./jupyter/input.js";
export * as show from "./jupyter/show.js";
export * as logbook from "./logbook/public.js";
export * from "./math/calculus.js";
export { type ComplexArray, complexArray } from "./math/complex.js";
export type { Detrend } from "./math/detrend.js";
export * from "./math/fft.js";
export * from "./math/fir.js";
export { lagrangeShift, lagrangeShiftAll } from "./math/lagrange.js";
export { type FftPlan, fftPlan } from "./math/plan.js";
export * from "./math/polynomial.js";
export { type ShortTimeMap, shortTimeFourier } from "./math/short-time.js";
export * from "./math/spline.js";
export { type WaveletTransform, waveletTransform } from "./math/wavelet.js";
export * from "./math/welch.js";
export {
  equivalentNoiseBandwidth,
  type WindowName,
  type WindowSymmetry,
  windowOf,
} from "./math/window.js";
export * as noise from "./noise/public.js";
export * as orbits from "./orbits/public.js";
export * as pipeline from "./pipeline/public.js";
export * as quality from "./quality/public.js";
export * as response from "./response/public.js";
export * as runbook from "./runbook/public.js";
export * as science from "./science/public.js";
export * as search from "./search/public.js";
export * as survey from "./survey/public.js";
export * as tdi from "./tdi/public.js";
export * as telemetry from "./telemetry/public.js";
export * as time from "./time/public.js";
export * as trends from "./trends/public.js";
export * as waveforms from "./waveforms/public.js";
