export { l1 } from "./l1.js";
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
export type { DelaySource, InputStreams, L1, L1Provenance, TdiOptions, TdiProduct } from "./product.js";
export { type TdiRun, type TdiStretch, tdi, tdiRun } from "./tdi.js";
