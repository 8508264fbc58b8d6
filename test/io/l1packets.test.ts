import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { FLAGS, UNUSABLE } from "../../src/core/flags.js";
import { openL1 } from "../../src/io/l1file.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { writeL1 } from "../../src/io/mojitofile.js";
import { openObservation } from "../../src/io/observation.js";
import { encodeObservation } from "../../src/io/telemetryencode.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { l1Run } from "../../src/pipeline/l1.js";
import { part } from "../../src/pipeline/part.js";
import { sampleWithAngles } from "../pipeline/sample.js";
import { lastingFolder } from "./recording.js";

/** Trends are fitted to what is left: what they change in samples that are good (Hz), a thousandth of the secondary noises. */
const TRENDS = 1e-6;

let packets: string;
let undamaged: Level1;
let orbits: OrbitTable;
beforeAll(async () => {
  packets = join(lastingFolder(), "packets");
  orbits = await openOrbits("runbooks/sample/orbits.h5");
  await encodeObservation(part(await sampleWithAngles(), { start: 0, stop: 10_000 }), packets);
  undamaged = await levelOne(packets);
});

/** Packets one behind the other: a header of six bytes tells their length less seven. */
function packetsOf(file: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < file.length; at += found.at(-1)!.length)
    found.push(file.subarray(at, at + 7 + file.readUInt16BE(at + 4)));
  return found;
}

/** A copy of the folder, in which the packets of each pass of a spacecraft are changed; the ground's index of it is gone. */
function damaged(spacecraft: string, change: (all: Buffer[]) => Buffer[]): string {
  const folder = join(lastingFolder(), "damaged");
  cpSync(packets, folder, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => one.startsWith(`sc${spacecraft}-`))) {
    const path = join(folder, name);
    if (name.endsWith(".json")) rmSync(path);
    else writeFileSync(path, Buffer.concat(change(packetsOf(readFileSync(path)).map((one) => Buffer.from(one)))));
  }
  return folder;
}

interface Level1 {
  readonly x: Float64Array;
  readonly flags: Uint16Array;
  /** 1 for what may not be used. */
  readonly bad: Uint8Array;
}

/** X2 and its flags, read from the file that level 1 was written to. */
async function levelOne(folder: string): Promise<Level1> {
  const path = join(lastingFolder(), "l1.h5");
  await writeL1(path, await openObservation(folder), { orbits, delays: "orbits", tilt: "keep" });
  const file = await openL1(path);
  const flags = await file.flags("tdi");
  return { x: (await file.read("X2")).values, flags, bad: Uint8Array.from(flags, (bits) => (bits & UNUSABLE ? 1 : 0)) };
}

describe("level 1 of packets", () => {
  it("is that of the file they were made of, but for the packets' resolution", async () => {
    const path = join(lastingFolder(), "l1.h5");
    const observation = part(await sampleWithAngles(), { start: 0, stop: 10_000 });
    await writeL1(path, observation, { orbits, delays: "orbits", tilt: "keep" });
    const { values } = await (await openL1(path)).read("X2");
    const { x: decoded, flags } = undamaged;
    expect(flags.every((bits) => bits === 0)).toBe(true);
    expect(values.reduce((most, value, n) => Math.max(most, Math.abs(value - decoded[n]!)), 0)).toBeLessThan(1e-7);
  });

  it("does not change when packets come twice, and in any order", async () => {
    const shuffled = damaged("1", (all) => [...all.slice(300), ...all.slice(0, 700).reverse()]);
    const [before, after] = [undamaged, await levelOne(shuffled)];
    expect(after.flags.every((bits) => bits === 0)).toBe(true);
    expect(after.x).toHaveLength(before.x.length);
    expect(after.x.every((value, n) => value === before.x[n])).toBe(true);
  });

  it.each([
    ["lost", FLAGS.missing, (all: Buffer[]) => all.filter((_, n) => n < 0.5 * all.length || n > 0.52 * all.length)],
    [
      "corrupted",
      FLAGS.corrupt,
      (all: Buffer[]) =>
        all.map((one, n) => {
          if (n > 0.5 * all.length && n < 0.52 * all.length) one[one.length - 6]! ^= 0x10;
          return one;
        }),
    ],
  ] as [string, number, (all: Buffer[]) => Buffer[]][])(
    "says in its file where packets were %s, and is the same elsewhere",
    async (_, bit, change) => {
      const [whole, hurt] = [undamaged, await levelOne(damaged("2", change))];
      const spoiled = hurt.bad.reduce((sum, one) => sum + one, 0);
      expect(spoiled).toBeGreaterThan(100);
      expect(spoiled).toBeLessThan(0.5 * hurt.bad.length);
      expect(hurt.flags.some((bits) => (bits & bit) !== 0)).toBe(true);
      for (const [n, value] of hurt.x.entries()) {
        if (Number.isNaN(value) && !hurt.bad[n]) expect.fail(`sample ${n} is NaN and not flagged`);
        if (!hurt.bad[n] && Math.abs(value - whole.x[n]!) > TRENDS)
          expect.fail(`sample ${n} is off by ${value - whole.x[n]!} Hz and not flagged`);
      }
    },
  );

  it("tells when the ground knows nothing of the clocks", async () => {
    const folder = damaged("1", (all) => all);
    const path = join(folder, "observation.json");
    const { record } = JSON.parse(readFileSync(path, "utf8")) as { record: object };
    const text = JSON.stringify({ ...record, timeCorrelations: null });
    const check = crc32(text).toString(16).padStart(8, "0");
    writeFileSync(path, `{"check":"${check}","record":${text}}\n`);
    const { clocks } = await l1Run(await openObservation(folder), { orbits, delays: "orbits", tilt: "keep" });
    expect(clocks!.uncertainty(1000)).toBeNaN();
  });

  it("is refused without the ground's record, and without sidebands", async () => {
    const folder = damaged("1", (all) => all);
    rmSync(join(folder, "observation.json"));
    await expect(openObservation(folder)).rejects.toThrow(/no readable observation.json/);
    const few = join(lastingFolder(), "packets");
    const observation = part(await sampleWithAngles(), { start: 0, stop: 3000 });
    const streams = observation.streams.filter((stream) => stream !== "sci_usbs");
    await encodeObservation({ ...observation, streams }, few);
    await expect(l1Run(await openObservation(few), { orbits })).rejects.toThrow(
      /has no sci_usbs of all six MOSAs, from which the clocks' noise would be known/,
    );
  });
});
