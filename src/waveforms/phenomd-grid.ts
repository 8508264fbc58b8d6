import type { Hertz, Seconds } from "../core/units.js";
import { phenomDOf } from "./phenomd.js";
import { AMPLITUDE_INSPIRAL_END, type AmplitudeShape } from "./phenomd-amplitude.js";
import { PHASE_INSPIRAL_END, type PhaseTerms } from "./phenomd-phase.js";
import type { AlignedBinary } from "./ringdown.js";

/** IMRPhenomD's mode (2, 2) at many frequencies, A exp(−iφ) in units of the total mass. */
export interface PhenomDValues {
  readonly amplitude: Float64Array;
  /** φ (rad), and its derivative by Mf, which tells the time. */
  readonly phase: Float64Array;
  readonly slope: Float64Array;
  /** Mf of the greatest f² A, the reference; φ and its derivative there. */
  peak: number;
  peakPhase: number;
  peakSlope: number;
}

/**
 * Growing frequencies with what waveforms take of each: cube roots and logarithms are made once, not for every binary. Evaluates the
 * same formulas as `phenomDModes`, piece by piece without a call per point; the two differ by rounding.
 */
export class PhenomDGrid {
  readonly frequencies: Float64Array;
  readonly #roots: Float64Array;
  readonly #logs: Float64Array;
  /** f^(−7/6) and f^(3/4). */
  readonly #falls: Float64Array;
  readonly #rises: Float64Array;

  constructor(frequencies: Float64Array) {
    const count = frequencies.length;
    this.frequencies = frequencies;
    this.#roots = new Float64Array(count);
    this.#logs = new Float64Array(count);
    this.#falls = new Float64Array(count);
    this.#rises = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const f = frequencies[k];
      const root = Math.cbrt(f);
      const second = Math.sqrt(f);
      this.#roots[k] = root;
      this.#logs[k] = Math.log(f);
      this.#falls[k] = 1 / (f * Math.sqrt(root));
      this.#rises[k] = second * Math.sqrt(second);
    }
  }

  /** Room for what {@link at} finds. */
  values(): PhenomDValues {
    const [amplitude, phase, slope] = [0, 1, 2].map(() => new Float64Array(this.frequencies.length));
    return { amplitude, phase, slope, peak: 0, peakPhase: 0, peakSlope: 0 };
  }

  /** The wave of a binary of this total mass (s: GM/c³, redshifted). */
  at(binary: AlignedBinary, mass: Seconds, out: PhenomDValues = this.values()): PhenomDValues {
    const { shape, phase } = phenomDOf(binary);
    out.peak = shape.peak;
    out.peakPhase = phase.at(shape.peak);
    out.peakSlope = phase.slope(shape.peak);
    const front = Math.sqrt((2 * binary.eta) / 3) * Math.PI ** (-1 / 6);
    this.#amplitudes(shape, mass, front, out.amplitude);
    const terms = phase.terms();
    const [first, second] = [PHASE_INSPIRAL_END, terms.ringdownStart].map((mf) => this.#before(mf / mass));
    this.#inspiral(terms, mass, first, out);
    this.#middle(terms, mass, [first, second], out);
    this.#ringdown(terms, mass, second, out);
    return out;
  }

  /** How many frequencies are below `f`. */
  #before(f: Hertz): number {
    let [low, high] = [0, this.frequencies.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frequencies[middle] < f) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #amplitudes(shape: AmplitudeShape, mass: Seconds, front: number, out: Float64Array): void {
    const [first, second] = [AMPLITUDE_INSPIRAL_END, shape.peak].map((mf) => this.#before(mf / mass));
    const [fs, roots, falls] = [this.frequencies, this.#roots, this.#falls];
    const scale = front * mass ** (-7 / 6);
    const root = Math.cbrt(mass);
    const [, , a2, a3, a4, a5, a6, a7, a8, a9] = shape.inspiral;
    for (let k = 0; k < first; k++) {
      const x = root * roots[k];
      const high = x * (a5 + x * (a6 + x * (a7 + x * (a8 + x * a9))));
      out[k] = scale * falls[k] * (1 + x * x * (a2 + x * (a3 + x * (a4 + high))));
    }
    const [d0, d1, d2, d3, d4] = shape.between;
    const over = 1 / (shape.peak - AMPLITUDE_INSPIRAL_END);
    for (let k = first; k < second; k++) {
      const part = (mass * fs[k] - AMPLITUDE_INSPIRAL_END) * over;
      out[k] = scale * falls[k] * (d0 + part * (d1 + part * (d2 + part * (d3 + part * d4))));
    }
    const { height, decay, centre, width } = shape.ringdown;
    for (let k = Math.max(first, second); k < fs.length; k++) {
      const away = mass * fs[k] - centre;
      out[k] = (scale * falls[k] * height * Math.exp(-decay * away)) / (away * away + width * width);
    }
  }

  #inspiral({ inspiral, logs, more }: PhaseTerms, mass: Seconds, end: number, out: PhenomDValues): void {
    const [t0, , t2, t3, t4, t5, t6, t7] = inspiral;
    const [l5, l6] = [logs[5], logs[6]];
    const [m0, m1, m2, m3] = more;
    const [fs, roots, lns] = [this.frequencies, this.#roots, this.#logs];
    const [root, ln0, pi3] = [Math.cbrt(mass), Math.log(Math.PI * mass), Math.cbrt(Math.PI)];
    const { phase, slope } = out;
    for (let k = 0; k < end; k++) {
      const mf = mass * fs[k];
      const x = root * roots[k];
      const v = pi3 * x;
      const ln = (ln0 + lns[k]) / 3;
      const [c5, c6] = [t5 + l5 * ln, t6 + l6 * ln];
      const v2 = v * v;
      const over = 1 / (v2 * v2 * v);
      const low = t0 + v2 * (t2 + v * (t3 + v * t4));
      phase[k] = low * over + c5 + v * (c6 + v * t7) - Math.PI / 4 + mf * (m0 + x * (m1 + x * (m2 + x * m3)));
      const turned = -5 * t0 - v2 * (3 * t2 + v * (2 * t3 + v * t4));
      const high = l5 + v * (c6 + l6 + v * 2 * t7);
      slope[k] = (turned * over + high) / (3 * mf) + m0 + x * ((4 / 3) * m1 + x * ((5 / 3) * m2 + x * 2 * m3));
    }
  }

  #middle(terms: PhaseTerms, mass: Seconds, [from, to]: readonly number[], { phase, slope }: PhenomDValues): void {
    const [b0, b1, b2] = terms.middle;
    const [value, line] = terms.middleLine;
    const ln0 = Math.log(mass);
    for (let k = from; k < to; k++) {
      const mf = mass * this.frequencies[k];
      const cube = b2 / (mf * mf * mf);
      phase[k] = value + (b0 + line) * mf + b1 * (ln0 + this.#logs[k]) + cube;
      slope[k] = b0 + line + (b1 - 3 * cube) / mf;
    }
  }

  #ringdown(terms: PhaseTerms, mass: Seconds, from: number, { phase, slope }: PhenomDValues): void {
    const [a0, a1, a2, a3] = terms.ringdown;
    const { centre, width } = terms;
    const [value, line] = terms.ringdownLine;
    const scale = a2 * mass ** 0.75;
    for (let k = from; k < this.frequencies.length; k++) {
      const mf = mass * this.frequencies[k];
      const away = (mf - centre) / width;
      const rise = scale * this.#rises[k];
      phase[k] = value + (a0 + line) * mf + a1 / mf + rise + a3 * Math.atan(away);
      slope[k] = a0 + line + (0.75 * rise - a1 / mf) / mf + a3 / (width * (1 + away * away));
    }
  }
}
