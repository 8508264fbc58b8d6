export type { KolmogorovTest as Uniformity } from "../math/kolmogorov.js";
export { batchLogLikelihoods } from "./batch.js";
export { credibleRank, uniformity } from "./calibration.js";
export {
  bestAmplitudes,
  type ChirpAmplitudes,
  type ChirpOrientation,
  type ChirpProducts,
  chirpAmplitudes,
  chirpOrientation,
  type IntrinsicChirp,
  linearLogLikelihood,
  type MassiveBinary,
} from "./chirpamplitudes.js";
export { effectiveSampleSize, splitRHat } from "./convergence.js";
export { type Bins, type Channel, checkedDensity, type NoiseDensity, noiseDensity } from "./density.js";
export { Ensemble, type EnsembleOptions, type EnsembleState, temperatureLadder } from "./ensemble.js";
export { derivatives, fisherMatrix, validatedDerivatives } from "./fisher.js";
export { type FStatistic, fStatistic, fStatisticBasis, type IntrinsicBinary } from "./fstatistic.js";
export { type GatedNoise, type GatedNoiseOptions, gatedNoise } from "./gaps.js";
export { Hamiltonian, type HamiltonianOptions, type HamiltonianState } from "./hamiltonian.js";
export { HeterodynedLikelihood, type HeterodyneOptions } from "./heterodyne.js";
export { type ExchangeRates, movedLadder, type WarmEnsemble, type WarmUp, warmedEnsemble } from "./ladder.js";
export {
  type Evidence,
  type NestedOptions,
  type NestedProblem,
  NestedSampler,
  type NestedState,
} from "./nested.js";
export { type BinRange, type JointFit, jointFit, type SplineNoise, splineNoise } from "./noise-fit.js";
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
export {
  type CountProblem,
  ReversibleJump,
  type ReversibleJumpOptions,
  type ReversibleJumpState,
} from "./reversible-jump.js";
export type { LogDensity } from "./sampler.js";
export { whitened, whitenedSeries } from "./whitening.js";
