import { LASER_FREQUENCY } from "../core/constants.js";
import { BadArgumentError, BadDataError } from "../core/errors.js";
import { checkedNumber, mustBeNumbers, mustBeObject, mustKnowKeys, shown } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type NoiseFilter, noiseFilter } from "../noise/design.js";
import type { GeneratorState, SeriesGenerator } from "../noise/generator.js";
import { filteredNoise, resumedGenerator, shapedNoise, tabulatedNoise, whiteNoise } from "../noise/series.js";
import * as sources from "../noise/sources.js";
import { NOISE_STREAMS, type NoiseFamily } from "./channels.js";
import { placedSeries } from "./placed.js";

/** What a noise is to be: a level of its own model (0 or false: none), another density, FIR coefficients of white noise, or a series. */
export type NoiseSetting =
  | number
  | false
  | { readonly model: (frequency: Hertz) => number; readonly lowest?: Hertz }
  | { readonly frequencies: ArrayLike<Hertz>; readonly psd: ArrayLike<number> }
  | { readonly coefficients: ArrayLike<number> }
  | { readonly values: ArrayLike<number>; readonly start?: number };

/**
 * Settings by a stream's name ("oms_sci_carrier_12"), by a family's ("oms_sci_carrier"), or for "all"; what is nearer to the
 * stream counts.
 */
export type NoiseSettings = Readonly<Record<string, NoiseSetting>>;

/** A family's one-sided density at a level, in the stream's own unit, and its usual level. */
interface Family {
  readonly density: (frequency: Hertz, level: number) => number;
  readonly level: number | ((place: string) => number);
  /** Below it the model is constant (Hz). */
  readonly lowest?: Hertz;
}

const NU0 = LASER_FREQUENCY.value;
const C_OVER_NU0 = 299_792_458 / NU0;

/** Fractional frequency: Hz²/Hz over ν₀². */
function fractional(density: (frequency: Hertz, level: number) => number): Family["density"] {
  return (frequency, level) => density(frequency, level) / NU0 ** 2;
}

/** Velocity: Hz²/Hz by c/ν₀. */
function velocity(density: (frequency: Hertz, level: number) => number): Family["density"] {
  return (frequency, level) => density(frequency, level) * C_OVER_NU0 ** 2;
}

const DISPLACEMENT = fractional(sources.displacementNoise);

/** The right MOSAs' modulation is amplified ten times on its way. */
function modulationLevel(mosa: string): number {
  return ["12", "23", "31"].includes(mosa) ? 5.2e-14 : 5.2e-13;
}

/** Levels as lisainstrument 2.3 has them. Units: Hz (laser), fractional frequency, m/s, s, rad/s. */
const FAMILIES: Readonly<Record<NoiseFamily, Family>> = {
  laser: { density: sources.laserNoise, level: 30 },
  clock: { density: sources.clockNoise, level: 6.32e-14, lowest: 1e-5 },
  modulation: { density: sources.modulationNoise, level: modulationLevel },
  backlink: { density: DISPLACEMENT, level: 3e-12 },
  reciprocal_backlink: { density: fractional(sources.whiteDisplacementNoise), level: 1.7e-9 },
  testmass: { density: velocity(sources.testMassNoise), level: 2.4e-15 },
  ranging: { density: sources.rangingNoise, level: 3e-9 },
  oms_sci_carrier: { density: DISPLACEMENT, level: 6.35e-12 },
  oms_sci_usb: { density: DISPLACEMENT, level: 1.25e-11 },
  oms_tmi_carrier: { density: DISPLACEMENT, level: 1.42e-12 },
  oms_tmi_usb: { density: DISPLACEMENT, level: 3.38e-12 },
  oms_ref_carrier: { density: DISPLACEMENT, level: 3.32e-12 },
  oms_ref_usb: { density: DISPLACEMENT, level: 7.9e-12 },
  dws_phi: { density: sources.wavefrontSensingNoise, level: 7e-8 / 335 },
  dws_eta: { density: sources.wavefrontSensingNoise, level: 7e-8 / 335 },
  mosa_jitter_x: { density: velocity(sources.whiteDisplacementNoise), level: 2e-9 },
  mosa_jitter_phi: { density: sources.angularJitterNoise, level: 2e-9 },
  mosa_jitter_eta: { density: sources.angularJitterNoise, level: 2e-9 },
  sc_jitter_phi: { density: sources.angularJitterNoise, level: 5e-9 },
  sc_jitter_eta: { density: sources.angularJitterNoise, level: 5e-9 },
  sc_jitter_theta: { density: sources.angularJitterNoise, level: 5e-9 },
  moc_time_correlation: { density: sources.rangingNoise, level: 0.42 },
};

const CORRELATIONS = ["1", "2", "3"].map((sc) => `moc_time_correlation_${sc}`);
const STREAMS: readonly string[] = [...NOISE_STREAMS, ...CORRELATIONS];

/** The generators of all noises that are on, by stream. */
export class NoiseSources {
  readonly #generators: Map<string, SeriesGenerator> = new Map();
  readonly #filters: Map<Family["density"], NoiseFilter> = new Map();

  /**
   * @param indices of the physics samples that are drawn: the first, and the one behind the last that counts
   * @param state where to go on; a given series is taken from the settings
   */
  constructor(
    private readonly settings: NoiseSettings,
    private readonly seed: bigint,
    private readonly dt: Seconds,
    private readonly correlationInterval: Seconds,
    private readonly indices: readonly [number, number],
    state?: Readonly<Record<string, GeneratorState>>,
  ) {
    mustBeObject("noises", settings, "false, or an object by streams or families such as laser_12 or laser");
    mustKnowKeys("noises", settings, ["all", ...Object.keys(FAMILIES), ...STREAMS]);
    for (const [name, setting] of Object.entries(settings)) checkSetting(name, setting);
    for (const stream of STREAMS) {
      const generator = this.#generatorOf(stream, state?.[stream]);
      if (generator !== null) this.#generators.set(stream, generator);
    }
  }

  /** The noise of this name; null when it is off. */
  generator(stream: string): SeriesGenerator | null {
    return this.#generators.get(stream) ?? null;
  }

  state(): Readonly<Record<string, GeneratorState>> {
    return Object.fromEntries([...this.#generators].map(([stream, generator]) => [stream, generator.state()]));
  }

  #generatorOf(stream: string, state: GeneratorState | undefined): SeriesGenerator | null {
    const family = familyOf(stream);
    const setting = this.settings[stream] ?? this.settings[family] ?? this.settings["all"];
    const level = typeof setting === "object" ? undefined : (setting ?? levelOf(family, stream));
    if (level === false || level === 0) return null;
    if (typeof setting === "object" && "values" in setting) return this.#given(stream, setting, state);
    if (state !== undefined) return resumedGenerator(state);
    return this.#started(stream, family, setting);
  }

  #given(
    stream: string,
    setting: { readonly values: ArrayLike<number>; readonly start?: number },
    state?: GeneratorState,
  ): SeriesGenerator {
    const { values, start = 0 } = setting;
    const [first, end] = this.indices;
    if (start + values.length < end) {
      throw new BadDataError(
        `The series given for ${stream} ends at physics sample ${start + values.length}, the simulation at ${end}: clocks, light and filters reach beyond its duration. Give a longer series.`,
        { stream, end: start + values.length, needed: end },
      );
    }
    return placedSeries(Float64Array.from(values), start - first, state?.kind === "given" ? state.position : 0);
  }

  #started(stream: string, family: NoiseFamily, setting: NoiseSetting | undefined): SeriesGenerator {
    const dt = family === "moc_time_correlation" ? this.correlationInterval : this.dt;
    if (typeof setting === "object" && "coefficients" in setting) {
      return filteredNoise({ coefficients: setting.coefficients, dt }, this.seed, stream);
    }
    if (typeof setting === "object" && "frequencies" in setting) {
      return tabulatedNoise({ frequencies: setting.frequencies, psd: setting.psd, dt }, this.seed, stream);
    }
    if (typeof setting === "object" && "model" in setting) {
      return shapedNoise({ ...setting, dt }, this.seed, stream);
    }
    const level = checkedLevel(stream, setting ?? levelOf(family, stream));
    if (FAMILIES[family].density === sources.rangingNoise) return whiteNoise({ asd: level, dt }, this.seed, stream);
    return shapedNoise(this.#filterOf(family, level, dt), this.seed, stream);
  }

  /** The filter of a family's model: that of level 1, designed once for each density, times the level. */
  #filterOf(family: NoiseFamily, level: number, dt: Seconds): NoiseFilter {
    const { density, lowest } = FAMILIES[family];
    const unit = this.#filters.get(density) ?? designed(density, dt, lowest);
    this.#filters.set(density, unit);
    return { ...unit, direct: level * unit.direct, residues: unit.residues.map((residue) => level * residue) };
  }
}

function designed(density: Family["density"], dt: Seconds, lowest: Hertz | undefined): NoiseFilter {
  const model = (frequency: Hertz): number => density(frequency, 1);
  return noiseFilter(lowest === undefined ? { model, dt } : { model, dt, lowest });
}

function familyOf(stream: string): NoiseFamily {
  return stream.slice(0, stream.lastIndexOf("_")) as NoiseFamily;
}

function levelOf(family: NoiseFamily, stream: string): number {
  const { level } = FAMILIES[family];
  return typeof level === "number" ? level : level(stream.slice(stream.lastIndexOf("_") + 1));
}

/** Refuses settings that are none; levels are looked at stream by stream. */
function checkSetting(name: string, setting: unknown): void {
  if (typeof setting !== "object") return;
  if (setting === null || Array.isArray(setting)) throw noSetting(name, setting);
  const kind = Object.keys(KEYS).find((key) => key in setting);
  if (kind === undefined) throw noSetting(name, setting);
  const what = `The noise ${name}`;
  mustKnowKeys(what, setting, KEYS[kind]!);
  const { start, ...given } = setting as Readonly<Record<string, unknown>>;
  for (const key of KEYS[kind]!) {
    if (LISTS.includes(key)) mustBeNumbers(`${key} of the noise ${name}`, given[key]);
  }
  if (start === undefined) return;
  if (!Number.isInteger(checkedNumber(what, "start", start, { unit: "" }))) {
    throw new BadArgumentError(`start of the noise ${name} is ${shown(start)}; it must be a whole number.`, { start });
  }
}

/** What settings can hold, by what tells them apart. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  model: ["model", "lowest"],
  frequencies: ["frequencies", "psd"],
  coefficients: ["coefficients"],
  values: ["values", "start"],
};

const LISTS: readonly string[] = ["frequencies", "psd", "coefficients", "values"];

function checkedLevel(stream: string, level: unknown): number {
  if (typeof level === "number" && level > 0 && level < Number.POSITIVE_INFINITY) return level;
  throw noSetting(stream, level);
}

function noSetting(stream: string, setting: unknown): BadArgumentError {
  return new BadArgumentError(
    `The noise ${stream} is set to ${shown(setting)}; give a level (an amplitude density, 0 for none), { model }, { frequencies, psd }, { coefficients } or { values }.`,
    { stream },
  );
}
