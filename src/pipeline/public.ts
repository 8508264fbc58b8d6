export { calibrated } from "./calibrated.js";
export { type ConditioningOptions, conditioned, type Segments } from "./conditioning.js";
export { type ReleaseHead, releaseOf } from "./fit-release.js";
export { L1_VARIABLES, type L1Run, type L1Stretch, l1, l1Run } from "./l1.js";
export type { LaserResidual } from "./laser.js";
export type {
  DebugStream,
  InstrumentParameters,
  Observation,
  ObservedChannel,
  Readout,
  ReceivedStream,
  SampleRange,
  Stream,
  TimeCorrelations,
} from "./observation.js";
export type {
  DelaySource,
  InputStreams,
  L1,
  L1Options,
  L1Provenance,
  L1Variable,
  TdiOptions,
  TdiProduct,
} from "./product.js";
export type { RangeQuality } from "./ranges.js";
export {
  RECEIVED_STREAMS,
  SIMULATED_STREAMS,
  type SimulatedChunk,
  type SimulateOptions,
  SimulationRun,
  simulate,
  simulatedChunks,
} from "./simulate.js";
export { type TdiRun, type TdiStretch, tdi, tdiRun } from "./tdi.js";
