import { ANGLES } from "../calibration/tilt.js";
import type { Observation, Stream } from "./observation.js";

/** The stream of an angle's rate. */
export const TILT_STREAMS: Readonly<Record<(typeof ANGLES)[number], Stream>> = {
  phi: "sci_dws_phis",
  eta: "sci_dws_etas",
};

/** Whether an observation has the angles that tilt-to-length coupling is known by. */
export function hasAngles({ streams }: Observation): boolean {
  return ANGLES.every((angle) => streams.includes(TILT_STREAMS[angle]));
}
