import { expect, it } from "vitest";
import { FAULTS } from "./fault-proxy.js";
import { posted } from "./faults.js";
import { newFolder } from "./sample.js";

// An attempt gives up before a stall ends: what it sent arrives when nobody waits for it any more. What settles is long
// after that, also on a busy machine.
const QUICK = { pause: 0, settle: 900, attempt: 250, stall: 400 };

it("40 posts through a network that refuses, resets, halves, loses and stalls: none missing, none doubled", async () => {
  const { struck, ...found } = await posted(newFolder(), 40, QUICK);
  expect(found).toEqual({ missing: 0, doubled: 0, spoilt: 0 });
  expect(FAULTS.filter((fault) => (struck.get(fault) ?? 0) === 0)).toEqual([]);
}, 60_000);
