import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/core/verdict.js";
import type { Check } from "../../src/runbook/check.js";
import { classify } from "../../src/runbook/classifier.js";

function check(name: string, verdict: Verdict): Check {
  return { name, verdict, value: 1, unit: "", expected: "", reason: verdict === "Pass" ? "" : `${name} is off` };
}

const COMPLETED = { kind: "completed" } as const;

describe("classify", () => {
  it("passes a run whose checks all pass", () => {
    expect(classify(COMPLETED, [check("a", "Pass"), check("b", "Pass")])).toEqual({ verdict: "Pass", reason: "" });
  });

  it("gives the worst verdict and the first check that has it", () => {
    const checks = [check("a", "Warn"), check("b", "Fail"), check("c", "Pass"), check("d", "Fail")];
    expect(classify(COMPLETED, checks)).toEqual({ verdict: "Fail", reason: "b: b is off (and 1 more)" });
    expect(classify(COMPLETED, checks.slice(0, 1))).toEqual({ verdict: "Warn", reason: "a: a is off" });
    expect(classify(COMPLETED, [...checks, check("e", "Error")])).toEqual({ verdict: "Error", reason: "e: e is off" });
  });

  it("is an Error without checks", () => {
    expect(classify(COMPLETED, [])).toMatchObject({ verdict: "Error" });
  });

  it("is an Error when a check was made twice", () => {
    const twice = [check("a", "Pass"), check("a", "Pass")];
    expect(classify(COMPLETED, twice)).toEqual({ verdict: "Error", reason: 'check "a" was made twice' });
  });

  it("is an Error when a cell threw or the run broke, whatever the checks said", () => {
    const checks = [check("a", "Pass")];
    expect(classify({ kind: "uncaught", cell: 3, error: "RangeError: far" }, checks)).toEqual({
      verdict: "Error",
      reason: "cell 3 threw RangeError: far",
    });
    expect(classify({ kind: "broken", reason: "the kernel died" }, checks)).toEqual({
      verdict: "Error",
      reason: "the kernel died",
    });
  });
});
