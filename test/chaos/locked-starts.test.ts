import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { House, PASSING } from "../runbook/house.js";
import { figure, times } from "./figures.js";

const STARTS = times(50, 8);

vi.setConfig({ testTimeout: STARTS * 20_000, hookTimeout: 90_000 });

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

it(`of ${STARTS} starts at once of a runbook that runs one at a time, one runs, and the others are told why they don't`, async () => {
  const over = join(house.root, "over");
  const waiting = `import { existsSync } from "node:fs";
while (!existsSync(${JSON.stringify(over)})) await new Promise((resolve) => setTimeout(resolve, 50));`;
  const name = house.runbook("locked", [PASSING, waiting], { concurrency: 1 });
  let left = STARTS;
  const starts = Array.from({ length: STARTS }, async () => {
    const end = await house.lisalab("run", name);
    left -= 1;
    // The one that runs lasts until all others have been refused.
    if (left === 1) writeFileSync(over, "");
    return end;
  });
  const ends = await Promise.all(starts);
  const ran = ends.filter(({ status }) => status === 0);
  const refused = ends.filter(
    ({ status, stderr }) =>
      status === 3 && /^lisalab: locked is at work as \S+, and 1 of it may be at once: /.test(stderr),
  );
  figure({
    what: "concurrent starts of a locked runbook",
    times: STARTS,
    asked: "1 runs, the others are refused with a sentence",
    found: `${ran.length} ran, ${refused.length} refused`,
  });
  expect([ran.length, refused.length]).toEqual([1, STARTS - 1]);
});
