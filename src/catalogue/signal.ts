import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import { equalArm, type Orbits } from "../orbits/orbits.js";
import { chirpChannels, SOLAR_TIME } from "../response/chirp.js";
import { galacticBinaryResponse } from "../response/galactic.js";
import { constellationPath } from "../response/path.js";
import type { TdiSignal } from "../response/signal.js";
import { phenomDModes, phenomHMModes } from "../waveforms/phenomhm.js";
import { type CatalogueSource, parameterIn } from "./source.js";

/** What signals of sources are for. */
export interface SourceSignalOptions {
  readonly duration: Seconds;
  /** Interval between samples (s): there is nothing above half its inverse. */
  readonly dt: Seconds;
  /** Begin of the observation, which is the epoch of the sources; default: the epoch of TCB. */
  readonly from?: Instant<"TCB">;
  /** Default: equal arms of 2.5e9 m. */
  readonly orbits?: Orbits;
  /** Of time-delay interferometry: 1.5 (the default) or 2. */
  readonly generation?: 1.5 | 2;
  /** Bins of the signal of a galactic binary, a power of two; default: as many as most of it is in. */
  readonly samples?: number;
  /** Waveform of massive binaries; default PhenomD. */
  readonly model?: "PhenomD" | "PhenomHM";
}

/** Massive binaries begin here: below, the instrument hears none that comes to an end (Hz). */
const LOWEST = 2e-5;
/** Mf where their waveforms end. */
const HIGHEST = { PhenomD: 0.2, PhenomHM: 0.5 };

/**
 * The signals of galactic and of massive binaries, by their parameters in a catalogue.
 * @throws BadArgumentError for options out of range; the function that comes back, for sources of other classes and parameters that are missing
 */
export function sourceSignals(options: SourceSignalOptions): (source: CatalogueSource) => TdiSignal {
  const what = "sourceSignals";
  mustKnowKeys(what, options, ["duration", "dt", "from", "orbits", "generation", "samples", "model"]);
  const { from = instant("TCB", 0), orbits = equalArm(), generation = 1.5, model = "PhenomD", samples } = options;
  const dt = checkedNumber(what, "dt", options.dt, { unit: "s", min: 0, open: true });
  const duration = checkedNumber(what, "duration", options.duration, { unit: "s", min: dt });
  const slow = galacticBinaryResponse({ duration, from, orbits, generation, ...(samples && { samples }) });
  const path = constellationPath(orbits, from, duration);
  const observation = { duration, generation, dt, model };
  return (source) => {
    const of = (name: string): number => parameterIn(source, name).value;
    if (source.class === "galactic-binary") return slow.signal(slowBinaryOf(source, of));
    if (source.class === "massive-binary") return massiveSignal(of, path, observation);
    throw new BadArgumentError(
      `The signal of ${source.id} can't be made: it is of the class ${source.class}; there are galactic-binary and massive-binary.`,
      { id: source.id, class: source.class },
    );
  };
}

type Values = (name: string) => number;

function slowBinaryOf({ parameters }: CatalogueSource, of: Values) {
  const drift = (name: "fdot" | "fddot"): number => parameters.find((parameter) => parameter.name === name)?.value ?? 0;
  return {
    frequency: of("frequency"),
    fdot: drift("fdot"),
    fddot: drift("fddot"),
    amplitude: of("amplitude"),
    inclination: of("inclination"),
    polarization: of("polarization"),
    phase: of("phase"),
    lambda: of("lambda"),
    beta: of("beta"),
  };
}

function massiveSignal(
  of: Values,
  path: ReturnType<typeof constellationPath>,
  {
    duration,
    generation,
    dt,
    model,
  }: { duration: number; generation: number; dt: number; model: keyof typeof HIGHEST },
): TdiSignal {
  const heavier = of("mass1") >= of("mass2") ? 1 : 2;
  const [one, other] = heavier === 1 ? ["1", "2"] : ["2", "1"];
  const mass = of("mass1") + of("mass2");
  const delta = Math.abs(of("mass1") - of("mass2")) / mass;
  const binary = { eta: (1 - delta * delta) / 4, delta, chi1: of(`spin${one}`), chi2: of(`spin${other}`) };
  const waves = (model === "PhenomD" ? phenomDModes : phenomHMModes)(binary);
  const first = Math.ceil(LOWEST * duration);
  const end = Math.min(HIGHEST[model] / (mass * SOLAR_TIME), 0.5 / dt);
  const count = Math.max(1, Math.floor(end * duration) - first);
  const geometry = {
    mass,
    distance: of("distance"),
    inclination: of("inclination"),
    polarization: of("polarization"),
    phase: of("phase"),
    time: of("time"),
    lambda: of("lambda"),
    beta: of("beta"),
  };
  const frequencies = Float64Array.from({ length: count }, (_, k) => (first + k) / duration);
  return { df: 1 / duration, first, ...chirpChannels(waves, geometry, path, { duration, generation }, frequencies) };
}
