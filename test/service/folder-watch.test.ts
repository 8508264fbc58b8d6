import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as checksum from "../../src/objects/checksum.js";
import { Events } from "../../src/service/events.js";
import { namePattern } from "../../src/service/folder-watch.js";
import type { ServedRunbook } from "../../src/service/trigger.js";
import { EventHouse, SteppedClock } from "./event-house.js";

/** Looks after which a file that nobody changes is complete: the first, and two that find it the same. */
const LOOKS = 3;

const SIDECAR = `
triggers: [{ folder: incoming, pattern: "*.h5", parameter: observation }]
parameters: { observation: { type: string, format: file } }`;

/** Names of files that can't be read, as on a disk that fails or with rights that are missing: root has them all. */
const unreadable = new Set<string>();
vi.mock("../../src/objects/checksum.js", async (original) => {
  const real = await original<typeof checksum>();
  return {
    ...real,
    fileSha256: vi.fn(async (path: string) => {
      if (unreadable.has(basename(path)))
        throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
      return real.fileSha256(path);
    }),
  };
});

let house: EventHouse;
let runbook: ServedRunbook;
let clock: SteppedClock;
let events: Events;
let stop: AbortController;
let running: Promise<unknown>;

beforeEach(async () => {
  house = new EventHouse();
  runbook = await house.serve("daily-ops", SIDECAR);
  start();
  // The first look is over: what a test writes is seen by those that it counts.
  await clock.reached();
});
afterEach(async () => {
  unreadable.clear();
  await end();
  await house.close();
});

function start(): void {
  clock = new SteppedClock();
  stop = new AbortController();
  events = new Events(house.home, clock, house.tell);
  running = Promise.all(events.triggersOf(runbook).map((trigger) => trigger.run(house.ask, stop.signal)));
}

async function end(): Promise<void> {
  stop.abort();
  await running;
  await events.close();
}

const place = (name: string): string => join(house.incoming, name);

async function observations(): Promise<string[]> {
  return (await house.queued()).map(({ observation }) => observation!);
}

describe("a watched folder", () => {
  it("gives a file to one run when it has stayed the same for some looks, and not before", async () => {
    writeFileSync(place("day.h5"), "first");
    await clock.step(LOOKS - 1);
    appendFileSync(place("day.h5"), " second");
    await clock.step(LOOKS - 1);
    expect(await observations()).toEqual([]);
    await clock.step();
    expect(await observations()).toEqual([place("day.h5")]);
    await clock.step(2 * LOOKS);
    expect(await observations()).toHaveLength(1);
    const [run] = await house.runs();
    expect(run).toMatchObject({ operator: `folder ${house.incoming}`, status: "queued" });
    expect(run!.cause).toMatch(/^event:daily-ops:file:\/\/.*day\.h5@[0-9a-f]{64}$/);
  });

  it("passes over what is on its way, empty, no file or of another name, until it has its own", async () => {
    writeFileSync(place(".day.h5.part"), "half");
    writeFileSync(place(".day.h5"), "hidden");
    writeFileSync(place("day.h5.tmp"), "half");
    writeFileSync(place("empty.h5"), "");
    symlinkSync(house.home, place("folder.h5"));
    symlinkSync(place("nowhere"), place("broken.h5"));
    await clock.step(2 * LOOKS);
    expect(await observations()).toEqual([]);
    renameSync(place(".day.h5.part"), place("day.h5"));
    await clock.step(LOOKS);
    expect(await observations()).toEqual([place("day.h5")]);
  });

  it("takes a file of other content for another event, and one that was only touched for the same", async () => {
    writeFileSync(place("day.h5"), "first");
    await clock.step(LOOKS);
    utimesSync(place("day.h5"), 0, 0);
    await clock.step(LOOKS);
    expect(await observations()).toHaveLength(1);
    // The same length and time: only the inode tells that it was replaced.
    writeFileSync(place(".new"), "other");
    utimesSync(place(".new"), 0, 0);
    renameSync(place(".new"), place("day.h5"));
    await clock.step(LOOKS);
    expect(await observations()).toHaveLength(2);
  });

  it("knows after a restart what it had, also when its runs are pruned, and finds what came meanwhile", async () => {
    writeFileSync(place("a.h5"), "a");
    await clock.step(LOOKS);
    await end();
    const ledger = await house.ledger();
    const [run] = await house.runs();
    await ledger.stop(run!.id, "operator", "not wanted");
    await ledger.remove(run!.id);
    writeFileSync(place("b.h5"), "b");
    start();
    await clock.step(LOOKS);
    expect(await observations()).toEqual([place("b.h5")]);
  });

  it("goes on when the folder goes and comes again, and tells it once", async () => {
    await clock.reached();
    rmSync(house.incoming, { recursive: true });
    await clock.step(4);
    expect(house.log.filter((line) => line.includes("can not be looked at"))).toHaveLength(1);
    mkdirSync(house.incoming);
    writeFileSync(place("day.h5"), "day");
    await clock.step(LOOKS);
    expect(await observations()).toHaveLength(1);
    expect(house.log).toContainEqual(expect.stringContaining("can be looked at again"));
  });

  it("tells once that the queue refuses a file, tries it again, and takes the others", async () => {
    const { sidecar } = runbook;
    rmSync(runbook.path.replace(".ipynb", ".yaml"));
    writeFileSync(place("a.h5"), "a");
    await clock.step(LOOKS + 3);
    expect(house.log.filter((line) => line.includes("a.h5 is refused: no sidecar"))).toHaveLength(1);
    house.runbooks.length = 0;
    await house.serve(sidecar.name, SIDECAR);
    await clock.step();
    expect(await observations()).toEqual([place("a.h5")]);
  });

  it("does not read a file again and again that the queue refuses", async () => {
    rmSync(runbook.path.replace(".ipynb", ".yaml"));
    writeFileSync(place("a.h5"), "a");
    await clock.step(LOOKS);
    vi.mocked(checksum.fileSha256).mockClear();
    await clock.step(4);
    expect(checksum.fileSha256).not.toHaveBeenCalled();
  });

  it("tells once of a file that can't be read, takes the others, and it when it can be", async () => {
    unreadable.add("a.h5");
    writeFileSync(place("a.h5"), "a");
    writeFileSync(place("b.h5"), "b");
    await clock.step(2 * LOOKS);
    expect(await observations()).toEqual([place("b.h5")]);
    expect(house.log.filter((line) => line.includes("a.h5 is passed over: EACCES"))).toHaveLength(1);
    unreadable.clear();
    await clock.step();
    expect(await observations()).toEqual([place("b.h5"), place("a.h5")]);
  });

  it("follows no link out of the folder, and says so", async () => {
    const secret = join(house.home, "secret.h5");
    writeFileSync(secret, "nobody's");
    symlinkSync(secret, place("out.h5"));
    symlinkSync("../secret.h5", place("up.h5"));
    writeFileSync(place("day"), "day");
    symlinkSync("day", place("within.h5"));
    await clock.step(2 * LOOKS);
    expect(await observations()).toEqual([place("within.h5")]);
    const told = house.log.filter((line) => line.includes(`is a link to ${secret}, which is not in this folder`));
    expect(told).toHaveLength(2);
  });

  it.runIf(process.platform === "linux")("tells of a name that is not UTF-8", async () => {
    writeFileSync(Buffer.concat([Buffer.from(place("a")), Buffer.from([0xff]), Buffer.from(".h5")]), "a");
    await clock.step(2 * LOOKS);
    expect(house.log).toEqual([expect.stringContaining("is passed over: its name is not UTF-8")]);
  });
});

describe("namePattern", () => {
  it.each([
    ["*.h5", "day.h5", true],
    ["*.h5", ".day.h5", false],
    ["*.h5", "day_h5", false],
    ["*.h5", "line\nbreak.h5", true],
    ["day-?.h5", "day-1.h5", true],
    ["day-?.h5", "day-12.h5", false],
    [".*", ".hidden", true],
    ["a[1]+(b).h5", "a[1]+(b).h5", true],
    ["*", "日本.h5", true],
  ])("%s and %s: %s", (pattern, name, fits) => expect(namePattern(pattern).test(name)).toBe(fits));
});
