export { type CorrelatedClock, type Correlation, correlatedClock } from "./clock.js";
export { type DatedScale, iso, parsed as parse } from "./iso.js";
export { LEAP_SECONDS_KNOWN_UNTIL } from "./leapseconds.js";
export { type CommonScale, convert } from "./scales.js";
export { gps, tai, tcb, tdb, tt, utc } from "./time.js";
