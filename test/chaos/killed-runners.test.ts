import { expect, it, vi } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { figure, times } from "./figures.js";
import { killedRunners } from "./killed-runners.js";

/** Time within which nothing may be running any more whose runner was killed, in ms. */
const SOON = 10_000;

const KILLS = times(500, 30);

vi.setConfig({ testTimeout: Math.max(180_000, KILLS * 20_000) });

it(`${KILLS} runners that are killed lose no run, pass none and enter none twice`, async () => {
  const { phases, slowest, ...found } = await killedRunners(KILLS, randomStream(2037n, "kills"));
  figure({
    what: `\`kill -9\` of the runner (${Object.entries(phases)
      .map(([phase, count]) => `${phase} ${count}`)
      .join(", ")})`,
    times: KILLS,
    asked:
      "no acknowledged run lost, none running after 10 s, no wrong verdict, no entry missing or doubled, no orphan",
    found: `${Object.entries(found)
      .map(([what, which]) => `${what} ${which.length}`)
      .join(", ")}; none running after ${(slowest / 1000).toFixed(1)} s`,
  });
  expect(found).toEqual({ lost: [], wrong: [], missing: [], doubled: [], faults: [], orphans: [] });
  expect(slowest).toBeLessThan(SOON);
  expect(Math.min(...Object.values(phases))).toBeGreaterThan(0);
});
