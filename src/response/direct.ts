import { BadArgumentError } from "../core/errors.js";
import { type Instant, secondsBetween } from "../core/instant.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import type { Orbits } from "../orbits/orbits.js";
import { localPhase } from "../waveforms/carrier.js";
import type { Carrier, Chirp, Source } from "../waveforms/source.js";
import { type ChirpChannels, chirpChannels, SOLAR_TIME } from "./chirp.js";
import { galacticBinaryResponse } from "./galactic.js";
import { constellationPath } from "./path.js";
import type { TdiSignal } from "./signal.js";

/** What is observed, and from where. */
export interface DirectOptions {
  readonly from: Instant<"TCB">;
  readonly duration: Seconds;
  readonly orbits: Orbits;
  /** Of time-delay interferometry. */
  readonly generation: 1.5 | 2;
  /** Bins of 1/duration from 0 on. */
  readonly count: number;
}

/** Frequency below which chirps are not looked for, and Mf above which nothing is left of them. */
const LOWEST: Hertz = 1e-6;
const END = 0.5;

/**
 * A, E and T of a source by the fast responses in the frequency domain, of the same sign as in time.
 * @throws BadArgumentError for sources that have none: those must be transformed from time
 */
export function directChannels(source: Source, options: DirectOptions): TdiSignal {
  const { duration, count } = options;
  if (source.carrier !== undefined) return inAll(ofCarrier(source, source.carrier, options), count);
  if (source.chirp !== undefined) return { df: 1 / duration, first: 0, ...ofChirp(source, source.chirp, options) };
  throw new BadArgumentError(
    `${source.name} (${source.kind}) has no fast response in the frequency domain; galactic and massive binaries have. Transform it from time.`,
    { source: source.name, kind: source.kind },
  );
}

/** A slow binary as it is at the begin; the fast response has the opposite sign of both polarisations. */
function ofCarrier(source: Source, carrier: Carrier, { from, duration, orbits, generation }: DirectOptions): TdiSignal {
  const { turns, frequency, halfDrift, cubic } = localPhase(carrier, from);
  const of = (name: string): number => Number(source.parameters[name]);
  return galacticBinaryResponse({ duration, from, orbits, generation }).signal({
    frequency,
    fdot: 2 * halfDrift,
    fddot: 6 * cubic,
    amplitude: of("amplitude"),
    inclination: of("inclination"),
    polarization: of("polarization"),
    phase: Math.PI - 2 * Math.PI * turns,
    lambda: source.lambda,
    beta: source.beta,
  });
}

function ofChirp(
  { lambda, beta }: Source,
  { waves, size, peak }: Chirp,
  { from, duration, orbits, generation, count }: DirectOptions,
): ChirpChannels {
  const skipped = Math.min(count, Math.ceil(LOWEST * duration));
  const stop = Math.max(skipped, Math.min(count, Math.floor((END / size.mass) * duration)));
  const frequencies = Float64Array.from({ length: stop - skipped }, (_, k) => (skipped + k) / duration);
  const geometry = { ...size, mass: size.mass / SOLAR_TIME, lambda, beta, time: secondsBetween(peak, from) };
  const found = chirpChannels(
    waves,
    geometry,
    constellationPath(orbits, from, duration),
    { duration, generation, passing: "constellation" },
    frequencies,
  );
  const whole = (values: ComplexArray): ComplexArray => placed(values, skipped, count);
  return { A: whole(found.A), E: whole(found.E), T: whole(found.T) };
}

/** The bins of a signal among all from 0 on. */
function inAll({ df, first, A, E, T }: TdiSignal, count: number): TdiSignal {
  const whole = (values: ComplexArray): ComplexArray => placed(values, first, count);
  return { df, first: 0, A: whole(A), E: whole(E), T: whole(T) };
}

function placed({ re, im }: ComplexArray, first: number, count: number): ComplexArray {
  const out = complexArray(count);
  const [from, to] = [Math.max(0, -first), Math.min(re.length, count - first)];
  if (to > from) {
    out.re.set(re.subarray(from, to), first + from);
    out.im.set(im.subarray(from, to), first + from);
  }
  return out;
}
