import { expect, test } from "vitest";
import { BadArgumentError } from "../../src/core/errors.js";
import { lockedBeatnotes, lockPlan } from "../../src/quality/lock.js";

test("N1-12 holds five beatnotes still", () => {
  const held = lockedBeatnotes(lockPlan("N1-12")).map(({ readout, mosa }) => `${readout}_${mosa}`);
  expect(held.sort()).toEqual(["ref_13", "ref_23", "ref_32", "sci_21", "sci_31"]);
});

test("six free lasers hold nothing", () => {
  expect(lockedBeatnotes(lockPlan("six"))).toEqual([]);
});

test("an unknown plan is named, with those that are known", () => {
  expect(() => lockPlan("N9-99")).toThrow(BadArgumentError);
  expect(() => lockPlan("N9-99")).toThrow(/"N9-99"; known are N1-12, six/);
});
