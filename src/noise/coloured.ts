import { checkedPosition, checkedWords, NORMAL_BLOCK, normalWords, randomStream } from "../core/random.js";
import { NORMAL_WORDS } from "../core/ziggurat.js";
import { kernels } from "../math/engine.js";
import type { ColouredNoise, PoleFilter } from "../math/kernels.js";
import type { NoiseFilter } from "./design.js";
import type { ColouredState, SeriesGenerator } from "./generator.js";
import { stationaryStates } from "./stationary.js";

/** Noise of a filter, in its stationary state from the first sample on. */
export function colouredNoise(filter: NoiseFilter, seed: bigint, name: string): SeriesGenerator {
  const states = padded(stationaryStates(filter.poles, randomStream(seed, `start of ${name}`)));
  return new ColouredSeries(filter, normalWords(seed, name), states, 0);
}

/** Goes on where `state` was taken. */
export function resumedColouredNoise(state: ColouredState): SeriesGenerator {
  const words = checkedWords(state.random, NORMAL_WORDS);
  return new ColouredSeries(state.filter, words, padded(state.poles), checkedPosition(state.position));
}

/** Samples in blocks, given out in any pieces. */
class ColouredSeries implements SeriesGenerator {
  private readonly source: ColouredNoise;
  /** The block that `position` is in, and how it began. */
  private readonly block = new Float64Array(NORMAL_BLOCK);
  private before: { readonly words: Int32Array; readonly states: Float64Array };

  constructor(
    private readonly filter: NoiseFilter,
    words: Int32Array,
    states: Float64Array,
    private position: number,
  ) {
    this.source = { words, filter: poleFilter(filter), states };
    this.before = this.now();
    if (position > 0) kernels().noise(this.source, this.block);
  }

  next(out: Float64Array): Float64Array {
    let at = this.position === 0 ? 0 : this.rest(out);
    const whole = out.length - at - ((out.length - at) % NORMAL_BLOCK);
    if (whole > 0) kernels().noise(this.source, out.subarray(at, at + whole));
    at += whole;
    if (at === out.length) return out;
    this.before = this.now();
    kernels().noise(this.source, this.block);
    this.position = out.length - at;
    out.set(this.block.subarray(0, this.position), at);
    return out;
  }

  /** Gives out what is left of the block, and says how much. */
  private rest(out: Float64Array): number {
    const count = Math.min(out.length, NORMAL_BLOCK - this.position);
    out.set(this.block.subarray(this.position, this.position + count));
    this.position = (this.position + count) % NORMAL_BLOCK;
    return count;
  }

  state(): ColouredState {
    const { words, states } = this.position === 0 ? this.source : this.before;
    const poles = [...states.subarray(0, this.filter.poles.length)];
    return { kind: "coloured", filter: this.filter, random: [...words], poles, position: this.position };
  }

  private now(): { readonly words: Int32Array; readonly states: Float64Array } {
    return { words: this.source.words.slice(), states: this.source.states.slice() };
  }
}

function poleFilter({ direct, poles, residues }: NoiseFilter): PoleFilter {
  return { direct, poles: padded(poles), residues: padded(residues) };
}

/** With a zero more where their number is odd: poles are done in pairs. */
function padded(values: ArrayLike<number>): Float64Array {
  const even = new Float64Array(values.length + (values.length % 2));
  even.set(values);
  return even;
}
