import type { Hertz } from "../core/units.js";

/** What all channels of one kind on a spacecraft have in common. */
export type Shared = "thermal" | "field_x" | "field_y" | "field_z";

/**
 * How a housekeeping channel behaves, in its own unit: a mean that differs from channel to channel, slow terms of known
 * period, a wander that forgets after `memory` seconds, and the sensor's white noise. All numbers are assumed, of the order of
 * what LISA Pathfinder reported: 10 µK/√Hz and stable to millikelvins (M. Armano et al., MNRAS 486, 3368 (2019),
 * doi:10.1093/mnras/stz1017), interplanetary fields of some nT on a microtesla of the spacecraft's own (M. Armano et al.,
 * MNRAS 494, 3014 (2020), doi:10.1093/mnras/staa830).
 */
export interface ChannelModel {
  readonly mean: number;
  /** The mean of a channel is anywhere within ± this of it. */
  readonly spread?: number;
  /** Change per day. */
  readonly drift?: number;
  /** Amplitude of a term with a day's period: passes of the antenna. */
  readonly daily?: number;
  /** Amplitude of a term with a year's period: the distance of the Sun. */
  readonly yearly?: number;
  /** Standard deviation of the wander. */
  readonly wander?: number;
  /** Time after which the wander is forgotten (s). */
  readonly memory?: number;
  /** White noise of the sensor (unit/√Hz). */
  readonly white?: number;
  /** What it takes from a wander that all channels share, in standard deviations of that. */
  readonly share?: readonly [Shared, number];
  /** All but the white noise changes once in so many samples; every time if not given. */
  readonly hold?: number;
  /** Counts of particles: the mean is the expected number per sample. */
  readonly isCount?: boolean;
}

/** Memory of the shared wanders (s); their standard deviation is 1. */
export const SHARED_MEMORY: Readonly<Record<Shared, number>> = {
  thermal: 20_000,
  field_x: 4000,
  field_y: 4000,
  field_z: 4000,
};

const SLOW = 60;

/** Models by name; the first that fits is taken. */
const MODELS: readonly (readonly [RegExp, (name: string, rate: Hertz) => ChannelModel])[] = [
  [/^eh_temperature_/, () => thermometer(293, 0.5, 2e-3, 1e-3, 5)],
  [/^ob_temperature_/, () => thermometer(293, 0.5, 5e-3, 2e-3, 2)],
  [/^telescope_temperature_/, () => thermometer(278, 3, 2e-2, 1e-2, 1)],
  [/^magnetic_field_/, magnetometer],
  [/^radiation_counts_/, (name) => ({ mean: 120 * 0.72 ** (number(name) - 1), isCount: true })],
  [
    /^fios_power_/,
    () => ({ mean: 2e-3, spread: 5e-5, drift: -1e-7, wander: 2e-7, memory: 5000, white: 2e-8, hold: 12 }),
  ],
  [/^relative_intensity_/, () => ({ mean: 0, wander: 3e-5, memory: 300, white: 3e-6, hold: 12 })],
  [/^frequency_reference_error$/, () => ({ mean: 0, white: 30 })],
  [/^frequency_reference_feedback_fast$/, () => ({ mean: 0.4, wander: 0.02, memory: 600, white: 1e-3, hold: 12 })],
  [
    /^frequency_reference_feedback_slow$/,
    () => ({ mean: 1.2, drift: 2e-3, wander: 5e-3, memory: 5000, white: 1e-5, hold: 12 }),
  ],
  [/^sideband_monitoring$/, () => ({ mean: 0.15, wander: 2e-4, memory: 3000, white: 1e-5, hold: 12 })],
  [/^prds_correlations_/, () => ({ mean: 0.93, spread: 0.02, wander: 2e-3, memory: 3000, white: 1e-3, hold: 12 })],
  [/^payload_mode$/, () => ({ mean: 3 })],
  [/^tm_charge_/, () => ({ mean: -2e-12, spread: 1e-12, drift: 3.5e-13, wander: 1e-14, memory: 3000, hold: SLOW })],
  [/_voltage$/, () => ({ mean: 28, spread: 0.4, wander: 0.02, memory: 2000, daily: 0.03, hold: 10 })],
  [/_current$/, () => ({ mean: 0.8, spread: 0.5, wander: 4e-3, memory: 2000, daily: 0.01, hold: 10 })],
  [/^thruster_temperature_/, () => unit(8)],
  [/_temperature$/, () => unit(1)],
  [/^memory_fill$/, () => ({ mean: 0.35, daily: 0.2, yearly: 0.02, hold: SLOW })],
  [/^antenna_angle$/, () => ({ mean: 0, yearly: 3, hold: SLOW })],
  [/^(payload|platform)_housekeeping_/, () => ({ mean: 0.5, spread: 0.4, wander: 1e-3, memory: 5000, hold: SLOW })],
  [/^cgas_tank_/, () => ({ mean: 2.4e7, spread: 1e5, drift: -9e3, wander: 3e3, memory: 5000, white: 500 })],
  [/^pressure$/, () => ({ mean: 1e-6, drift: -1e-10, wander: 1e-8, memory: 5000, white: 1e-9 })],
  [/^breathing_mechanism_/, () => ({ mean: 0, yearly: 6e-3, white: 1e-8 })],
  [/^breathing_error$/, () => ({ mean: 0, wander: 1e-8, memory: 3000, white: 1e-9 })],
  [/^body_microphone_/, () => ({ mean: 0, white: 1e-6 })],
];

/** The model of a channel, or none when it belongs to the interferometers or to the dynamics. */
export function surroundingsOf(name: string, rate: Hertz): ChannelModel | undefined {
  return MODELS.find(([pattern]) => pattern.test(name))?.[1](name, rate);
}

function thermometer(mean: number, spread: number, wander: number, daily: number, quiet: number): ChannelModel {
  const model = { mean, spread, drift: wander / 4, daily, yearly: 100 * wander, wander: wander / quiet, memory: 8000 };
  return { ...model, white: 1e-5, share: ["thermal", wander] };
}

function magnetometer(name: string): ChannelModel {
  const axis = `field_${name.slice(-1)}` as Shared;
  return { mean: 0, spread: 1e-6, drift: 1e-10, wander: 3e-10, memory: 2000, white: 1e-10, share: [axis, 4e-9] };
}

function unit(lively: number): ChannelModel {
  return { mean: 293, spread: 6, wander: 0.05 * lively, memory: 5000, daily: 0.2 * lively, hold: 10 };
}

/** The number at the end of a name. */
function number(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 1);
}
