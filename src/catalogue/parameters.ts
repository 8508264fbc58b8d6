import { BadArgumentError } from "../core/errors.js";

/** What kinds of sources a catalogue has. */
export type SourceClass = "galactic-binary" | "massive-binary" | "emri" | "stellar-origin" | "burst" | "unknown";

export const SOURCE_CLASSES: readonly SourceClass[] = [
  "galactic-binary",
  "massive-binary",
  "emri",
  "stellar-origin",
  "burst",
  "unknown",
];

/** Units of parameters that catalogues of lisalab have; others can be there, with units of their own. */
export const PARAMETER_UNITS: Readonly<Record<string, string>> = {
  frequency: "Hz",
  fdot: "Hz/s",
  fddot: "Hz/s^2",
  amplitude: "",
  inclination: "rad",
  polarization: "rad",
  phase: "rad",
  lambda: "rad",
  beta: "rad",
  mass1: "Msun",
  mass2: "Msun",
  spin1: "",
  spin2: "",
  distance: "m",
  time: "s",
};

/** After how much these are the same again. */
const PERIODS: Readonly<Record<string, number>> = {
  lambda: 2 * Math.PI,
  phase: 2 * Math.PI,
  polarization: Math.PI,
};

/** The unit of a parameter. @throws BadArgumentError for a name that none is known of */
export function unitOf(name: string): string {
  const unit = PARAMETER_UNITS[name];
  if (unit !== undefined) return unit;
  throw new BadArgumentError(
    `No unit of "${name}" is known: give the parameter with one. Known are ${Object.keys(PARAMETER_UNITS).join(", ")}.`,
    { name },
  );
}

/** The difference of two values of a parameter; of angles that go round, the shorter way. */
export function differenceOf(name: string, a: number, b: number): number {
  const period = PERIODS[name];
  if (period === undefined) return a - b;
  return a - b - period * Math.round((a - b) / period);
}

/** Values of an angle that goes round, as numbers that don't jump: around their own middle. Of other parameters as they are. */
export function unwrapped(name: string, values: Float64Array): Float64Array {
  const period = PERIODS[name];
  if (period === undefined) return values;
  const turn = (2 * Math.PI) / period;
  let [c, s] = [0, 0];
  for (const value of values) {
    c += Math.cos(turn * value);
    s += Math.sin(turn * value);
  }
  const middle = (((Math.atan2(s, c) / turn) % period) + period) % period;
  return values.map((value) => middle + differenceOf(name, value, middle));
}
