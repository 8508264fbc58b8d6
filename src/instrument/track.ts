import { BadArgumentError } from "../core/errors.js";

/** What a track holds: samples from index `start` on. */
export interface TrackState {
  readonly start: number;
  readonly values: Float64Array;
}

/** A series that grows at its end and is forgotten from its beginning, so that delays and filters find the past they need. */
export class Track {
  #room: Float64Array;
  #start: number;
  #length = 0;

  constructor(start: number, room = 8192) {
    this.#start = start;
    this.#room = new Float64Array(room);
  }

  /** Index of the first sample that is still known. */
  get start(): number {
    return this.#start;
  }

  /** Index behind the last sample. */
  get end(): number {
    return this.#start + this.#length;
  }

  /** The samples that are known; good until the track grows or forgets. */
  get values(): Float64Array {
    return this.#room.subarray(0, this.#length);
  }

  /** Room for the `count` samples that follow, for the caller to fill. */
  grow(count: number): Float64Array {
    if (this.#length + count > this.#room.length) {
      const larger = new Float64Array(2 * (this.#length + count));
      larger.set(this.values);
      this.#room = larger;
    }
    this.#length += count;
    return this.last(count);
  }

  /** The last `count` samples. */
  last(count: number): Float64Array {
    return this.#room.subarray(this.#length - count, this.#length);
  }

  /** Samples before `index` are no longer needed. */
  forget(index: number): void {
    const gone = Math.min(Math.max(0, index - this.#start), this.#length);
    this.#room.copyWithin(0, gone, this.#length);
    this.#start += gone;
    this.#length -= gone;
  }

  state(): TrackState {
    return { start: this.#start, values: this.values.slice() };
  }

  restore({ start, values }: TrackState): void {
    if (!Number.isInteger(start)) throw new BadArgumentError(`A track can't start at ${start}.`, { start });
    this.#start = start;
    this.#length = 0;
    this.grow(values.length).set(values);
  }
}
