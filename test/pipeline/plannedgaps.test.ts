import { describe, expect, test } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { openObservation } from "../../src/io/observation.js";
import { withPlannedGaps } from "../../src/pipeline/plannedgaps.js";

describe("planned gaps of a simulation", () => {
  test("are flagged where they are, on the spacecraft that they are on; gaps at random are not", async () => {
    const sample = await openObservation("runbooks/sample/observation.h5");
    const planned = withPlannedGaps(sample, {
      list: [{ begin: 100, duration: 2, spacecraft: "2" }],
      planned: [{ first: 5000, interval: 2000, duration: 1 }],
      random: [{ interval: 50, duration: 50 }],
    });
    const gapsOf = async (mosa: "12" | "23"): Promise<number[]> =>
      [...(await planned.flags("sci_carriers", mosa))].flatMap((bits, n) => (bits === FLAGS.gap ? [n] : []));
    const regular = [20_000, 28_000, 36_000].flatMap((n) => [n, n + 1, n + 2, n + 3]);
    expect(await gapsOf("12")).toEqual(regular);
    expect(await gapsOf("23")).toEqual([400, 401, 402, 403, 404, 405, 406, 407, ...regular]);
    expect(await planned.flags("mprs", "23", { start: 407, count: 2 })).toEqual(Uint16Array.of(FLAGS.gap, 0));
    expect(withPlannedGaps(sample, { random: [{ interval: 50, duration: 50 }] })).toBe(sample);
  });
});
