import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeHdf5 } from "../../src/io/hdf5.js";
import { blocksOf, indicesOf } from "../../src/io/hdf5blocks.js";
import { type Comparison, compareHdf5 } from "../../src/io/hdf5comparison.js";
import type { DatasetComparison } from "../../src/io/hdf5difference.js";
import type { Hdf5Writer } from "../../src/io/hdf5writer.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab compare "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
async function file(fill: (file: Hdf5Writer) => void): Promise<string> {
  const path = join(folder, `${count++}.h5`);
  await writeHdf5(path, fill);
  return path;
}

/** What the product has; a change of it is made by `change`. */
async function product(change: (content: Content) => void = () => undefined): Promise<string> {
  const content: Content = {
    series: Float64Array.from({ length: 1000 }, (_, n) => Math.sin(n)),
    flags: new BigInt64Array(1000),
    more: { provenance_json: '{"software":"lisalab 1","input":{"sha256":"ab"}}', t0: 100, dt: 0.25 },
    texts: ["one", "zwei"],
    extra: false,
  };
  change(content);
  return file((out) => {
    const { series, flags, more, texts, extra } = content;
    const { t0, dt, provenance_json } = more;
    out.attributes({ provenance_json });
    out.put("tdis/X2", { shape: [series.length] }, series);
    out.group("tdis/sampling", { t0, dt, size: BigInt(series.length) });
    out.put("lisalab/flags/tdi", { type: "int64", shape: [flags.length], compression: "lzf" }, flags);
    out.putTexts("names", texts);
    out.put("cov", { type: "complex128", shape: [2, 3] }, { re: series.slice(0, 6), im: series.slice(6, 12) });
    if (extra) out.put("extra/x", { shape: [1] }, Float64Array.of(1));
  });
}

interface Content {
  series: Float64Array;
  flags: BigInt64Array;
  more: { provenance_json: string; t0: number; dt: number };
  texts: string[];
  extra: boolean;
}

const named = ({ datasets }: Comparison, name: string): DatasetComparison =>
  datasets.find((dataset) => dataset.name === name)!;

describe("two products", () => {
  test("that are the same are identical", async () => {
    const found = await compareHdf5(await product(), await product());
    expect(found).toMatchObject({ identical: true, alike: true, onlyInA: [], onlyInB: [], attributes: [] });
    expect(found.datasets.map(({ name, compared }) => [name, compared])).toEqual([
      ["cov", 12],
      ["lisalab/flags/tdi", 1000],
      ["names", 2],
      ["tdis/X2", 1000],
    ]);
  });

  test("differ where one sample does: how far, where, and when", async () => {
    const found = await compareHdf5(
      await product(),
      await product(({ series }) => {
        series[400]! += 1e-9;
        series[700]! += 0.5;
      }),
      { absolute: 1e-6 },
    );
    const x2 = named(found, "tdis/X2");
    expect(x2).toMatchObject({ compared: 1000, differing: 2, beyond: 1, lost: 0, mismatch: "" });
    expect(x2.greatest).toBeCloseTo(0.5, 12);
    // Root mean square over all samples; of a sine it is 1/√2, to 1 % over a thousand radians.
    expect(x2.rms).toBeCloseTo(0.5 / Math.sqrt(1000), 12);
    expect(x2.scale).toBeCloseTo(Math.SQRT1_2, 2);
    expect(x2.first).toMatchObject({ index: [700], seconds: 100 + 700 * 0.25, a: String(Math.sin(700)) });
    expect(found).toMatchObject({ identical: false, alike: false });
  });

  test("are alike within a tolerance, and still not identical", async () => {
    const other = await product(({ series }) => {
      series[3]! *= 1 + 1e-12;
    });
    const found = await compareHdf5(await product(), other, { relative: 1e-11 });
    expect(found).toMatchObject({ identical: false, alike: true });
    expect(named(found, "tdis/X2")).toMatchObject({ differing: 1, beyond: 0, first: { index: [3] } });
    expect((await compareHdf5(await product(), other, { relative: 1e-13 })).alike).toBe(false);
  });

  test("NaN is like NaN, unlike any number, and beyond every tolerance; 0 and -0 differ in a bit", async () => {
    const a = await product(({ series }) => series.set([Number.NaN, 0, 1, Infinity]));
    const b = await product(({ series }) => series.set([Number.NaN, -0, Number.NaN, 1]));
    const found = named(await compareHdf5(a, b, { absolute: 1e300 }), "tdis/X2");
    expect(found).toMatchObject({ differing: 3, beyond: 2, lost: 1, first: { index: [2], a: "1", b: "NaN" } });
  });

  test("flags that differ are named", async () => {
    const other = await product(({ flags }) => {
      flags[10] = 16n;
      flags[11] = 1n | 64n;
    });
    const found = await compareHdf5(await product(), other);
    expect(named(found, "lisalab/flags/tdi").flags).toEqual([
      { flag: "missing", onlyInA: 0, onlyInB: 1 },
      { flag: "glitch", onlyInA: 0, onlyInB: 1 },
      { flag: "edge", onlyInA: 0, onlyInB: 1 },
    ]);
    expect(named(found, "lisalab/flags/tdi").first).toMatchObject({ a: "0", b: "16" });
  });

  test("whole numbers beyond float64 are compared exactly", async () => {
    const big = (value: bigint): Promise<string> => product(({ flags }) => flags.fill(value));
    const found = await compareHdf5(await big(2n ** 62n), await big(2n ** 62n + 1n));
    expect(named(found, "lisalab/flags/tdi")).toMatchObject({ differing: 1000, beyond: 1000 });
  });

  test("attributes are told apart, within JSON to the value; texts and complex numbers, too", async () => {
    const other = await product(({ more, texts, series }) => {
      more.provenance_json = '{"software":"lisalab 2","input":{"sha256":"ab"}}';
      more.t0 = 101;
      texts[1] = "two";
      series[7]! += 1;
    });
    const found = await compareHdf5(await product(), other);
    expect(found.attributes).toEqual([
      { place: "/", name: "provenance_json.software", a: '"lisalab 1"', b: '"lisalab 2"' },
      { place: "tdis/sampling", name: "t0", a: "100", b: "101" },
    ]);
    expect(named(found, "names")).toMatchObject({ beyond: 1, first: { index: [1], a: "zwei", b: "two" } });
    // The imaginary part of the second of six.
    expect(named(found, "cov")).toMatchObject({ beyond: 1, first: { index: [0, 1] } });
  });

  test("another shape, and what only one has, are told", async () => {
    const other = await product((content) => {
      content.series = content.series.slice(0, 999);
      content.extra = true;
    });
    const found = await compareHdf5(await product(), other);
    expect(named(found, "tdis/X2").mismatch).toBe("its shape is (1000) in one and (999) in the other");
    expect(found.onlyInB).toEqual(["extra", "extra/x"]);
    expect(found.alike).toBe(false);
  });

  test("a file that is none is refused", async () => {
    await expect(compareHdf5(await product(), "package.json")).rejects.toThrow(/package\.json is not an HDF5 file/);
  });
});

describe("blocks", () => {
  test.each([
    [[], 1],
    [[0], 0],
    [[7], 7],
    [[3, 4, 5], 60],
    [[2, 1, 9], 18],
    [[5, 0, 3], 0],
  ])("of shape %j cover every value once, in order, and are small", (shape, total) => {
    let next = 0;
    for (const { start, count: size, ranges } of blocksOf(shape, 4)) {
      expect(start).toBe(next);
      expect(size).toBeLessThanOrEqual(4);
      expect(ranges.reduce((all, [from, to]) => all * (to - from), 1)).toBe(size);
      expect(indicesOf(start, shape)).toEqual(ranges.map(([from]) => from));
      next += size;
    }
    expect(next).toBe(total);
  });
});
