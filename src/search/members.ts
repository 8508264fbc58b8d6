import type { NoiseDensity } from "../inference/density.js";
import type { TdiSignal } from "../response/signal.js";
import type { Linear } from "./binary.js";
import { type Joint, jointlyFitted } from "./joint.js";
import type { Observation } from "./observation.js";
import { estimatedDensity } from "./spectrum.js";
import { addSignal, signalOf } from "./templates.js";

/** A binary that was found, and its signal as it was taken out of the data. */
export interface Member {
  readonly linear: Linear;
  readonly signal: TdiSignal;
}

/** Binaries of a group that are fitted together, at most. */
export const TOGETHER = 3;

/** Signals nearer than this many bins are fitted together: leakage of a few bins, and what the way round the Sun spreads. */
export function linkBins(frequency: number, duration: number): number {
  return Math.min(4 + 0.7e-4 * frequency * duration, 16);
}

/** All that was found so far, what is left of the data, and the noise in it. */
export class Members {
  readonly residual: TdiSignal;
  readonly #seen: Observation;
  readonly #band: readonly [number, number];
  readonly #windowPower: number;
  #list: Writable[] = [];
  #noise: NoiseDensity;

  /** @param band in which there are binaries (Hz) */
  constructor(seen: Observation, data: TdiSignal, [from, to]: readonly [number, number]) {
    this.#seen = seen;
    const copy = ({ re, im }: TdiSignal["A"]): TdiSignal["A"] => ({ re: re.slice(), im: im.slice() });
    this.residual = { ...data, A: copy(data.A), E: copy(data.E) };
    const margin = seen.count / (2 * seen.duration);
    this.#band = [Math.max(from - margin, from / 2), to + margin];
    this.#windowPower = seen.window.reduce((sum, w) => sum + w * w, 0) / seen.count;
    this.#noise = this.#estimated();
  }

  get list(): readonly Member[] {
    return this.#list;
  }

  get noise(): NoiseDensity {
    return this.#noise;
  }

  /** Estimates the noise from what is left. */
  estimate(): void {
    this.#noise = this.#estimated();
  }

  #estimated(): NoiseDensity {
    const [from, to] = this.#band;
    return estimatedDensity(this.residual, { from, to, windowPower: this.#windowPower });
  }

  add(linear: Linear): Member {
    const member = { linear, signal: signalOf(this.#seen, linear) };
    addSignal(this.residual, member.signal, -1);
    this.#list.push(member);
    return member;
  }

  remove(member: Member): void {
    this.#list.splice(this.#list.indexOf(member), 1);
    addSignal(this.residual, member.signal, 1);
  }

  move(member: Member, linear: Linear): void {
    addSignal(this.residual, member.signal, 1);
    const own = this.#list[this.#list.indexOf(member)]!;
    own.linear = linear;
    own.signal = signalOf(this.#seen, linear);
    addSignal(this.residual, own.signal, -1);
  }

  /** What `work` gives with some signals put back into the data as long as it is at it. */
  with<T>(some: readonly Member[], work: () => T): T {
    for (const { signal } of some) addSignal(this.residual, signal, 1);
    const result = work();
    for (const { signal } of some) addSignal(this.residual, signal, -1);
    return result;
  }

  /** What `work` gives with some other signals out of the data as long as it is at it. */
  without<T>(some: readonly Linear[], work: () => T): T {
    const signals = some.map((linear) => signalOf(this.#seen, linear));
    for (const signal of signals) addSignal(this.residual, signal, -1);
    const result = work();
    for (const signal of signals) addSignal(this.residual, signal, 1);
    return result;
  }

  /** Those whose signals may share bins, the nearest first. */
  neighbours(member: Member, factor: number = 1): Member[] {
    const { duration } = this.#seen;
    const away = (other: Member): number => Math.abs(other.linear.frequency - member.linear.frequency) * duration;
    return this.#list
      .filter((other) => other !== member && away(other) < factor * linkBins(member.linear.frequency, duration))
      .sort((a, b) => away(a) - away(b));
  }

  /** A binary and its nearest neighbours. */
  group(member: Member): Member[] {
    return [member, ...this.neighbours(member).slice(0, TOGETHER - 1)];
  }

  /** Some binaries fitted together to what is left. */
  fitted(some: readonly Linear[]): Joint {
    return jointlyFitted(this.#seen, this.residual, this.#noise, some);
  }

  /** Fits a binary and its nearest neighbours again, all others being out of the data. */
  refit(member: Member): void {
    const group = this.group(member);
    const { binaries } = this.with(group, () => this.fitted(group.map(({ linear }) => linear)));
    group.forEach((one, n) => {
      this.move(one, binaries[n]!);
    });
  }

  /** 2 ln of the ratio of likelihoods with a binary and without, its neighbours fitted in both cases. */
  gain(member: Member): number {
    const group = this.group(member).map(({ linear }) => linear);
    const others = group.slice(1);
    return this.with(this.group(member), () => {
      const without = others.length > 0 ? this.fitted(others).logLikelihood : 0;
      return 2 * (this.fitted(group).logLikelihood - without);
    });
  }

  /** Puts back what the data do not gain enough from, the least first. */
  prune(threshold: number, some: readonly Member[] = this.#list): void {
    const left = [...some];
    while (left.length > 0) {
      const gains = left.map((member) => this.gain(member));
      const least = gains.indexOf(Math.min(...gains));
      if (gains[least]! > threshold) return;
      const [member] = left.splice(least, 1);
      this.remove(member!);
      for (const other of this.neighbours(member!)) this.refit(other);
    }
  }
}

interface Writable extends Member {
  linear: Linear;
  signal: TdiSignal;
}
