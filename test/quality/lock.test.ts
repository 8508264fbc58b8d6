import { describe, expect, test } from "vitest";
import { BadArgumentError } from "../../src/core/errors.js";
import { MOSAS, perMosa } from "../../src/core/mosa.js";
import { laserOrigin, lockedBeatnotes, lockPlan } from "../../src/quality/lock.js";

const DELAYS = { "12": 8.1, "23": 8.2, "31": 8.3, "13": 8.4, "32": 8.5, "21": 8.6 };

describe("N1-12", () => {
  const plan = lockPlan("N1-12");

  test("leads every laser back to that of MOSA 12", () => {
    const origins = MOSAS.map((mosa) => laserOrigin(plan, DELAYS, mosa));
    expect(origins.map(({ cavity }) => cavity)).toEqual(Array(6).fill("12"));
  });

  test("delays it by the light travel times on the way", () => {
    const delay = (mosa: (typeof MOSAS)[number]): number => laserOrigin(plan, DELAYS, mosa).delay;
    expect([delay("12"), delay("13"), delay("31"), delay("32"), delay("21"), delay("23")]).toEqual([
      0,
      0,
      DELAYS["31"],
      DELAYS["31"],
      DELAYS["21"],
      DELAYS["21"],
    ]);
  });

  test("holds five beatnotes still", () => {
    const held = lockedBeatnotes(plan).map(({ readout, mosa }) => `${readout}_${mosa}`);
    expect(held.sort()).toEqual(["ref_13", "ref_23", "ref_32", "sci_21", "sci_31"]);
  });
});

test("six free lasers hold nothing and follow nobody", () => {
  const plan = lockPlan("six");
  expect(lockedBeatnotes(plan)).toEqual([]);
  expect(laserOrigin(plan, DELAYS, "23")).toEqual({ cavity: "23", delay: 0 });
});

test("a plan without a cavity leads nowhere and says so", () => {
  expect(() =>
    laserOrigin(
      perMosa(() => "adjacent" as const),
      DELAYS,
      "12",
    ),
  ).toThrow(/never leads laser 12 to a cavity/);
});

test("an unknown plan is named, with those that are known", () => {
  expect(() => lockPlan("N9-99")).toThrow(BadArgumentError);
  expect(() => lockPlan("N9-99")).toThrow(/"N9-99"; known are N1-12, six/);
});
