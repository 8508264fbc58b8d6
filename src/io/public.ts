export { type Column, type DataFrame, type DataFrameGroups, dataFrame } from "./dataframe.js";
export { openOrbits } from "./lisaorbits2.js";
export { openObservation } from "./observation.js";
export { writeTdi } from "./tdifile.js";
