export { effectiveSampleSize, splitRHat } from "./convergence.js";
export { type Bins, type Channel, checkedDensity, type NoiseDensity, noiseDensity } from "./density.js";
export { Ensemble, type EnsembleOptions, type EnsembleState, temperatureLadder } from "./ensemble.js";
export { derivatives, fisherMatrix } from "./fisher.js";
export { type FStatistic, fStatistic, fStatisticBasis, type IntrinsicBinary } from "./fstatistic.js";
export { type Posterior, type Range, uniformPrior, wrapped } from "./posterior.js";
export {
  type ComplexNumber,
  complexProduct,
  innerProduct,
  logLikelihood,
  matchedSnr,
  mismatch,
  optimalSnr,
  overlap,
  phaseMaximisedOverlap,
  SCIENCE,
} from "./product.js";
