export { type ChannelSeries, type ChannelsOptions, tdiChannels } from "./channels.js";
export { type ChirpChannels, type ChirpGeometry, type ChirpObservation, chirpChannels } from "./chirp.js";
export { type DirectOptions, directChannels } from "./direct.js";
export {
  type GalacticResponse,
  type GalacticResponseOptions,
  galacticBinaryResponse,
  type SignalBatch,
  signalBatch,
} from "./galactic.js";
export type { Frame } from "./geometry.js";
export { type LinkResponse, linkResponse, type ResponseOptions } from "./links.js";
export { type NyquistWarning, nyquistWarnings } from "./nyquist.js";
export { type ConstellationPath, constellationPath } from "./path.js";
export type { TdiSignal } from "./signal.js";
export type { SlowBinary } from "./slow.js";
