import { LASER_FREQUENCY } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { isLeft, MOSAS, type PerMosa, type PerSpacecraft, perMosa, perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import { checkedNumber, mustBeObject, mustKnowKeys, shown } from "../core/options.js";
import type { Hertz, Radians, Seconds } from "../core/units.js";
import type { LaserReference } from "../noise/readout.js";
import type { ClockParameters } from "./clock.js";
import { type Lock, locksOf } from "./locking.js";

/** One value for all MOSAs, or one for each; those that are left out keep their default. */
export type MosaOption<T> = T | Partial<PerMosa<T>>;

/** One value for all spacecraft, or one for each; those that are left out keep their default. */
export type SpacecraftOption<T> = T | Partial<PerSpacecraft<T>>;

/** How far the light path moves with a MOSA's angles (m/rad), at its own interferometer and at the far one. */
export interface TiltToLength {
  readonly localPhi: number;
  readonly localEta: number;
  readonly distantPhi: number;
  readonly distantEta: number;
}

/** The instrument, noise apart. What is left out is as the Consortium's simulator has it (lisainstrument 2.3). */
export interface InstrumentOptions {
  /** Default "N1-12". */
  readonly lock?: Lock;
  /** Frequency at which each locked laser's beatnote is held (Hz). */
  readonly frequencyPlan?: MosaOption<Hertz>;
  /** Default 2.816e14 Hz. */
  readonly centralFrequency?: Hertz;
  /** Offset of lasers on cavities from the central frequency (Hz). */
  readonly cavityOffsets?: MosaOption<Hertz>;
  /** Distance of the clock sidebands from their carrier (Hz). */
  readonly modulationFrequencies?: MosaOption<Hertz>;
  /** What clocks are off by; false: perfect clocks, but for their noise. */
  readonly clocks?: false | Partial<PerSpacecraft<Partial<ClockParameters>>>;
  /** False: no Doppler shifts, though light still takes its time. */
  readonly dopplers?: boolean;
  /** Angle between a MOSA and the spacecraft's axis (rad). */
  readonly mosaAngles?: MosaOption<Radians>;
  /** Coefficients (m/rad) by MOSA; false: none. */
  readonly tiltToLength?: false | MosaOption<Partial<TiltToLength>>;
  /** What every measured pseudo-range is off by (s). */
  readonly rangingBiases?: MosaOption<Seconds>;
  /** Pseudo-ranges are measured modulo this (s), the length of the ranging code; 0: in full. */
  readonly rangeAmbiguity?: Seconds;
}

/** The instrument with every number. */
export interface Instrument {
  readonly lock: Lock;
  readonly locks: PerMosa<LaserReference>;
  readonly frequencyPlan: PerMosa<Hertz>;
  readonly centralFrequency: Hertz;
  readonly cavityOffsets: PerMosa<Hertz>;
  readonly modulationFrequencies: PerMosa<Hertz>;
  readonly clocks: PerSpacecraft<ClockParameters>;
  readonly dopplers: boolean;
  readonly mosaAngles: PerMosa<Radians>;
  readonly tiltToLength: PerMosa<TiltToLength>;
  readonly rangingBiases: PerMosa<Seconds>;
  readonly rangeAmbiguity: Seconds;
}

const FREQUENCY_PLAN: PerMosa<Hertz> = { "12": 8e6, "23": 9e6, "31": 10e6, "13": -8.2e6, "32": -8.5e6, "21": -8.7e6 };

const CAVITY_OFFSETS: PerMosa<Hertz> = { "12": 0, "23": 11e6, "31": 7.5e6, "13": 16e6, "32": -12e6, "21": -7e6 };

const CLOCKS: PerSpacecraft<ClockParameters> = {
  "1": { offset: 0, frequencyOffset: 5e-8, drift: 1.6e-15, driftRate: 9e-24 },
  "2": { offset: 0, frequencyOffset: 6.25e-7, drift: 2e-14, driftRate: 6.75e-23 },
  "3": { offset: 0, frequencyOffset: -3.75e-7, drift: -1.2e-14, driftRate: -1.125e-22 },
};

const PERFECT: ClockParameters = { offset: 0, frequencyOffset: 0, drift: 0, driftRate: 0 };

const NO_TILT: TiltToLength = { localPhi: 0, localEta: 0, distantPhi: 0, distantEta: 0 };

const TILT_TO_LENGTH: PerMosa<TiltToLength> = {
  "12": { localPhi: 2.005835e-3, localEta: -1.670389e-3, distantPhi: 1.62391e-3, distantEta: -1.07647e-3 },
  "23": { localPhi: 2.105403e-4, localEta: 1.460681e-3, distantPhi: 1.522873e-4, distantEta: 5.228848e-4 },
  "31": { localPhi: -1.815399e-3, localEta: -1.039064e-3, distantPhi: -1.842871e-3, distantEta: -5.662766e-5 },
  "13": { localPhi: -2.86505e-4, localEta: 1.640473e-4, distantPhi: -2.091585e-3, distantEta: 1.96005e-3 },
  "32": { localPhi: -1.986657e-3, localEta: 1.205353e-3, distantPhi: 1.300866e-3, distantEta: 9.02189e-4 },
  "21": { localPhi: 9.368319e-4, localEta: -9.205764e-4, distantPhi: -8.445374e-4, distantEta: 1.908239e-3 },
};

/** The instrument that options mean. */
export function instrumentOf(options: InstrumentOptions): Instrument {
  const { lock = "N1-12" } = options;
  const what = "the instrument";
  const { centralFrequency: nu0 = LASER_FREQUENCY.value, rangeAmbiguity: code = 0 } = options;
  const centralFrequency = checkedNumber(what, "centralFrequency", nu0, { unit: "Hz", min: 0, open: true });
  const rangeAmbiguity = checkedNumber(what, "rangeAmbiguity", code, { unit: "s", min: 0 });
  return {
    lock,
    locks: locksOf(lock),
    centralFrequency,
    rangeAmbiguity,
    frequencyPlan: numberPerMosa("frequencyPlan", options.frequencyPlan, FREQUENCY_PLAN),
    cavityOffsets: numberPerMosa("cavityOffsets", options.cavityOffsets, CAVITY_OFFSETS),
    modulationFrequencies: numberPerMosa(
      "modulationFrequencies",
      options.modulationFrequencies,
      perMosa((mosa) => (isLeft(mosa) ? 2.4e9 : 2.401e9)),
    ),
    clocks: clocksOf(options.clocks),
    dopplers: dopplersOf(options.dopplers),
    mosaAngles: numberPerMosa(
      "mosaAngles",
      options.mosaAngles,
      perMosa((mosa) => ((isLeft(mosa) ? 30 : -30) * Math.PI) / 180),
    ),
    tiltToLength: tiltOf(options.tiltToLength),
    rangingBiases: numberPerMosa(
      "rangingBiases",
      options.rangingBiases,
      perMosa(() => 0),
    ),
  };
}

function numberPerMosa(
  name: string,
  option: MosaOption<number> | undefined,
  fallback: PerMosa<number>,
): PerMosa<number> {
  if (option !== undefined && typeof option !== "number") {
    mustBeObject(name, option, `a number, or an object with numbers by MOSA: ${MOSAS.join(", ")}`);
    mustKnowKeys(name, option, MOSAS);
  }
  return perMosa((mosa) => {
    const { [mosa]: value = fallback[mosa] } = typeof option === "object" ? option : { [mosa]: option };
    return checkedNumber("the instrument", `${name} of MOSA ${mosa}`, value, { unit: "" });
  });
}

function clocksOf(option: InstrumentOptions["clocks"] = {}): PerSpacecraft<ClockParameters> {
  if (option === false) return perSpacecraft(() => PERFECT);
  mustBeObject("clocks", option, `false, or an object by spacecraft: ${SPACECRAFT.join(", ")}`);
  mustKnowKeys("clocks", option, SPACECRAFT);
  return perSpacecraft((sc) => {
    const what = `the clock of spacecraft ${sc}`;
    const { [sc]: own = {} } = option;
    mustKnowKeys(what, own, Object.keys(PERFECT));
    const clock = { ...CLOCKS[sc], ...own };
    for (const [key, value] of Object.entries(clock)) checkedNumber(what, key, value, { unit: UNITS[key] ?? "" });
    return clock;
  });
}

const UNITS: Readonly<Record<string, string>> = { offset: "s", drift: "1/s", driftRate: "1/s²" };

function tiltOf(option: InstrumentOptions["tiltToLength"] = {}): PerMosa<TiltToLength> {
  if (option === false) return perMosa(() => NO_TILT);
  mustBeObject("tiltToLength", option, `false, or an object with ${Object.keys(NO_TILT).join(", ")}, or by MOSA`);
  const byMosa = isPerMosa(option);
  mustKnowKeys("tiltToLength", option, byMosa ? MOSAS : Object.keys(NO_TILT));
  return perMosa((mosa) => {
    const what = `tiltToLength of MOSA ${mosa}`;
    const { [mosa]: own = {} } = byMosa ? option : { [mosa]: option };
    mustKnowKeys(what, own, Object.keys(NO_TILT));
    const tilt = { ...TILT_TO_LENGTH[mosa], ...own };
    for (const [key, value] of Object.entries(tilt)) checkedNumber(what, key, value, { unit: "m/rad" });
    return tilt;
  });
}

function isPerMosa(option: MosaOption<Partial<TiltToLength>>): option is Partial<PerMosa<Partial<TiltToLength>>> {
  return Object.keys(option).some((key) => MOSAS.some((mosa) => mosa === key));
}

function dopplersOf(option: unknown = true): boolean {
  if (typeof option === "boolean") return option;
  throw new BadArgumentError(`dopplers is ${shown(option)}; it must be true or false.`, { dopplers: option });
}
