import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, File, ready } from "h5wasm/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readHdf5, writeHdf5 } from "../../src/io/hdf5.js";

/** Bytes of a file that declares far more than it has. */
const SMALL = 100_000;

/** Bytes of memory that reading it may take, which is twice the limit of what is read at once at the very most. */
const MEMORY = 2 ** 31;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab-bombs-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("refuses to read at once what no memory has, which a small file can declare; a part of it can be read", async () => {
  const path = join(folder, "declared.h5");
  await writeHdf5(path, (file) => {
    file.create("series", { shape: [1e12] });
    file.create("rows", { shape: [1e6, 1e6] });
    file.create("pairs", { shape: [1e12], type: "complex128" });
  });
  expect(statSync(path).size).toBeLessThan(SMALL);
  const before = process.memoryUsage().rss;
  await readHdf5(path, (file) => {
    expect(() => file.table("series")).toThrow(/series has 8000000 MB to be read at once; at most 1074 MB are/);
    expect(() => file.series("series", 0, 1e12)).toThrow(/at most 1074 MB/);
    expect(() => file.rows("rows", 0, 1e6)).toThrow(/at most 1074 MB/);
    expect(() => file.complexRows("pairs", 0, 1e12)).toThrow(/at most 1074 MB/);
    expect(() => file.columns("pairs")).toThrow(/at most 1074 MB/);
    expect(() => file.stored("series", [[0, 1e12]])).toThrow(/at most 1074 MB/);
    expect(file.series("series", 5e11, 3)).toEqual(new Float64Array(3));
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY);
});

it("refuses a chunk that is unpacked into more than memory, however little of it is asked for", async () => {
  const path = join(folder, "chunk.h5");
  await ready;
  const file = new File(path, "w");
  const nothing = { data: new Float64Array(0), shape: [0], maxshape: [null], chunks: [1e8], dtype: "<d" };
  // Rows that were never written take no room.
  (file.create_dataset({ name: "x", ...nothing }) as Dataset).resize([10]);
  file.close();
  await readHdf5(path, (reader) => {
    expect(() => reader.series("x", 0, 1)).toThrow(/x has chunks of 800 MB; at most 268 MB are read/);
  });
});
