import { describe, expect, it } from "vitest";
import { Track } from "../../src/instrument/track.js";

describe("a track", () => {
  it("keeps what was added, from its first index on, until it is forgotten", () => {
    const track = new Track(-10, 4);
    for (let block = 0; block < 5; block++) track.grow(3).set([3 * block, 3 * block + 1, 3 * block + 2]);
    expect([track.start, track.end]).toEqual([-10, 5]);
    track.forget(-3);
    expect([track.start, ...track.values]).toEqual([-3, 7, 8, 9, 10, 11, 12, 13, 14]);
    track.forget(-5);
    expect(track.start).toBe(-3);
    track.grow(1)[0] = 15;
    expect(track.values.at(-1)).toBe(15);
    track.forget(100);
    expect(track.values).toHaveLength(0);
  });

  it("is the same after its state was restored", () => {
    const track = new Track(0);
    track.grow(3).set([1, 2, 3]);
    const other = new Track(5);
    other.grow(2).set([9, 9]);
    other.restore(track.state());
    track.grow(1)[0] = 7;
    expect([other.start, ...other.values]).toEqual([0, 1, 2, 3]);
  });
});
