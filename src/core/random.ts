import { BadArgumentError } from "./errors.js";
import { wordsOf } from "./philox.js";
import { nextFraction } from "./xoshiro.js";
import { fillNormals, NORMAL_WORDS } from "./ziggurat.js";

/** Normal numbers are made so many at a time. */
export const NORMAL_BLOCK = 256;

/** Where a stream is, as plain JSON. */
export interface RandomState {
  /** Of the generators of uniform numbers. */
  readonly uniform: readonly number[];
  /** Of the generators of normal numbers, at the start of a block. */
  readonly normal: readonly number[];
  /** How many numbers of that block were given out. */
  readonly position: number;
}

/**
 * Random numbers that a seed and a name determine: the same bits on every machine, in whatever pieces they are asked for.
 * Uniform and normal numbers are two sequences; how much is taken from one does not change the other.
 */
export interface RandomStream {
  /** The next number in (0, 1). */
  uniform(): number;
  /** Fills `out` with the next numbers of mean 0 and variance 1. */
  normals(out: Float64Array): Float64Array;
  state(): RandomState;
}

/**
 * The stream of a name, such as "oms_12". Streams of different names or seeds have nothing to do with each other.
 * @param seed its lowest 64 bits count
 */
export function randomStream(seed: bigint, name: string): RandomStream {
  return new Stream(uniformWords(seed, name), new NormalSource(normalWords(seed, name), 0));
}

/** The stream that goes on where `state` was taken. @throws BadArgumentError if it is no state */
export function resumedStream(state: RandomState): RandomStream {
  return new Stream(
    checkedWords(state.uniform, 4),
    new NormalSource(checkedWords(state.normal, NORMAL_WORDS), checkedPosition(state.position)),
  );
}

/** The first words of the generators of a stream's normal numbers. */
export function normalWords(seed: bigint, name: string): Int32Array {
  return wordsOf(seed, `normal ${name}`, NORMAL_WORDS);
}

function uniformWords(seed: bigint, name: string): Int32Array {
  return wordsOf(seed, `uniform ${name}`, 4);
}

/** The words of a state. @throws BadArgumentError if they are none */
export function checkedWords(words: readonly number[], count: number): Int32Array {
  if (words.length === count && words.every((word) => (word | 0) === word) && words.some((word) => word !== 0)) {
    return Int32Array.from(words);
  }
  throw new BadArgumentError(
    `The state of a random stream has ${count} integers of 32 bits, not all 0; this is none. Take it from state().`,
    { words },
  );
}

/** The position in a block. @throws BadArgumentError if it is none */
export function checkedPosition(position: number): number {
  if (Number.isInteger(position) && position >= 0 && position < NORMAL_BLOCK) return position;
  throw new BadArgumentError(
    `The state of a random stream has a position from 0 to ${NORMAL_BLOCK - 1}, not ${position}. Take it from state().`,
    { position },
  );
}

class Stream implements RandomStream {
  constructor(
    private readonly uniformWords: Int32Array,
    private readonly source: NormalSource,
  ) {}

  uniform(): number {
    return nextFraction(this.uniformWords, 0);
  }

  normals(out: Float64Array): Float64Array {
    return this.source.next(out);
  }

  state(): RandomState {
    return { uniform: [...this.uniformWords], ...this.source.state() };
  }
}

/** Normal numbers in blocks, given out in any pieces. */
class NormalSource {
  private readonly block = new Float64Array(NORMAL_BLOCK);
  /** The words before the block was made. */
  private before: Int32Array;

  constructor(
    private readonly words: Int32Array,
    private position: number,
  ) {
    this.before = words.slice();
    if (position > 0) fillNormals(words, this.block);
  }

  next(out: Float64Array): Float64Array {
    for (let at = 0; at < out.length; ) {
      if (this.position === 0) {
        this.before = this.words.slice();
        fillNormals(this.words, this.block);
      }
      const count = Math.min(out.length - at, NORMAL_BLOCK - this.position);
      out.set(this.block.subarray(this.position, this.position + count), at);
      this.position = (this.position + count) % NORMAL_BLOCK;
      if (this.position === 0) this.before = this.words.slice();
      at += count;
    }
    return out;
  }

  state(): { readonly normal: readonly number[]; readonly position: number } {
    return { normal: [...this.before], position: this.position };
  }
}
