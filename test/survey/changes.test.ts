import { expect, test } from "vitest";
import { changes, type Outcome } from "../../src/survey/changes.js";

const outcome = (name: string, value: number | null, verdict = "Pass"): Outcome => ({
  name,
  value,
  verdict,
  unit: "dB",
});

test("puts other verdicts first, then what moved most, then what stayed", () => {
  const before = [outcome("a", 1), outcome("b", 2), outcome("c", 3), outcome("d", 4)];
  const now = [outcome("a", 1), outcome("b", 2.5), outcome("c", 9), outcome("d", 4.1, "Warn")];
  expect(changes({ checks: before, facts: {} }, { checks: now, facts: {} }).split("\n")).toEqual([
    "| check | last run | this run | change |",
    "| --- | ---: | ---: | --- |",
    "| d | 4 dB | 4.1 dB | **Pass → Warn** |",
    "| c | 3 dB | 9 dB | +6 dB |",
    "| b | 2 dB | 2.5 dB | +0.5 dB |",
    "| a | 1 dB | 1 dB | same |",
    "",
    "- software: the same",
  ]);
});

test("tells new checks from those that are gone and those that could not be made", () => {
  const text = changes(
    { checks: [outcome("old", 1), outcome("a", 2)], facts: {} },
    { checks: [outcome("new", 1), outcome("a", null, "Error")], facts: {} },
  );
  expect(text).toContain("| new | new | 1 dB |  |");
  expect(text).toContain("| a | 2 dB | not measured | **Pass → Error** |");
  expect(text).toContain("- not made this time: old");
});

test("keeps a bar in a name out of the table's structure", () => {
  const text = changes({ checks: [], facts: {} }, { checks: [outcome("|A| is small", 1)], facts: {} });
  expect(text).toContain("| \\|A\\| is small | new | 1 dB |  |");
});

test("names the facts that differ", () => {
  const text = changes(
    { checks: [], facts: { lisalab: "1.0", data: "ab" } },
    { checks: [], facts: { lisalab: "1.1", data: "ab" } },
  );
  expect(text).toContain("- lisalab: 1.0 → 1.1");
  expect(text).not.toContain("- data");
});
