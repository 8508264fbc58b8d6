import { MOSAS, SPACECRAFT } from "../core/mosa.js";

/** Noises that each MOSA has one of. */
export const MOSA_NOISES = [
  "laser",
  "modulation",
  "backlink",
  "testmass",
  "ranging",
  "oms_sci_carrier",
  "oms_sci_usb",
  "oms_tmi_carrier",
  "oms_tmi_usb",
  "oms_ref_carrier",
  "oms_ref_usb",
  "dws_phi",
  "dws_eta",
  "mosa_jitter_x",
  "mosa_jitter_phi",
  "mosa_jitter_eta",
] as const;

/** Noises that each spacecraft has one of. */
export const SPACECRAFT_NOISES = [
  "clock",
  "reciprocal_backlink",
  "sc_jitter_phi",
  "sc_jitter_eta",
  "sc_jitter_theta",
] as const;

/** A kind of noise. */
export type NoiseFamily = (typeof MOSA_NOISES)[number] | (typeof SPACECRAFT_NOISES)[number] | "moc_time_correlation";

/** The noises that are drawn at the physics rate, by name: "oms_sci_carrier_12", "clock_1". */
export const NOISE_STREAMS: readonly string[] = [
  ...MOSA_NOISES.flatMap((family) => MOSAS.map((mosa) => `${family}_${mosa}`)),
  ...SPACECRAFT_NOISES.flatMap((family) => SPACECRAFT.map((sc) => `${family}_${sc}`)),
];
