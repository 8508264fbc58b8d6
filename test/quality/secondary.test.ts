import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { perMosa } from "../../src/core/mosa.js";
import { SIMULATOR_LEVELS } from "../../src/quality/levels.js";
import { secondaryModel } from "../../src/quality/secondary.js";
import { beatnoteCombinationOf } from "../../src/tdi/catalogue.js";
import type { TdiVariable } from "../../src/tdi/variable.js";

interface Reference {
  readonly delay: number;
  readonly centralFrequency: number;
  readonly frequencies: readonly number[];
  readonly totals: Readonly<Record<string, readonly number[]>>;
}

const reference = JSON.parse(readFileSync("test/fixtures/quality/secondary.json", "utf8")) as Reference;

// The reference has 12 significant digits; T at low frequency is a difference of terms 1e8 times as large.
const RELATIVE = 1e-7;

describe("secondary noises in TDI variables, against pytdi", () => {
  const delays = perMosa(() => reference.delay);
  for (const [variable, totals] of Object.entries(reference.totals)) {
    test(variable, () => {
      const model = secondaryModel(beatnoteCombinationOf(variable as TdiVariable), delays, SIMULATOR_LEVELS);
      reference.frequencies.forEach((frequency, index) => {
        const expected = totals[index]! * reference.centralFrequency ** 2;
        expect(Math.abs(model(frequency) / expected - 1), `${frequency} Hz`).toBeLessThan(RELATIVE);
      });
    });
  }
});
