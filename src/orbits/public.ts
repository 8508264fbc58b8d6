export { type RangeModel, rangeModel } from "./delays.js";
export { described, type OrbitDescription } from "./description.js";
export type { Light, LightOptions } from "./light.js";
export {
  type CartwheelOptions,
  constellation,
  equalArm,
  interpolated,
  type KeplerianOptions,
  keplerian,
  type OrbitOptions,
  type Orbits,
  resampled,
  type StaticOptions,
} from "./orbits.js";
export { type ProperTimes, properTimes } from "./propertime.js";
export type { ArmLengths, Position } from "./static.js";
export type { OrbitTable, RangeTable, TimeGrid } from "./table.js";
export type { Positions } from "./tabulated.js";
