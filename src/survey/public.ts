export { type Beatnotes, beatnotes, type NamedFrequency } from "./beatnotes.js";
export { type Completeness, completeness } from "./completeness.js";
export { type Ranges, ranges } from "./ranges.js";
export { cut, L1_STREAMS, type L1Stream, load, type Streams } from "./streams.js";
