import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queryCatalogue, toDataFrame, writeCatalogueParquet } from "../../src/io/cataloguetables.js";
import { binary, exact, release } from "../catalogue/made.js";

const RELEASE = release("W2", "W1", [
  binary("GB-1", {}, 12),
  binary("GB-2", { frequency: 4e-3 }, 40),
  exact("GB-3", { frequency: 5e-3 }, 8),
]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tables-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a release in SQL", () => {
  it("answers", async () => {
    const sql =
      "SELECT id, value FROM sources JOIN parameters USING (id) WHERE name = 'frequency' AND snr > 10 ORDER BY snr DESC";
    const rows = await queryCatalogue(RELEASE, sql);
    const frequencies = RELEASE.sources.map(
      ({ parameters }) => parameters.find(({ name }) => name === "frequency")!.value,
    );
    expect(rows).toEqual([
      { id: "GB-2", value: frequencies[1] },
      { id: "GB-1", value: frequencies[0] },
    ]);
    const samples = "SELECT avg(value) AS mean, count(*)::DOUBLE AS n FROM samples WHERE id = 'GB-1' AND name = 'beta'";
    const [row] = await queryCatalogue(RELEASE, samples);
    expect(row!["n"]).toBe(2000);
    expect(Number(row!["mean"])).toBeCloseTo(0.2, 2);
  });

  it("refuses what it can't, and reads no files", async () => {
    await expect(queryCatalogue(RELEASE, "SELECT * FROM nothing")).rejects.toThrow(/can't be answered.*nothing/);
    await expect(queryCatalogue(RELEASE, "SELECT * FROM read_text('package.json')")).rejects.toThrow(
      /can't be answered/,
    );
    await expect(queryCatalogue(RELEASE, "SET enable_external_access = true")).rejects.toThrow(/can't be answered/);
    await expect(queryCatalogue(RELEASE, "COPY sources TO 'stolen.csv'")).rejects.toThrow(/can't be answered/);
  });
});

describe("a release as Parquet", () => {
  it("begins and ends as such a file", async () => {
    const path = join(folder, "it's.parquet");
    await writeCatalogueParquet(path, RELEASE, "samples");
    const bytes = await readFile(path);
    expect(bytes.toString("latin1", 0, 4)).toBe("PAR1");
    expect(bytes.toString("latin1", bytes.length - 4)).toBe("PAR1");
    expect(await readdir(folder)).toEqual(["it's.parquet"]);
  });

  it("has what the release has, to the bit", async () => {
    const path = join(folder, "parameters.parquet");
    await writeCatalogueParquet(path, RELEASE, "parameters");
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const sql = `SELECT id, name, unit, value, low, high FROM '${path}' ORDER BY id, name`;
    const rows = (await connection.runAndReadAll(sql)).getRowsJS();
    connection.closeSync();
    instance.closeSync();
    const expected = RELEASE.sources.flatMap(({ id, parameters }) =>
      [...parameters]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, unit, value, low, high }) => [id, name, unit, value, low, high]),
    );
    expect(rows).toEqual(expected);
  });

  it("leaves nothing behind where it can't be written", async () => {
    const place = join(folder, "taken.parquet");
    await mkdir(place);
    await expect(writeCatalogueParquet(place, RELEASE, "sources")).rejects.toThrow(/Can't write .*taken.parquet/);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("refuses tables and folders that are not there", async () => {
    await expect(writeCatalogueParquet(join(folder, "x"), RELEASE, "rows" as "samples")).rejects.toThrow(
      /sources, parameters, samples/,
    );
    await expect(writeCatalogueParquet(join(folder, "no", "x"), RELEASE, "samples")).rejects.toThrow(/does not exist/);
  });
});

it("a class is a frame", async () => {
  const frame = await toDataFrame(RELEASE, "galactic-binary");
  expect(frame.shape).toEqual([3, 15]);
  expect(frame.columns.slice(0, 6)).toEqual([
    "id",
    "snr",
    "confidence",
    "frequency",
    "frequency_low",
    "frequency_high",
  ]);
});
