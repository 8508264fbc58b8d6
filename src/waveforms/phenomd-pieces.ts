import { AMPLITUDE_INSPIRAL_END, type AmplitudeShape } from "./phenomd-amplitude.js";
import { PHASE_INSPIRAL_END, type PhaseTerms } from "./phenomd-phase.js";

const FRONT = Math.PI ** (-1 / 6);

/**
 * Growing frequencies with what IMRPhenomD takes of each: cube roots and logarithms are made once, not for every binary. The model is
 * evaluated piece by piece without a call per point; this and `phenomDOf` differ by rounding.
 */
export class PhenomDPieces {
  readonly frequencies: Float64Array;
  /** f^(1/3). */
  readonly roots: Float64Array;
  /** f^(−7/6). */
  readonly #falls: Float64Array;
  readonly #logs: Float64Array;
  /** How many logarithms are known: the ringdown asks for none. */
  #logged = 0;
  #count = 0;

  /** Room for so many. */
  constructor(most: number) {
    this.frequencies = new Float64Array(most);
    this.roots = new Float64Array(most);
    this.#falls = new Float64Array(most);
    this.#logs = new Float64Array(most);
  }

  /** Takes the first `count` of these. */
  fill(frequencies: Float64Array, count: number): void {
    this.#count = count;
    this.#logged = 0;
    const [fs, roots, falls] = [this.frequencies, this.roots, this.#falls];
    for (let k = 0; k < count; k++) {
      const f = frequencies[k];
      const root = Math.cbrt(f);
      fs[k] = f;
      roots[k] = root;
      falls[k] = 1 / (f * Math.sqrt(root));
    }
  }

  /** A (Khan et al. 2016, section V) at `mass` times the frequencies. */
  amplitudes(shape: AmplitudeShape, eta: number, mass: number, out: Float64Array): void {
    const [first, second] = [AMPLITUDE_INSPIRAL_END, shape.peak].map((mf) => this.#before(mf / mass));
    const [fs, roots, falls] = [this.frequencies, this.roots, this.#falls];
    const scale = Math.sqrt((2 * eta) / 3) * FRONT * mass ** (-7 / 6);
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
    const [high, wide] = [scale * height, width * width];
    for (let k = Math.max(first, second); k < this.#count; k++) {
      const away = mass * fs[k] - centre;
      out[k] = (high * falls[k] * Math.exp(-decay * away)) / (away * away + wide);
    }
  }

  /** φ (rad; section IV) at `mass` times the frequencies, and its derivative by that. */
  phases(terms: PhaseTerms, mass: number, phase: Float64Array, slope: Float64Array): void {
    const [first, second] = [PHASE_INSPIRAL_END, terms.ringdownStart].map((mf) => this.#before(mf / mass));
    for (; this.#logged < second; this.#logged++) this.#logs[this.#logged] = Math.log(this.frequencies[this.#logged]);
    this.#inspiral(terms, mass, first, phase, slope);
    this.#middle(terms, mass, [first, second], phase, slope);
    this.#ringdown(terms, mass, second, phase, slope);
  }

  /** How many frequencies are below `f`. */
  #before(f: number): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frequencies[middle] < f) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #inspiral(
    { inspiral, logs, more }: PhaseTerms,
    mass: number,
    end: number,
    phase: Float64Array,
    slope: Float64Array,
  ): void {
    const [t0, , t2, t3, t4, t5, t6, t7] = inspiral;
    const [l5, l6] = [logs[5], logs[6]];
    const [m0, m1, m2, m3] = more;
    const [fs, roots, lns] = [this.frequencies, this.roots, this.#logs];
    const [root, ln0, pi3] = [Math.cbrt(mass), Math.log(Math.PI * mass), Math.cbrt(Math.PI)];
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

  #middle(
    terms: PhaseTerms,
    mass: number,
    [from, to]: readonly number[],
    phase: Float64Array,
    slope: Float64Array,
  ): void {
    const [b0, b1, b2] = terms.middle;
    const [value, line] = terms.middleLine;
    const ln0 = Math.log(mass);
    const [fs, lns] = [this.frequencies, this.#logs];
    for (let k = from; k < to; k++) {
      const mf = mass * fs[k];
      const cube = b2 / (mf * mf * mf);
      phase[k] = value + (b0 + line) * mf + b1 * (ln0 + lns[k]) + cube;
      slope[k] = b0 + line + (b1 - 3 * cube) / mf;
    }
  }

  #ringdown(terms: PhaseTerms, mass: number, from: number, phase: Float64Array, slope: Float64Array): void {
    const [a0, a1, a2, a3] = terms.ringdown;
    const { centre, width } = terms;
    const [value, line] = terms.ringdownLine;
    const [narrow, wide, straight] = [1 / width, a3 * width, a0 + line];
    const fs = this.frequencies;
    for (let k = from; k < this.#count; k++) {
      const mf = mass * fs[k];
      const over = 1 / mf;
      const away = mf - centre;
      const second = Math.sqrt(mf);
      const rise = a2 * second * Math.sqrt(second);
      phase[k] = value + straight * mf + a1 * over + rise + a3 * Math.atan(away * narrow);
      slope[k] = straight + (0.75 * rise - a1 * over) * over + wide / (width * width + away * away);
    }
  }
}
