export { type Column, type DataFrame, type DataFrameGroups, dataFrame } from "./dataframe.js";
export { openResponse, type ResponseFile } from "./lisagwresponse2.js";
export { openOrbits } from "./lisaorbits2.js";
export { openObservation } from "./observation.js";
export { type ResponseFileOptions, type WrittenResponse, writeResponse } from "./responsefile.js";
export { writeTdi } from "./tdifile.js";
export { type Encoded, encodeObservation } from "./telemetryencode.js";
export { type SpacecraftSummary, type TelemetrySummary, telemetrySummary } from "./telemetrysummary.js";
export { type TelemetryOptions, type TelemetryWriter, telemetryWriter } from "./telemetrywriter.js";
