import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import { type RandomStream, randomStream } from "../core/random.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Sensitivity } from "../noise/performance.js";
import type { WaveModes } from "../waveforms/modes.js";
import { phenomDModes, phenomHMModes } from "../waveforms/phenomhm.js";
import { type Cosmology, luminosityDistance, PLANCK_2018 } from "./cosmology.js";

/** Two massive black holes as they are where they are. */
export interface Merger {
  /** Of both together, not redshifted (solar masses). */
  readonly mass: number;
  /** Of the heavier over the lighter. */
  readonly ratio: number;
  /** Of both along the orbit's angular momentum. */
  readonly spin: number;
  readonly redshift: number;
}

/** How mergers are heard. */
export interface HearingOptions {
  readonly sensitivity: Sensitivity;
  /** How long before the merger LISA listens; default four years. */
  readonly duration?: Seconds;
  /** Default PhenomHM. */
  readonly model?: "PhenomD" | "PhenomHM";
  readonly cosmology?: Cosmology;
}

const SOLAR_TIME = GM_SUN.value / SPEED_OF_LIGHT.value ** 3;
const FOUR_YEARS = 4 * 31_557_600;
/** Where LISA hears (Hz), and points between. */
const BAND = { from: 2e-5, to: 0.5, points: 240 };
/** Mf beyond which there is nothing. */
const SILENT = 0.4;

/**
 * The signal-to-noise ratio of mergers, averaged (as a root of mean squares) over the sky, orientations and a year:
 * ρ² = 4 ∫ Σ |h_lm|²/(4π S) df, with the noise by its strain sensitivity S. Waves from before LISA listened are left out, by the leading
 * order of their time.
 */
export function mergerHearing(options: HearingOptions): (merger: Merger) => number {
  const { sensitivity, duration = FOUR_YEARS, model = "PhenomHM", cosmology = PLANCK_2018 } = options;
  const step = Math.log(BAND.to / BAND.from) / (BAND.points - 1);
  const frequencies = Float64Array.from({ length: BAND.points }, (_, n) => BAND.from * Math.exp(n * step));
  const strains = frequencies.map((f) => sensitivity.strain(f));
  const known = new Map<string, WaveModes>();
  const wavesOf = (ratio: number, spin: number): WaveModes => {
    const key = `${ratio} ${spin}`;
    const waves = known.get(key) ?? (model === "PhenomD" ? phenomDModes : phenomHMModes)(alignedOf(ratio, spin));
    known.set(key, waves);
    return waves;
  };
  return (merger) => {
    const { mass, ratio, spin, redshift } = checkedMerger(merger);
    const waves = wavesOf(ratio, spin);
    const total = mass * (1 + redshift) * SOLAR_TIME;
    const delay = luminosityDistance(redshift, cosmology) / SPEED_OF_LIGHT.value;
    const eta = ratio / (1 + ratio) ** 2;
    let sum = 0;
    for (const { m, amplitude } of waves.modes) {
      const first = (m / 2) * frequencyBefore(total * eta ** 0.6, duration);
      frequencies.forEach((f, n) => {
        const mf = total * f;
        if (f >= first && mf < SILENT) sum += (f / strains[n]!) * amplitude(mf) ** 2;
      });
    }
    return Math.sqrt((4 * sum * step) / (4 * Math.PI)) * (total * (total / delay));
  };
}

function alignedOf(ratio: number, spin: number) {
  const eta = ratio / (1 + ratio) ** 2;
  return { eta, delta: (ratio - 1) / (ratio + 1), chi1: spin, chi2: spin };
}

/** Frequency of (2, 2) so long before the merger, of a chirp mass as time. */
function frequencyBefore(chirp: Seconds, before: Seconds): Hertz {
  return ((5 / (256 * before)) ** (3 / 8) * chirp ** (-5 / 8)) / Math.PI;
}

function checkedMerger(merger: Merger): Merger {
  const positive = { unit: "", min: 0, open: true };
  checkedNumber("a merger", "mass", merger.mass, positive);
  checkedNumber("a merger", "ratio", merger.ratio, { unit: "", min: 1 });
  checkedNumber("a merger", "redshift", merger.redshift, positive);
  return merger;
}

/** A mock of how black holes merge. */
export interface MockMergersOptions {
  readonly seed: bigint;
  /** Mergers a year, of all that reach us, heard or not. */
  readonly rate: number;
  readonly years: number;
}

/** Redshifts are gamma distributed (shape 3), masses log-normal: the order of what models of galaxies have, and no more. */
const MOCK = { redshift: 1.6, logMass: 5.5, spread: 0.7, ratio: 4, spin: 0.8 };

/**
 * Mergers as they might be: as many as a rate makes by chance, over redshifts with a mean of 4.8 and masses around 3e5 suns. A toy to learn with;
 * what galaxies and seeds of black holes make is not known within a factor of a hundred (P. Amaro-Seoane et al. 2023, doi:10.1007/s41114-022-00041-y).
 * @throws BadArgumentError for rates and years that are not positive
 */
export function mockMergers({ seed, rate, years }: MockMergersOptions): readonly Merger[] {
  if (!(rate > 0 && years > 0 && rate * years < 1e5)) {
    throw new BadArgumentError(
      `mockMergers: a rate of ${rate} a year for ${years} years; positive numbers are expected.`,
      {
        rate,
        years,
      },
    );
  }
  const random = randomStream(seed, "mock mergers");
  const mergers: Merger[] = [];
  for (let time = waiting(random) / rate; time < years; time += waiting(random) / rate) mergers.push(mergerOf(random));
  return mergers;
}

/** An exponential variable of mean 1. */
function waiting(random: RandomStream): number {
  return -Math.log(1 - random.uniform());
}

function mergerOf(random: RandomStream): Merger {
  const [normal] = random.normals(new Float64Array(1));
  return {
    mass: 10 ** (MOCK.logMass + MOCK.spread * normal!),
    redshift: MOCK.redshift * (waiting(random) + waiting(random) + waiting(random)),
    ratio: 1 + (MOCK.ratio - 1) * random.uniform(),
    spin: MOCK.spin * random.uniform(),
  };
}
