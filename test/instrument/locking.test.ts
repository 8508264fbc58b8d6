import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MOSAS, perMosa } from "../../src/core/mosa.js";
import { followedBy, lockingOrder, locksOf, longestChain } from "../../src/instrument/locking.js";

/** What lisainstrument 2.3 makes of every name. */
const THEIRS = JSON.parse(readFileSync("test/fixtures/instrument/locks.json", "utf8")) as Record<string, object>;

describe("locks", () => {
  it("are the Consortium's, for all 36 schemes with a primary laser, six and three", () => {
    expect(Object.keys(THEIRS)).toHaveLength(38);
    for (const [name, locks] of Object.entries(THEIRS)) expect(locksOf(name), name).toEqual(locks);
  });

  it("are brought about in an order in which each laser comes after the one that it follows", () => {
    for (const name of Object.keys(THEIRS)) {
      const locks = locksOf(name);
      const order = lockingOrder(locks);
      expect([...order].sort()).toEqual([...MOSAS].sort());
      for (const mosa of MOSAS) {
        const followed = followedBy(mosa, locks[mosa]);
        if (followed !== null) expect(order.indexOf(followed)).toBeLessThan(order.indexOf(mosa));
      }
    }
  });

  it("know how many links a laser is from its cavity", () => {
    expect(longestChain(locksOf("six"))).toBe(0);
    expect(longestChain(locksOf("N1-12"))).toBe(1);
    expect(longestChain(locksOf("N5-12"))).toBe(2);
  });

  it.each(["N7-12", "N1-11", "N1", "n1-12", "N1-12-", ""])("refuse the name %j", (name) => {
    expect(() => locksOf(name)).toThrow(/There is no locking scheme/);
  });

  it("refuse lasers that follow each other in a circle, and what is no reference", () => {
    expect(() => locksOf(perMosa(() => "adjacent"))).toThrow(/never lead laser 12 to a cavity/);
    expect(() => locksOf({ ...perMosa(() => "cavity" as const), "23": "moon" as "cavity" })).toThrow(
      /locked to "moon"/,
    );
  });
});
