import fc from "fast-check";
import { expect, it } from "vitest";
import { figure } from "../chaos/figures.js";
import { MUTATED, survives } from "../runbook/mutations.js";

const RUNS = 10_000;
/** ms for one notebook. */
const PATIENCE = 5000;

it("10,000 mutated notebooks are read, or refused as none: no crash, no hang", () => {
  const outcomes = { read: 0, refused: 0 };
  let slowest = 0;
  fc.assert(
    fc.property(MUTATED, (text) => {
      const begin = performance.now();
      outcomes[survives(text) ? "read" : "refused"] += 1;
      slowest = Math.max(slowest, performance.now() - begin);
    }),
    { numRuns: RUNS },
  );
  console.info(`${outcomes.read} were read, ${outcomes.refused} refused; the slowest took ${slowest.toFixed(0)} ms`);
  figure({
    what: "notebook files mutated",
    times: RUNS,
    asked: "no crash, no hang over 5 s",
    found: `${outcomes.read} read, ${outcomes.refused} refused; the slowest took ${(slowest / 1000).toFixed(1)} s`,
  });
  expect(slowest).toBeLessThan(PATIENCE);
});
