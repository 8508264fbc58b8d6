import type { PerMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Columns } from "../figure/columns.js";
import type { EventsMark } from "../figure/figure.js";
import type { NoiseModel } from "../noise/tdi.js";
import { findGlitches, type Glitch, type GlitchSearch } from "../quality/glitches.js";
import { tdiGlitches } from "../quality/templates.js";

/** Where glitches of test masses and readouts show in TDI (Hz): below, drag-free control acts; above, its interpolation. */
const BAND = { from: 1e-3, to: 0.4 };
const VARIABLES = ["A2", "E2", "T2"] as const;
/** Below, T is so quiet that it shows what the clock correction leaves, which comes and goes. */
const QUIET_FROM = 3e-3;

/** The variables in which glitches are looked for, NaN where they are not to be used, and what their spectra look like. */
export interface GlitchInput {
  readonly dt: Seconds;
  readonly values: Readonly<Record<(typeof VARIABLES)[number], Float64Array>>;
  readonly models: Readonly<Record<(typeof VARIABLES)[number], NoiseModel>>;
  /** Delays of the links, in the middle of the stretch. */
  readonly delays: PerMosa<Seconds>;
}

/** Looks for glitches in A, E and T together. */
export function glitches({ dt, values, models, delays }: GlitchInput): GlitchSearch {
  const channels = VARIABLES.map((name) => ({
    name,
    values: values[name],
    model: models[name],
    ...(name === "T2" && { from: QUIET_FROM }),
  }));
  return findGlitches(channels, tdiGlitches(VARIABLES, delays), { dt, band: BAND });
}

/** What delays and filters make of a moment in TDI, at both ends. */
const AROUND: Seconds = 100;
/** After so many time constants, and some more of a loud one, nothing is left to be seen. */
const SPENT = 4;

/**
 * When the glitches are over, or can't be seen any more, in seconds after the first sample: what spectra are to leave out. A push
 * that lasts is a step in a velocity, and a constant behind it.
 */
export function glitchSpans(found: readonly Glitch[]): [from: Seconds, to: Seconds][] {
  return found.map(({ time, snr, shape }) => [
    time - AROUND,
    time + AROUND + shape.duration * (SPENT + Math.log(Math.max(1, snr))),
  ]);
}

/** The list of glitches, for people; `offset` is when the variables begin, after the observation's start. */
export function glitchTable(found: readonly Glitch[], offset: Seconds): Columns {
  return {
    "time (s)": found.map(({ time }) => Number((time + offset).toFixed(1))),
    place: found.map(({ place }) => place),
    or: found.map(({ alternatives }) => alternatives.slice(0, 3).join(", ")),
    amplitude: found.map(({ amplitude, unit }) => `${amplitude.toExponential(2)} ${unit}`),
    "rises in (s)": found.map(({ shape }) => Number((shape.rise ?? shape.duration).toPrecision(2))),
    "falls in (s)": found.map(({ shape }) => (shape.kind === "step" ? "" : Number(shape.duration.toPrecision(2)))),
    kind: found.map(({ shape }) => (shape.kind === "step" ? "push" : "pulse")),
    SNR: found.map(({ snr }) => Number(snr.toFixed(1))),
    "expected of noise": found.map(({ falseAlarms }) => falseAlarms.toExponential(0)),
  };
}

/** The glitches as marks over hours after the observation's start. */
export function glitchMarks(found: readonly Glitch[], offset: Seconds): EventsMark {
  const at = found.map(({ time, place }) => ({ x: (time + offset) / 3600, text: place }));
  return { type: "events", name: "glitches", at };
}

/** The worst glitches in words: "test mass 23 at 40012 s (SNR 68)"; at most three, and how many more. */
export function spelledGlitches(found: readonly Glitch[], offset: Seconds): string {
  const loudest = [...found].sort((a, b) => b.snr - a.snr);
  const words = loudest
    .slice(0, 3)
    .map(({ place, time, snr }) => `${place} at ${(time + offset).toFixed(0)} s (SNR ${snr.toFixed(0)})`);
  return `${words.join("; ")}${loudest.length > 3 ? ` and ${loudest.length - 3} more` : ""}`;
}
