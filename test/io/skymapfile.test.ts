import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uniqueNumber } from "../../src/catalogue/healpix.js";
import { credibleRegion, type SkyMap } from "../../src/catalogue/skymap.js";
import { writeCoverage, writeSkyMap } from "../../src/io/skymapfile.js";

const MAP: SkyMap = {
  frame: "ICRS",
  cells: [
    { order: 0, cell: 5, density: 0.25 },
    { order: 1, cell: 2, density: 3 },
    { order: 3, cell: 77, density: 0.5 },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skymap-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Cards of the header at this block, up to END, and the block after it. */
function headerAt(bytes: Buffer, block: number): { cards: Map<string, string>; next: number } {
  const cards = new Map<string, string>();
  for (let at = block * 2880; ; at += 80) {
    const card = bytes.toString("latin1", at, at + 80);
    if (card.startsWith("END ")) return { cards, next: Math.floor(at / 2880) + 1 };
    cards.set(card.slice(0, 8).trim(), card.slice(10).split(" / ")[0]!.trim());
  }
}

describe("a map as FITS", () => {
  it("is an empty image and a table of NUNIQ and density", async () => {
    const path = join(folder, "map.fits");
    await writeSkyMap(path, MAP, { object: "Jupiter's", date: "2035-01-31T00:00:00" });
    const bytes = await readFile(path);
    expect(bytes.length % 2880).toBe(0);
    const image = headerAt(bytes, 0);
    expect([...image.cards.keys()]).toEqual(["SIMPLE", "BITPIX", "NAXIS", "EXTEND"]);
    const { cards, next } = headerAt(bytes, image.next);
    expect([...cards.keys()].slice(0, 8)).toEqual([
      "XTENSION",
      "BITPIX",
      "NAXIS",
      "NAXIS1",
      "NAXIS2",
      "PCOUNT",
      "GCOUNT",
      "TFIELDS",
    ]);
    expect(Object.fromEntries(cards)).toMatchObject({
      NAXIS1: "16",
      NAXIS2: "3",
      TTYPE1: "'UNIQ    '",
      TFORM1: "'K       '",
      TTYPE2: "'PROBDENSITY'",
      TUNIT2: "'sr-1    '",
      ORDERING: "'NUNIQ   '",
      COORDSYS: "'C       '",
      INDXSCHM: "'EXPLICIT'",
      MOCORDER: "3",
      OBJECT: "'Jupiter''s'",
    });
    MAP.cells.forEach(({ order, cell, density }, n) => {
      expect(Number(bytes.readBigInt64BE(next * 2880 + 16 * n))).toBe(uniqueNumber(order, cell));
      expect(bytes.readDoubleBE(next * 2880 + 16 * n + 8)).toBe(density);
    });
  });

  it("has the part of the sky by NUNIQ, rising", async () => {
    const path = join(folder, "moc.fits");
    await writeCoverage(path, credibleRegion(MAP, 0.999_999));
    const bytes = await readFile(path);
    const { cards, next } = headerAt(bytes, 1);
    expect(Object.fromEntries(cards)).toMatchObject({
      TFIELDS: "1",
      NAXIS2: "3",
      ORDERING: "'NUNIQ   '",
      MOCORDER: "3",
    });
    const numbers = [0, 1, 2].map((n) => Number(bytes.readBigInt64BE(next * 2880 + 8 * n)));
    expect(numbers).toEqual([9, 18, 333]);
  });

  it("refuses what a header can't say, and leaves nothing behind", async () => {
    await expect(writeSkyMap(join(folder, "bad.fits"), MAP, { object: "Sagittæ" })).rejects.toThrow(
      /60 letters of ASCII/,
    );
    await expect(writeSkyMap(join(folder, "no", "map.fits"), MAP, { object: "x" })).rejects.toThrow(/does not exist/);
    expect((await readdir(folder)).sort()).toEqual(["map.fits", "moc.fits"]);
  });
});
