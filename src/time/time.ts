import type { Instant } from "../core/instant.js";
import { parsed } from "./iso.js";
import type { CommonScale } from "./scales.js";

const reader =
  <S extends CommonScale>(scale: S) =>
  (text: string): Instant<S> =>
    parsed(scale, text);

/** Barycentric coordinate time, in seconds from 2035-01-01T00:00:00 TCB. @example time.tcb("2037-01-01T00:00:00") */
export const tcb: (text: string) => Instant<"TCB"> = reader("TCB");
/** Barycentric dynamical time, in seconds from 2000-01-01T12:00:00 TDB. */
export const tdb: (text: string) => Instant<"TDB"> = reader("TDB");
/** Terrestrial time, in seconds from 2000-01-01T12:00:00 TT. */
export const tt: (text: string) => Instant<"TT"> = reader("TT");
/** International atomic time, in seconds from 1958-01-01T00:00:00 TAI. */
export const tai: (text: string) => Instant<"TAI"> = reader("TAI");
/** Coordinated universal time, in seconds from 1972-01-01T00:00:00 UTC, with leap seconds. */
export const utc: (text: string) => Instant<"UTC"> = reader("UTC");
/** GPS time, in seconds from 1980-01-06T00:00:00. */
export const gps: (text: string) => Instant<"GPS"> = reader("GPS");
