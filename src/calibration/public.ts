export { type DelayData, type DelayErrors, delayErrors, delayedBy } from "./delayerrors.js";
export { type Inpainted, inpainted } from "./inpainting.js";
export { type FusedRange, RangeFusion } from "./ranging.js";
export { type ClockModel, type Correlations, clockModel, type RangeExcesses } from "./synchronisation.js";
export { type CalibrationTable, type ChannelCalibration, checkCalibration } from "./table.js";
export { type Angle, type FittedTilt, type TiltCoefficients, type TiltData, tiltFit } from "./tilt.js";
