import { expect, it } from "vitest";
import { figure } from "../chaos/figures.js";
import { FAULTS } from "../logbook/fault-proxy.js";
import { posted } from "../logbook/faults.js";
import { newFolder } from "../logbook/sample.js";

// An attempt gives up long before a stall ends, and what settles is long after it.
const BAD_DAY = { pause: 0, settle: 8000, attempt: 1500, stall: 4000 };

it("200 posts through a network that refuses, resets, halves, loses and stalls for 4 s: none missing, none doubled", async () => {
  const { struck, ...found } = await posted(newFolder(), 200, BAD_DAY);
  figure({
    what: `posts to ELOG through a proxy; of its connections ${[...struck].map(([fault, count]) => `${fault} ${count}`).join(", ")}`,
    times: 200,
    asked: "0 missing, 0 doubled, every attachment as it was",
    found: Object.entries(found)
      .map(([what, count]) => `${what} ${count}`)
      .join(", "),
  });
  console.info(`faults: ${[...struck].map(([fault, count]) => `${fault} ${count}`).join(", ")}`);
  expect(found).toEqual({ missing: 0, doubled: 0, spoilt: 0 });
  expect(FAULTS.filter((fault) => (struck.get(fault) ?? 0) === 0)).toEqual([]);
});
