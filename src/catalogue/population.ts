import { GM_SUN, PARSEC, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import { mustBeNumbers } from "../core/options.js";
import { type RandomStream, randomStream } from "../core/random.js";
import type { NoiseDensity } from "../inference/density.js";
import { optimalSnr } from "../inference/product.js";
import type { TdiSignal } from "../response/signal.js";
import { type SourceClass, unitOf } from "./parameters.js";
import type { CatalogueSource } from "./source.js";

/** A source whose parameters are known exactly. */
export function exactSource(
  id: string,
  kind: SourceClass,
  values: Readonly<Record<string, number>>,
  snr: number = 0,
): CatalogueSource {
  const parameters = Object.entries(values).map(([name, value]) => {
    if (!Number.isFinite(value))
      throw new BadArgumentError(`${name} of ${id} is ${value}; it must be a finite number.`, { id });
    return { name, unit: unitOf(name), value, low: value, high: value };
  });
  return { id, class: kind, parameters, samples: {}, snr, confidence: 1, waveform: "", residual: "" };
}

/** From and to. */
export type Bounds = readonly [number, number];

/** What is drawn: numbers of sources, their SNRs (uniform in logarithm), and what is between these bounds. */
export interface PopulationOptions {
  readonly seed: bigint;
  readonly signalOf: (source: CatalogueSource) => TdiSignal;
  readonly noise: NoiseDensity;
}

/** Galactic binaries: uniform in the logarithm of frequency and SNR, in direction and orientation; chirp masses from 0.2 to 0.6 suns. */
export function drawnGalacticBinaries(
  count: number,
  { frequencies, snrs }: { readonly frequencies: Bounds; readonly snrs: Bounds },
  options: PopulationOptions,
): readonly CatalogueSource[] {
  mustBeRising("frequencies", frequencies);
  mustBeRising("snrs", snrs);
  return Array.from({ length: count }, (_, n) => {
    const id = `GB-${n + 1}`;
    const stream = randomStream(options.seed, `challenge ${id}`);
    const frequency = logUniform(stream, frequencies);
    const chirp = (uniform(stream, [0.2, 0.6]) * GM_SUN.value) / SPEED_OF_LIGHT.value ** 3;
    // Peters 1964, doi:10.1103/PhysRev.136.B1224.
    const fdot = (96 / 5) * Math.PI ** (8 / 3) * chirp ** (5 / 3) * frequency ** (11 / 3);
    const values = { frequency, fdot, amplitude: 1e-22, ...orientation(stream) };
    const snr = logUniform(stream, snrs);
    const norm = optimalSnr(options.signalOf(exactSource(id, "galactic-binary", values)), options.noise);
    return exactSource(id, "galactic-binary", { ...values, amplitude: (values.amplitude * snr) / norm }, snr);
  });
}

/** Massive binaries: uniform in the logarithm of mass and SNR, mass ratios up to 4, spins along the orbit's up to 0.8. */
export function drawnMassiveBinaries(
  count: number,
  { masses, snrs, times }: { readonly masses: Bounds; readonly snrs: Bounds; readonly times: Bounds },
  options: PopulationOptions,
): readonly CatalogueSource[] {
  mustBeRising("masses", masses);
  mustBeRising("snrs", snrs);
  return Array.from({ length: count }, (_, n) => {
    const id = `MBHB-${n + 1}`;
    const stream = randomStream(options.seed, `challenge ${id}`);
    const mass = logUniform(stream, masses);
    const ratio = uniform(stream, [1, 4]);
    const values = {
      mass1: (mass * ratio) / (1 + ratio),
      mass2: mass / (1 + ratio),
      spin1: uniform(stream, [-0.8, 0.8]),
      spin2: uniform(stream, [-0.8, 0.8]),
      distance: 1e10 * PARSEC.value,
      time: uniform(stream, times),
      ...orientation(stream),
    };
    const snr = logUniform(stream, snrs);
    const norm = optimalSnr(options.signalOf(exactSource(id, "massive-binary", values)), options.noise);
    return exactSource(id, "massive-binary", { ...values, distance: (values.distance * norm) / snr }, snr);
  });
}

/** Uniform on the sky and in orientation. */
function orientation(
  stream: RandomStream,
): Readonly<Record<"lambda" | "beta" | "inclination" | "polarization" | "phase", number>> {
  return {
    lambda: uniform(stream, [0, 2 * Math.PI]),
    beta: Math.asin(uniform(stream, [-1, 1])),
    inclination: Math.acos(uniform(stream, [-1, 1])),
    polarization: uniform(stream, [0, Math.PI]),
    phase: uniform(stream, [0, 2 * Math.PI]),
  };
}

function uniform(stream: RandomStream, [from, to]: Bounds): number {
  return from + (to - from) * stream.uniform();
}

function logUniform(stream: RandomStream, [from, to]: Bounds): number {
  return from * (to / from) ** stream.uniform();
}

function mustBeRising(what: string, bounds: Bounds): void {
  mustBeNumbers(what, bounds, 2);
  if (bounds[0] > 0 && bounds[1] >= bounds[0]) return;
  throw new BadArgumentError(`${what} is ${bounds.join(", ")}; it must be two positive numbers, the lower first.`, {
    bounds,
  });
}
