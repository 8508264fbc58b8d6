import { portableAtan, portableExp, portableLog, portablePhase, portableTan } from "../core/portable.js";
import type { Hertz, Seconds } from "../core/units.js";

/** A filter's frequency response on a grid that is even in ln Ω, Ω = tan(πf dt). */
export interface FilterTarget {
  readonly tangents: Float64Array;
  readonly frequencies: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Whether this is the response without a difference from sample to sample, (1 − z⁻¹), that follows. */
  readonly isDifference: boolean;
}

/** Points of the grid per factor e. */
const DENSITY = 8;
/** Below this part of the lowest frequency the density stays what it is there. */
const FLOOR = 1 / 20;
/** The grid goes so many times below the floor, and to this Ω at its upper end. */
const MARGIN = 16;
const HIGHEST = 64;
/** Densities that rise at the lowest frequency with at least this power of it are those of differences. */
const STEEP = 1.5;

/**
 * The minimum-phase filter that makes noise of a one-sided density from white noise of variance 1. Its phase follows from
 * its gain by Bode's relation φ(u) = 1/π ∫ dln|H|/du' ln coth(|u − u'|/2) du', u = ln Ω (H. Bode, Network Analysis and Feedback
 * Amplifier Design, 1945, chapter 14): the bilinear map turns minimum phase in continuous time into minimum phase in discrete
 * time, and reaches the Nyquist frequency at Ω = ∞, so nothing has to be corrected there.
 */
export function filterTarget(model: (frequency: Hertz) => number, dt: Seconds, lowest: Hertz): FilterTarget {
  const from = portableLog(portableTan(Math.PI * FLOOR * lowest * dt) / MARGIN);
  const count = Math.ceil((portableLog(HIGHEST) - from) * DENSITY) + 1;
  const tangents = Float64Array.from({ length: count }, (_, n) => portableExp(from + n / DENSITY));
  const frequencies = tangents.map((tangent) => portableAtan(tangent) / (Math.PI * dt));
  const isDifference = slopeAt(model, lowest) > STEEP;
  const gains = frequencies.map((frequency, n) => {
    const followed = floored(frequency, FLOOR * lowest);
    // S fs/2 is the variance per sample of white noise of the density S.
    const gain = 0.5 * portableLog(model(followed) / (2 * dt));
    if (!isDifference) return gain;
    const difference = tangents[n]! / Math.sqrt(1 + tangents[n]! * tangents[n]!);
    return gain + portableLog(frequency / followed / (2 * difference));
  });
  const phases = phasesOf(gains);
  const [re, im] = [new Float64Array(count), new Float64Array(count)];
  for (let n = 0; n < count; n++) {
    const [cosine, sine] = portablePhase(phases[n]!);
    re[n] = portableExp(gains[n]!) * cosine;
    im[n] = portableExp(gains[n]!) * sine;
  }
  return { tangents, frequencies, re, im, isDifference };
}

/** The frequency, which bends to the floor below it. */
function floored(frequency: Hertz, floor: Hertz): Hertz {
  return Math.sqrt(frequency * frequency + floor * floor);
}

/** d ln S / d ln f. */
function slopeAt(model: (frequency: Hertz) => number, frequency: Hertz): number {
  return portableLog(model(1.25 * frequency) / model(frequency)) / portableLog(1.25);
}

function phasesOf(gains: Float64Array): Float64Array {
  const weights = Float64Array.from(gains, (_, distance) => meanWeight(distance));
  return gains.map((_, n) => {
    let sum = 0;
    for (let m = 0; m + 1 < gains.length; m++) {
      sum += (gains[m + 1]! - gains[m]!) * weights[m >= n ? m - n : n - m - 1]!;
    }
    return sum / Math.PI;
  });
}

/** The mean of ln coth(x/2) for x from `distance` to `distance` + 1 steps of the grid. */
function meanWeight(distance: number): number {
  // Near 0 it is ln 2 − ln x + x²/12.
  if (distance === 0) return 1 + portableLog(2 * DENSITY) + 1 / (36 * DENSITY * DENSITY);
  const parts = 16;
  let sum = 0;
  for (let n = 0; n < parts; n++) {
    const decay = portableExp(-(distance + (n + 0.5) / parts) / DENSITY);
    sum += portableLog((1 + decay) / (1 - decay));
  }
  return sum / parts;
}
