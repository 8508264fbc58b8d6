import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { MOSAS, type PerMosa, receiverOf } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Columns } from "../figure/columns.js";
import type { Band } from "../quality/bands.js";
import { type Coupling, coupling } from "../quality/coupling.js";
import { longestComplete } from "../quality/stretches.js";
import type { Monitor } from "./housekeeping.js";

/** How a monitor acts on a test mass. */
export interface FoundCoupling extends Coupling {
  /** The test mass, by its MOSA, and the channel of its spacecraft. */
  readonly mosa: string;
  readonly channel: string;
  /** Of the coefficient: m/s² per unit of the channel. */
  readonly unit: string;
}

/** Monitors against test masses. */
export interface Couplings {
  /** The strongest by significance, at most one for each test mass and kind of monitor. */
  readonly strongest: readonly FoundCoupling[];
  /** The largest significance, by magnitude; 0 when nothing could be compared. */
  readonly worst: number;
  readonly table: Columns;
}

/** Where couplings are looked for: slower there are too few averages, faster the spacecraft's own jitter hides them. */
const BAND: Band = { from: 2e-4, to: 1e-2 };
const SEGMENTS = 8;
const LONGEST_SEGMENT: Seconds = 10_000;
const FEWEST_SAMPLES = 400;
/** Monitors that can act on a test mass: temperatures and magnetic fields. */
const ACTING = /temperature|magnetic/;

/**
 * Compares the acceleration of every test mass, from its test-mass less reference beatnote (Hz, `dt` apart), with every
 * thermometer and magnetometer of its spacecraft.
 */
export function couplings(beatnotes: PerMosa<Float64Array>, dt: Seconds, monitors: readonly Monitor[]): Couplings {
  const acting = monitors.filter(({ rule }) => rule.name.source.match(ACTING) !== null);
  const rates = [...new Set(acting.map((monitor) => monitor.dt))];
  const found = rates.flatMap((interval) =>
    MOSAS.flatMap((mosa) => {
      const acceleration = accelerationAt(beatnotes[mosa], dt, interval);
      const own = acting.filter((one) => one.name.startsWith(`${receiverOf(mosa)}/`) && one.dt === interval);
      return strongestOf(mosa, acceleration, own);
    }),
  );
  const strongest = found.sort((a, b) => Math.abs(b.significance) - Math.abs(a.significance));
  return { strongest, worst: Math.abs(strongest[0]?.significance ?? 0), table: tableOf(strongest) };
}

function strongestOf(mosa: string, acceleration: Float64Array, monitors: readonly Monitor[]): FoundCoupling[] {
  const kinds = [...new Set(monitors.map(({ rule }) => rule))];
  return kinds.flatMap((kind) => {
    const all = monitors
      .filter(({ rule }) => rule === kind)
      .flatMap((monitor) => comparedWith(mosa, acceleration, monitor))
      .sort((a, b) => Math.abs(b.significance) - Math.abs(a.significance));
    return all.slice(0, 1);
  });
}

function comparedWith(mosa: string, acceleration: Float64Array, { name, values, dt, unit }: Monitor): FoundCoupling[] {
  const { start, stop } = longestComplete([acceleration, values]);
  if (stop - start < FEWEST_SAMPLES) return [];
  const segment = 2 * Math.floor(Math.min(LONGEST_SEGMENT / dt, (stop - start) / SEGMENTS) / 2) * dt;
  const band = { from: Math.max(BAND.from, 2 / segment), to: Math.min(BAND.to, 0.4 / dt) };
  const found = coupling(acceleration.subarray(start, stop), values.subarray(start, stop), { dt, segment, band });
  return [{ mosa, channel: name, unit: `m/s^2/${unit}`, ...found }];
}

/** The test mass's acceleration, as the mean over each interval, from a beatnote −2ν₀v/c. */
function accelerationAt(beatnote: Float64Array, dt: Seconds, interval: Seconds): Float64Array {
  const every = Math.round(interval / dt);
  const velocity = Float64Array.from({ length: Math.floor(beatnote.length / every) }, (_, k) => {
    let sum = 0;
    for (let n = k * every; n < (k + 1) * every; n++) sum += beatnote[n]!;
    return ((-sum / every) * SPEED_OF_LIGHT.value) / (2 * LASER_FREQUENCY.value);
  });
  return velocity.map((value, k) => ((velocity[k + 1] ?? Number.NaN) - value) / interval);
}

function tableOf(strongest: readonly FoundCoupling[]): Columns {
  const shown = strongest.slice(0, 10);
  return {
    "test mass": shown.map(({ mosa }) => mosa),
    monitor: shown.map(({ channel }) => channel),
    coupling: shown.map(
      ({ coefficient, error, unit }) => `${coefficient.toExponential(2)} ± ${error.toExponential(1)} ${unit}`,
    ),
    significance: shown.map(({ significance }) => Number(significance.toFixed(1))),
    coherence: shown.map(({ coherence }) => Number(coherence.toFixed(3))),
    "by chance": shown.map(({ chance }) => Number(chance.toFixed(3))),
  };
}
