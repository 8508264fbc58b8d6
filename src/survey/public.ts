export { type Beatnotes, beatnotes, type NamedFrequency } from "./beatnotes.js";
export { type Clocks, clocks, type SpacecraftValue } from "./clocks.js";
export { type Completeness, completeness } from "./completeness.js";
export { correlationAt, type TimeCorrelations, timeCorrelations } from "./correlations.js";
export { type Ranges, ranges } from "./ranges.js";
export { type ReadoutChannels, readoutChannels } from "./readouts.js";
export { type Channel, type Finding, type Spectra, type SpectraOptions, spectra, spelled } from "./spectra.js";
export { cut, L1_STREAMS, type L1Stream, load, type Streams } from "./streams.js";
