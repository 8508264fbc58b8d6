import { expect, it } from "vitest";
import type { EventMark, SeenEvents } from "../../src/runs/events.js";

/** More than are looked for in one statement. */
const MANY = 603;

/** What holds of the events' journal, whatever database it is in. @param opened gives it, a second time the same again */
export function eventsSuite(opened: () => Promise<SeenEvents>): void {
  it("knows what was noted, by runbook, source and mark, also when it is opened again", async () => {
    const events = await opened();
    const day: EventMark = { source: "s3://lisa-l0/tä g'1.h5", mark: "e1" };
    await events.note("daily-ops", day, "run-1");
    await events.note("daily-ops", day, "run-2");
    await events.close();
    const again = await opened();
    expect(await again.runOf("daily-ops", day)).toBe("run-1");
    expect(await again.runOf("weekly", day)).toBeNull();
    const other = { ...day, mark: "e2" };
    expect(await again.unseen("daily-ops", [other, day])).toEqual([other]);
    expect(await again.unseen("weekly", [day])).toEqual([day]);
    expect(await again.unseen("daily-ops", [])).toEqual([]);
    await again.close();
  });

  it("finds the new ones among very many, in their order", async () => {
    const events = await opened();
    const all = Array.from({ length: MANY }, (_, n) => ({ source: `s3://many/${n}`, mark: "e" }));
    for (const event of all.filter((_, n) => n % 3 !== 0)) await events.note("daily-ops", event, "run");
    expect(await events.unseen("daily-ops", all)).toEqual(all.filter((_, n) => n % 3 === 0));
    await events.close();
  });
}
