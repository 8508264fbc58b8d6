import fc from "fast-check";
import { expect, it } from "vitest";
import { parseNotebook } from "../../src/runbook/notebook-file.js";
import { MUTATED, survives } from "./mutations.js";

/** ms for one notebook. */
const PATIENCE = 5000;

it("a notebook in which anything was changed is read, or refused as one", () => {
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(MUTATED, (text) => {
      const begin = performance.now();
      outcomes[survives(text) ? "read" : "refused"] += 1;
      expect(performance.now() - begin).toBeLessThan(PATIENCE);
    }),
    { numRuns: 400 },
  );
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(20);
});

it("one that is nested beyond measure is refused", () => {
  const metadata = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
  const deep = `{"nbformat":4,"nbformat_minor":5,"metadata":${metadata},"cells":[]}`;
  expect(() => parseNotebook(deep, "n.ipynb")).toThrow("n.ipynb is nested deeper than 100 levels");
});

it("ids that nbformat does not allow are replaced", () => {
  const cells = ["", "a b", "x".repeat(65), 5].map((id) => ({ cell_type: "raw", id, metadata: {}, source: "" }));
  const { cells: read } = parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, cells }), "n.ipynb");
  for (const { id } of read) expect(id).toMatch(/^[0-9a-f]{8}$/);
});
