import { driftRange, type Linear } from "./binary.js";
import { linkBins, type Members } from "./members.js";
import type { Observation } from "./observation.js";
import { climb, distinct, type Refined, refined } from "./refinement.js";
import { type Peak, Scanner, type Templates, templatesFor } from "./scan.js";

/** Logarithms of frequencies of the same templates are no further apart. */
const SAME = 0.02;
/** Part of its frequency by which the way round the Sun shifts a wave, and bins to either side that antennas spread it over. */
const [ROUND_THE_SUN, ANTENNAS] = [1e-4, 8];
/** Climbs of which more than the best is asked for. */
const SOME = 6;

/** Looks all over the sky, but only near one frequency, in what is left of the data. */
export class Finder {
  readonly #seen: Observation;
  readonly #members: Members;
  /** 2F on the grid of what is looked at. */
  readonly #coarse: number;
  readonly #scanners: Map<number, Scanner> = new Map();
  #templates: (Templates & { readonly step: number }) | undefined;

  constructor(seen: Observation, members: Members, coarse: number) {
    this.#seen = seen;
    this.#members = members;
    this.#coarse = coarse;
  }

  /** Those of a few percent of frequencies are the same, and the last ones are kept: bands come in order. */
  templates(frequency: number): Templates {
    const step = Math.ceil(Math.log(frequency) / SAME);
    if (this.#templates?.step !== step) this.#templates = { step, ...templatesFor(this.#seen, Math.exp(step * SAME)) };
    return this.#templates;
  }

  /** The highest 2F near a frequency, from the most promising places, if there are any. */
  best(frequency: number, reach: number = linkBins(frequency, this.#seen.duration)): Refined | undefined {
    const { residual, noise } = this.#members;
    const starts = this.#starts(frequency, reach);
    return starts.length === 0 ? undefined : refined(this.#seen, residual, noise, starts);
  }

  /** What may be near a frequency: where climbs from the most promising places end. */
  all(frequency: number, reach: number): Linear[] {
    const { residual, noise } = this.#members;
    const starts = this.#starts(frequency, reach).slice(0, SOME);
    return starts.map((start) => climb(this.#seen, residual, noise, start, 1).binary);
  }

  #starts(frequency: number, reach: number): Peak[] {
    const { residual, noise } = this.#members;
    const band = { middle: Math.round(frequency * this.#seen.duration), reach: Math.ceil(reach) };
    const starts = this.#scanner(frequency, reach).starts(residual, noise, band, this.templates(frequency));
    return distinct(starts.filter(({ twoF }) => twoF > this.#coarse));
  }

  /** For few bins: as many as signals of frequencies within reach are in. */
  #scanner(frequency: number, reach: number): Scanner {
    const { duration, count } = this.#seen;
    const drift = driftRange(frequency)[1] * duration ** 2;
    const half = reach + ROUND_THE_SUN * frequency * duration + drift + ANTENNAS;
    const bins = Math.min(count, 2 ** Math.ceil(Math.log2(2 * half)));
    const scanner = this.#scanners.get(bins) ?? new Scanner(this.#seen, bins);
    this.#scanners.set(bins, scanner);
    return scanner;
  }
}
