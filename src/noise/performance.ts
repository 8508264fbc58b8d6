import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type PerMosa } from "../core/mosa.js";
import type { Hertz, Metres, Radians, Seconds } from "../core/units.js";
import type { TdiVariable } from "../tdi/variable.js";
import { Antenna, type Views, viewsOf } from "./antenna.js";
import { type ConfusionModel, confusion } from "./confusion.js";
import { type Level, levelsOf, type NoiseLevels } from "./levels.js";
import { type Optics, shotNoise } from "./link-budget.js";
import { checkedFrequency, mustBeMission, mustBeNoises } from "./performance-options.js";
import { delaysOf } from "./response.js";
import { halfSky } from "./sky.js";
import { displacementNoise, testMassNoise } from "./sources.js";
import { tdi } from "./tdi.js";
import { inOrbit, type Triangle, triangleOf, type Vector } from "./triangle.js";

/** A mission as it might be built. What is left out is as for LISA. */
export interface SensitivityOptions {
  /** All arms (m), from 1 m to 500 Gm; 2.5 Gm if not given. */
  readonly armLength?: Metres;
  /** Or every link's light travel time (s). */
  readonly delays?: PerMosa<Seconds>;
  /** Noises of the instrument: "SciRD" (default), "lisainstrument" or levels of one's own. */
  readonly level?: Level;
  /**
   * Telescopes, power and efficiency. The levels are for LISA's optics and arms; what shot noise there is with these ones takes
   * the place of that in the science interferometers' level.
   */
  readonly optics?: Optics;
  /** Generation of TDI: 2 (default) or 1 (that is 1.5). Where it is blind, at multiples of c/8L or c/4L, there is no sensitivity. */
  readonly generation?: 1 | 2;
  /** The variables that are used together; "AE" if not given. */
  readonly channels?: "X" | "AE" | "AET";
  /** Over the whole sky (default), or for a point in it, averaged over the year or at an orbital phase. */
  readonly sky?: "average" | SkyPoint;
  /** Unresolved galactic binaries after so many years. */
  readonly confusion?: { readonly model: ConfusionModel; readonly years: number };
  /** How the wave's effect is averaged: "numeric" (default), or by the fit of Robson et al. for "AE" and the sky's average. */
  readonly response?: "numeric" | "Robson";
}

/** A point in the sky, in ecliptic coordinates. */
export interface SkyPoint {
  readonly lambda: Radians;
  readonly beta: Radians;
  /** Where the constellation is on its way round the Sun (rad); all year if not given. */
  readonly orbitalPhase?: Radians;
}

/** What a mission would see. */
export interface Sensitivity {
  /**
   * One-sided strain density that noise looks like (1/Hz), averaged over polarisation: SNR² = 4 ∫ (|h₊|² + |h×|²)/S df. From
   * 1e-10 Hz to 1000 c/2πL, which is 19 Hz for LISA.
   * @throws BadArgumentError for other frequencies
   */
  strain(frequency: Hertz): number;
  /** The readout noise of a science interferometer (m/√Hz), shot noise included. */
  readonly readout: number;
  /** Shot noise alone (m/√Hz). */
  readonly shotNoise: number;
  /**
   * The same arms, channels and sky with other noises: what waves do is computed once for each frequency, so that a thousand
   * designs take hardly longer than one.
   */
  with(noises: Noises): Sensitivity;
}

/** What disturbs a mission; what is left out stays. */
export type Noises = Pick<SensitivityOptions, "level" | "optics">;

const NOMINAL_ARM: Metres = 2.5e9;

/**
 * How sensitive a mission is, in milliseconds: S = 1/Σ (R/N) over its channels, with the noise N of each and its response R to
 * waves, both from the delays of the combination itself.
 *
 *     const lisa = noise.sensitivity({ confusion: { model: "Robson", years: 4 } });
 *     const longer = noise.sensitivity({ armLength: 5e9, optics: { telescopeDiameter: 0.5 } });
 */
export function sensitivity(options: SensitivityOptions = {}): Sensitivity {
  mustBeMission(options);
  const arms =
    options.delays === undefined ? { armLength: options.armLength ?? NOMINAL_ARM } : { delays: options.delays };
  const delays = delaysOf(arms);
  const length = (SPEED_OF_LIGHT.value * MOSAS.reduce((sum, mosa) => sum + delays[mosa], 0)) / MOSAS.length;
  const strainWith = options.response === "Robson" ? robsonStrain(options, length) : numericStrain(options, delays);
  const designed = (noises: Noises): Sensitivity => {
    const levels = levelsWith(levelsOf(noises.level ?? "SciRD"), length, noises.optics);
    const strain = strainWith(levels);
    return {
      strain: (frequency) => strain(checkedFrequency(frequency, length)),
      readout: levels.readout.sci,
      shotNoise: shotNoise(length, noises.optics),
      with: (others) => {
        mustBeNoises(others);
        return designed({ ...noises, ...others });
      },
    };
  };
  return designed(options);
}

/** The strain that an instrument with these levels is sensitive to (1/Hz). */
type StrainWith = (levels: NoiseLevels) => (frequency: Hertz) => number;

/** The levels with other optics and arms: what isn't shot noise stays. */
function levelsWith(levels: NoiseLevels, length: Metres, optics?: Optics): NoiseLevels {
  const rest = levels.readout.sci ** 2 - shotNoise(NOMINAL_ARM) ** 2;
  if (rest < 0) {
    throw new BadArgumentError(
      `The readout's level of ${levels.readout.sci} m/√Hz is below LISA's shot noise of ${shotNoise(NOMINAL_ARM).toPrecision(3)} m/√Hz, which is part of it.`,
      { level: levels.readout.sci },
    );
  }
  const sci = Math.sqrt(rest + shotNoise(length, optics) ** 2);
  return { ...levels, readout: { ...levels.readout, sci } };
}

/** S_n of Robson et al. (2019), eqs. 2, 9, 12 and 13, with these levels. */
function robsonStrain(options: SensitivityOptions, length: Metres): StrainWith {
  const { channels = "AE", sky = "average", delays } = options;
  if (channels !== "AE" || sky !== "average" || delays !== undefined) {
    throw new BadArgumentError(
      'The fit of Robson et al. is for equal arms, the channels "AE" and the average over the sky; choose response: "numeric".',
      { channels, sky },
    );
  }
  const confused = options.confusion && confusion(options.confusion.model, options.confusion.years);
  if (options.confusion?.model === "Karnesis") {
    throw new BadArgumentError('The confusion of Karnesis et al. is defined in TDI; choose response: "numeric".', {});
  }
  // Displacement and acceleration, from the frequency noise that each looks like.
  const perDisplacement = (f: Hertz): number => (SPEED_OF_LIGHT.value / LASER_FREQUENCY.value / (2 * Math.PI * f)) ** 2;
  const transfer = SPEED_OF_LIGHT.value / (2 * Math.PI * length);
  return ({ readout, testMass }) =>
    (f) => {
      const position = displacementNoise(f, readout.sci) * perDisplacement(f);
      const mass = testMassNoise(f, testMass) * perDisplacement(f);
      const noise = (position + 2 * (1 + Math.cos(f / transfer) ** 2) * mass) / length ** 2;
      return (10 / 3) * (1 + 0.6 * (f / transfer) ** 2) * noise + (confused?.(f) ?? 0);
    };
}

/** Orbital phases that a year is averaged over. */
const PHASES = 24;

/** 1/Σ (R/N) over the channels. */
function numericStrain(options: SensitivityOptions, delays: PerMosa<Seconds>): StrainWith {
  const { generation = 2, channels = "AE", sky = "average", confusion: galaxy } = options;
  // Over the whole sky equal arms see as much in E as in A.
  const isTwice = options.delays === undefined && sky === "average" && channels !== "X";
  const names = [...channels].filter((name) => !(isTwice && name === "E"));
  const variables = names.map((name) => `${name}${generation}` as TdiVariable);
  const confused = galaxy && confusion(galaxy.model, galaxy.years);
  const antenna = new Antenna(variables, delays);
  const views = viewsBy(triangleOf(delays), sky);
  const period = (2 * Math.PI * MOSAS.reduce((sum, mosa) => sum + delays[mosa], 0)) / MOSAS.length;
  const seen = remembered((f) => antenna.powers(f, views(period * f)));
  return (levels) => {
    const noises = variables.map((variable) => tdi(variable, { delays, level: levels }));
    return (f) => {
      const powers = seen(f);
      const unresolved = confused?.(f) ?? 0;
      const sum = names.reduce((total, name, k) => {
        const galactic = galaxy?.model === "Karnesis" ? inTdi(name, generation, period * f) * unresolved : 0;
        const share = powers[k]! / (noises[k]!(f) / LASER_FREQUENCY.value ** 2 + galactic);
        return total + (isTwice && name === "A" ? 2 * share : share);
      }, 0);
      return 1 / sum + (galaxy?.model === "Robson" ? unresolved : 0);
    };
  };
}

/** Frequencies whose responses are kept, at most. */
const REMEMBERED = 10_000;

function remembered(powersAt: (frequency: Hertz) => Float64Array): (frequency: Hertz) => Float64Array {
  const known = new Map<Hertz, Float64Array>();
  return (f) => {
    const powers = known.get(f) ?? powersAt(f).slice();
    if (known.size < REMEMBERED) known.set(f, powers);
    return powers;
  };
}

/** What the fit of Karnesis et al. is multiplied by in a TDI variable of equal arms, x = 2πfL/c; see their section II. */
function inTdi(name: string, generation: 1 | 2, x: number): number {
  const michelson = 4 * x ** 2 * Math.sin(x) ** 2 * (generation === 2 ? 4 * Math.sin(2 * x) ** 2 : 1);
  if (name === "T") return 0;
  return name === "X" ? michelson : 1.5 * michelson;
}

/** The directions that are averaged over, as many as x = 2πfL/c needs. */
function viewsBy(triangle: Triangle, sky: "average" | SkyPoint): (x: number) => Views {
  if (sky !== "average") {
    const views = pointViews(triangle, sky);
    return () => views;
  }
  const known = new Map<number, Views>();
  return (x) => {
    // As many as make the average good to 1e-5, in steps of a half, so that few grids do for all frequencies.
    const rings = Math.ceil(4 * 1.5 ** Math.max(0, Math.ceil(Math.log((4 + 0.4 * x) / 4.4) / Math.log(1.5))));
    const views = known.get(rings) ?? viewsOf(triangle, halfSky(rings));
    known.set(rings, views);
    return views;
  };
}

function pointViews(triangle: Triangle, { lambda, beta, orbitalPhase }: SkyPoint): Views {
  const propagation: Vector = [-Math.cos(beta) * Math.cos(lambda), -Math.cos(beta) * Math.sin(lambda), -Math.sin(beta)];
  const phases =
    orbitalPhase === undefined ? Array.from({ length: PHASES }, (_, k) => (2 * Math.PI * k) / PHASES) : [orbitalPhase];
  const views = phases.map((phase) => viewsOf(inOrbit(triangle, phase), [{ propagation, weight: 1 / phases.length }]));
  return { count: views.length, values: Float64Array.from(views.flatMap(({ values }) => [...values])) };
}
