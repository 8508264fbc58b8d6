import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { instant, later, secondsBetween } from "../../src/core/instant.js";
import { SPACECRAFT, type Spacecraft } from "../../src/core/mosa.js";
import { readOem } from "../../src/io/oem.js";
import { openOem } from "../../src/io/openoem.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { iso } from "../../src/time/iso.js";
import { type CommonScale, convert } from "../../src/time/scales.js";
import { tcb } from "../../src/time/time.js";
import { farthest } from "../orbits/references.js";
import { newFolder } from "./folder.js";

const START = tcb("2037-01-01T00:00:00");
const STEP = 21_600;
const ROWS = 24;
const ORBITS = keplerian({ epoch: START });
const TABLE = ORBITS.table({ t0: START, dt: STEP, length: ROWS });
const OBLIQUITY = (84_381.406 / 3600) * (Math.PI / 180);

/** Kilometres along the axes of the equator, with nanometres. */
function words(vectors: Float64Array, row: number): string {
  const [x, y, z] = [0, 1, 2].map((axis) => vectors[3 * row + axis]! / 1000) as [number, number, number];
  const [cos, sin] = [Math.cos(OBLIQUITY), Math.sin(OBLIQUITY)];
  return [x, cos * y - sin * z, sin * y + cos * z].map((value) => value.toFixed(12)).join("  ");
}

/** A message in the layout of CCSDS 502.0-B. */
function message(spacecraft: Spacecraft, scale: CommonScale = "TDB"): string {
  const date = (row: number): string => iso(convert(later(START, row * STEP), scale), 12).replace("Z", "");
  const rows = Array.from(
    { length: ROWS },
    (_, row) => `${date(row)}  ${words(TABLE.positions[spacecraft], row)}  ${words(TABLE.velocities[spacecraft], row)}`,
  );
  return [
    "CCSDS_OEM_VERS = 2.0",
    "COMMENT a message of a test",
    "CREATION_DATE = 2026-11-21T12:00:00",
    "ORIGINATOR = TEST",
    "",
    "META_START",
    `OBJECT_NAME = LISA ${spacecraft}`,
    `OBJECT_ID = 2035-000${spacecraft}`,
    "CENTER_NAME = SUN",
    "REF_FRAME = EME2000",
    `TIME_SYSTEM = ${scale}`,
    `START_TIME = ${date(0)}`,
    `STOP_TIME = ${date(ROWS - 1)}`,
    "INTERPOLATION = HERMITE",
    "INTERPOLATION_DEGREE = 5",
    "META_STOP",
    "",
    "COMMENT positions in km, velocities in km/s",
    ...rows,
    "",
    "COVARIANCE_START",
    `EPOCH = ${date(0)}`,
    "1.0",
    "COVARIANCE_STOP",
    "",
  ].join("\r\n");
}

function written(texts: readonly string[]): string[] {
  const folder = newFolder();
  return texts.map((text, n) => {
    const path = join(folder, `${n + 1}.oem`);
    writeFileSync(path, text);
    return path;
  });
}

/** The message cut in two segments at a row that both have, changed in the second. */
function inTwo(text: string, change: (row: string) => string = (row) => row): string {
  const [head = "", ...rows] = text.split(/\r\n(?=20\d\d-)/);
  const metadata = head.slice(head.indexOf("META_START"));
  return [head, ...rows.slice(0, 12), "", metadata, change(rows[11]!), ...rows.slice(12)].join("\r\n");
}

describe("orbit ephemeris messages", () => {
  it.each(["TDB", "TCB", "UTC"] as const)("in %s are the orbits that were written", async (scale) => {
    const orbits = await openOem(written(SPACECRAFT.map((sc) => message(sc, scale))), { epoch: START });
    expect(orbits.kind).toBe("OEMOrbits");
    // Away from the ends, where splines of degree 5 err by (ωh)⁶ = 6e-15 of 1.5e11 m; UTC and back is exact but for 1e-12 s.
    const grid = { t0: later(START, 5 * STEP), dt: 5000, length: 50 };
    const [ours, theirs] = [orbits.table(grid), ORBITS.table(grid)];
    expect(farthest(ours, theirs, "positions")).toBeLessThan(2e-3);
    expect(farthest(ours, theirs, "velocities")).toBeLessThan(1e-7);
    expect(farthest(ours, theirs, "properPseudoRanges")).toBeLessThan(1e-11);
  });

  it("may come in segments that meet", async () => {
    const [one, two] = await Promise.all(
      [message("1"), inTwo(message("1"))].map((text) => readOem(written([text])[0]!)),
    );
    expect(two!.times).toEqual(one!.times);
    expect(two!.positions).toEqual(one!.positions);
  });

  it("have names, times and positions, in m and the ecliptic", async () => {
    const { object, times, positions } = await readOem(written([message("2")])[0]!);
    expect([object, times.length]).toEqual(["LISA 2", ROWS]);
    expect(secondsBetween(times[3]!, later(START, 3 * STEP))).toBeCloseTo(0, 9);
    expect(Math.abs(positions[10]! - TABLE.positions["2"][10]!)).toBeLessThan(1e-3);
  });

  it.each([
    [
      "another file",
      (text: string) => text.replace("CCSDS_OEM_VERS", "CCSDS_OPM_VERS"),
      /begins with "CCSDS_OPM_VERS = 2.0"/,
    ],
    ["nothing", () => "", /begins with ""/],
    ["another version", (text: string) => text.replace("= 2.0", "= 3.0"), /begins with version 3.0/],
    [
      "another frame",
      (text: string) => text.replace("EME2000", "ITRF2000"),
      /REF_FRAME .* is ITRF2000; it can be EME2000, ICRF/,
    ],
    ["another centre", (text: string) => text.replace("= SUN", "= EARTH"), /CENTER_NAME .* is EARTH/],
    ["another time", (text: string) => text.replace("= TDB", "= MET"), /TIME_SYSTEM .* is MET; it can be TCB, TDB/],
    ["no frame", (text: string) => text.replace(/REF_FRAME.*\r\n/, ""), /does not say its REF_FRAME/],
    ["no keyword", (text: string) => text.replace("OBJECT_ID =", "OBJECT_ID"), /Line 8 of .* is "OBJECT_ID 2035-0001"/],
    [
      "a word for a number",
      (text: string) => text.replace(/ {2}(\S+)\r\n(?=2037-01-01T05)/, "  x\r\n"),
      /Line 19 of .* a row is a time, a position/,
    ],
    [
      "a day that is none",
      (text: string) => text.replace("2037-01-02T05", "2037-01-42T05"),
      /Line 2\d of .*the calendar has no such day/,
    ],
    [
      "rows exchanged",
      (text: string) => text.replace(/(2037-01-01T11.*\r\n)(2037.*\r\n)/, "$2$1"),
      /is not later than the row before/,
    ],
    [
      "metres",
      (text: string) => text.replace(/(2037-01-01T11\S+) {2}(\S+)/, "$1  1000$2"),
      /m from where its velocity leads; units are km/,
    ],
    ["a segment of nothing", (text: string) => `${text}META_START\r\nMETA_STOP\r\n`, /does not say its OBJECT_NAME/],
    ["metadata without an end", (text: string) => text.replace("META_STOP", ""), /META_START without META_STOP/],
    ["no metadata", (text: string) => text.slice(0, 100), /has no META_START; it may have been cut/],
    [
      "segments that jump",
      (text: string) => inTwo(text, (row) => row.replace(/ {2}(-?)\d/, "  $18")),
      /Line \d+ of .* m from where the segment before it ends/,
    ],
    [
      "segments of two spacecraft",
      (text: string) => inTwo(text).replace(/LISA 1(?![\s\S]*LISA 1)/, "LISA 2"),
      /segments of OBJECT_NAME LISA 1 and LISA 2/,
    ],
    [
      "one row",
      (text: string) => text.replace(/(2037-01-01T05\S+ {2}[\s\S]*?)\r\nCOV/, "\r\nCOV"),
      /has 1 rows; orbits need more/,
    ],
  ] as [string, (text: string) => string, RegExp][])("are refused with %s", async (_, change, expected) => {
    await expect(readOem(written([change(message("1"))])[0]!)).rejects.toThrow(expected);
  });

  it("are read or refused wherever a byte is wrong, a line is missing or the end is cut", async () => {
    const text = message("1");
    const [path] = written([text]) as [string];
    const damage = fc.oneof(
      fc
        .record({ at: fc.nat(text.length - 1), byte: fc.constantFrom(..."9-. ex\n\0=") })
        .map(({ at, byte }) => text.slice(0, at) + byte + text.slice(at + 1)),
      fc.nat(text.length).map((end) => text.slice(0, end)),
      fc.nat(30).map((line) =>
        text
          .split("\r\n")
          .filter((_, n) => n !== line)
          .join("\r\n"),
      ),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (damaged) => {
        writeFileSync(path, damaged);
        const failure = await readOem(path).then(
          ({ times, positions }) => {
            expect(positions).toHaveLength(3 * times.length);
            expect(positions.every(Number.isFinite)).toBe(true);
          },
          (error: unknown) => error,
        );
        if (failure !== undefined) expect(isLisalabError(failure), String(failure)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("must be three of the same times", async () => {
    const texts = SPACECRAFT.map((sc) => message(sc));
    await expect(openOem(written(texts.slice(1)))).rejects.toThrow(/There are 2 files for three spacecraft/);
    const shifted = [texts[0]!, texts[1]!, texts[2]!.replace(/2037-01-03T05:(\S+) {2}.*\r\n/, "")];
    await expect(openOem(written(shifted))).rejects.toThrow(/3.oem has other times than .*1.oem \(row 9\)/);
    await expect(openOem(["no.oem", "no.oem", "no.oem"])).rejects.toThrow(/Can't open no.oem \(ENOENT\)/);
    const orbits = await openOem(written(texts));
    const before = { t0: instant("TCB", START.seconds - 10), dt: 1, length: 1 };
    expect(() => orbits.table(before)).toThrow(/known from 0 s to 496800.* s after their epoch/);
  });
});
