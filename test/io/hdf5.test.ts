import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { readHdf5, writeHdf5 } from "../../src/io/hdf5.js";
import type { Hdf5Writer } from "../../src/io/hdf5writer.js";
import { alike } from "../alike.js";
import { newFolder } from "./folder.js";

const VARIANTS = "test/fixtures/io/variants.h5";
const SAMPLE = "runbooks/sample/observation.h5";

/** What the library itself reads of a file that a test wrote. */
async function raw(path: string): Promise<object> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, "r");
  const value = (name: string): unknown => (file.get(name) as h5wasm.Dataset).value;
  const table = (file.get("noise/sampling") as h5wasm.Group).attrs["table"]!.value;
  const found = { complex: value("noise/XYZ"), texts: value("names"), list: file.attrs["list"]!.value, table };
  file.close();
  return found;
}

/** The message of the BadFile error that reading gives. */
async function refusal(path: string): Promise<string> {
  const error: unknown = await readHdf5(path, () => "opened").catch((thrown: unknown) => thrown);
  if (!isLisalabError(error, "BadFile")) throw new Error(`not refused: ${String(error)}`);
  return error.message;
}

describe("reading HDF5", () => {
  it("gives numbers of every type as float64, whole or in part", async () => {
    await readHdf5(VARIANTS, (file) => {
      expect(file.series("float32", 1, 3)).toEqual(Float64Array.of(1, 2, 3));
      expect(file.series("int64", 0, 5)).toEqual(Float64Array.of(-2, -1, 0, 1, 2));
      expect(file.series("bigendian", 3, 2)).toEqual(Float64Array.of(3, 4));
      expect(file.series("int64", 5, 0)).toEqual(new Float64Array(0));
      expect(file.table("scalar")).toEqual({ shape: [], values: Float64Array.of(3.5) });
      expect(file.table("table")).toEqual({ shape: [2, 3], values: Float64Array.of(0, 1, 2, 3, 4, 5) });
    });
  });

  it("gives attributes as text and as numbers, however they are stored", async () => {
    await readHdf5(VARIANTS, (file) => {
      expect([file.number("float"), file.number("integer"), file.number("numeral")]).toEqual([0.25, -5, 1000.5]);
      expect([file.text("word"), file.text("bytes")]).toEqual(["hello", "hello"]);
      expect(() => file.number("word")).toThrow(/attribute word is hello, not a number/);
      expect(() => file.text("float")).toThrow(/attribute float is 0.25, not text/);
      expect(() => file.number("nope")).toThrow(/attribute nope is missing/);
    });
  });

  it("refuses data compressed by a filter that is not there, instead of handing out memory", async () => {
    const bytes = readFileSync(VARIANTS);
    // LZF's number among the filters, 32000, and the length of its name: another number is nobody's.
    const filter = bytes.indexOf(Buffer.of(0x00, 0x7d, 0x08, 0x00));
    expect(filter).toBeGreaterThan(0);
    bytes.writeUInt16LE(32_761, filter);
    const path = join(newFolder(), "unknown.h5");
    writeFileSync(path, bytes);
    await readHdf5(path, (file) => {
      expect(() => file.series("lzf", 0, 10)).toThrow(/Can't read lzf: it is compressed with the filter/);
    });
    await readHdf5(VARIANTS, (file) => expect(file.series("lzf", 0, 10)).toHaveLength(10));
  });

  it("says what there is when something is missing, of another shape or of another type", async () => {
    await readHdf5(VARIANTS, (file) => {
      expect(() => file.series("nope", 0, 1)).toThrow(/The dataset nope is missing; \/ has .*float32/);
      expect(() => file.series("group/nope", 0, 1)).toThrow(/there is no group group/);
      expect(() => file.series("table", 0, 1)).toThrow(/table has the shape \(2, 3\); a series has one axis/);
      expect(() => file.series("text", 0, 1)).toThrow(/text has the type .*, not numbers/);
      expect(() => file.series("int64", 3, 3)).toThrow(/int64 has 5 samples; 3 from 3 were asked for/);
      expect(file.has("nope")).toBe(false);
      expect(file.names("nope")).toEqual([]);
    });
  });

  it("refuses what is missing, a folder, empty or foreign", async () => {
    const folder = newFolder();
    expect(await refusal(join(folder, "no.h5"))).toMatch(/no such file/);
    expect(await refusal(folder)).toMatch(/is a folder/);
    writeFileSync(join(folder, "empty.h5"), "");
    expect(await refusal(join(folder, "empty.h5"))).toMatch(/is empty/);
    writeFileSync(join(folder, "text.h5"), "not HDF5\n".repeat(1000));
    expect(await refusal(join(folder, "text.h5"))).toMatch(/is not an HDF5 file/);
  });

  it("refuses a file cut anywhere, in one line", async () => {
    const folder = newFolder();
    const whole = readFileSync(SAMPLE);
    for (const part of [0.00001, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999999]) {
      const path = join(folder, `${part}.h5`);
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length * part)));
      const message = await refusal(path);
      expect(message).toMatch(/truncated|damaged/);
      expect(message).not.toContain("\n");
    }
  });

  it("closes the file when its user throws", async () => {
    for (let times = 0; times < 2000; times++) {
      await readHdf5(VARIANTS, () => Promise.reject(new Error("mine"))).catch((error: unknown) => {
        expect((error as Error).message).toBe("mine");
      });
    }
    expect(await readHdf5(VARIANTS, (file) => file.number("float"))).toBe(0.25);
  });
});

describe("writing HDF5", () => {
  it("is read back as it was written, in stretches and with attributes", async () => {
    const path = join(newFolder(), "out.h5");
    const values = Float64Array.from({ length: 150_000 }, (_, n) => Math.sin(n) * 1e7);
    await writeHdf5(path, (file) => {
      file.attributes({ name: "λ", dt: 0.25, size: 3n });
      file.createSeries("x", values.length, { unit: "Hz" });
      for (let start = 0; start < values.length; start += 40_000)
        file.write("x", start, values.slice(start, start + 40_000));
      file.createSeries("nothing", 0);
    });
    await readHdf5(path, (file) => {
      expect(alike(file.series("x", 0, values.length), values)).toBe(true);
      expect(file.series("x", 99_999, 3)).toEqual(values.slice(99_999, 100_002));
      expect(file.length("nothing")).toBe(0);
      expect([file.text("name"), file.number("dt"), file.number("size")]).toEqual(["λ", 0.25, 3]);
    });
  });

  it("keeps tables in groups, numbers of every type, complex numbers, texts, and attributes of any group", async () => {
    const path = join(newFolder(), "out.h5");
    const positions = Float64Array.from({ length: 4 * 3 * 3 }, (_, n) => Math.sqrt(n));
    await writeHdf5(path, (file) => {
      file.put("tcb/x", { shape: [4, 3, 3] }, positions, { unit: "m" });
      file.create("tcb/v", { shape: [4, 3, 3] });
      file.write("tcb/v", 2, positions.slice(0, 9));
      file.put("flags/a", { type: "int64", shape: [3] }, BigInt64Array.of(-1n, 0n, 2n ** 53n));
      file.put("flags/b", { type: "uint16", shape: [2] }, Uint16Array.of(1, 65_535));
      file.put(
        "noise/XYZ",
        { type: "complex128", shape: [2, 2] },
        { re: Float64Array.of(1, 2, 3, 4), im: Float64Array.of(5, 6, 7, 8) },
      );
      file.putTexts("names", ["λ", "", "long".repeat(100)]);
      file.attributes({ dt: 0.25, note: "µ", parameters: JSON.stringify({ a: [1] }) }, "tcb");
      file.group("noise/sampling", { size: 3n, table: { shape: [2, 2], values: Float64Array.of(1, 2, 3, 4) } });
      file.attributes({ list: ["a", "b"], counts: BigInt64Array.of(1n, 2n), edges: Float64Array.of(0.5) });
    });
    await readHdf5(path, (file) => {
      expect(file.table("tcb/x")).toEqual({ shape: [4, 3, 3], values: positions });
      expect(file.rows("tcb/x", 1, 2)).toEqual(positions.slice(9, 27));
      expect(file.rows("tcb/v", 1, 2)).toEqual(Float64Array.of(...new Float64Array(9), ...positions.slice(0, 9)));
      expect(() => file.rows("tcb/x", 3, 2)).toThrow(/tcb\/x has 4 rows; 2 from 3 were asked for/);
      expect(file.series("flags/a", 0, 3)).toEqual(Float64Array.of(-1, 0, 2 ** 53));
      expect(file.series("flags/b", 0, 2)).toEqual(Float64Array.of(1, 65_535));
      expect([file.number("dt", "tcb"), file.text("note", "tcb"), file.number("size", "noise/sampling")]).toEqual([
        0.25,
        "µ",
        3,
      ]);
      expect(file.text("unit", "tcb/x")).toBe("m");
      expect(file.attributes("noise/sampling")).toEqual(["size", "table"]);
      expect(() => file.text("nope", "tcb")).toThrow(/The attribute nope of tcb is missing/);
    });
    expect(await raw(path)).toEqual({
      complex: [
        [1, 5],
        [2, 6],
        [3, 7],
        [4, 8],
      ],
      texts: ["λ", "", "long".repeat(100)],
      list: ["a", "b"],
      table: Float64Array.of(1, 2, 3, 4),
    });
  });

  it("grows a dataset by appending, however it is cut", async () => {
    const path = join(newFolder(), "out.h5");
    const values = Float64Array.from({ length: 100_000 * 3 }, (_, n) => n);
    const cuts = [0, 1, 2, 5461, 5462, 5463, 40_000, 40_000, 99_999, 100_000];
    await writeHdf5(path, (file) => {
      file.create("a/grown", { shape: [0, 3] });
      file.create("waves", { type: "complex128", shape: [0] });
      const buffer = new Float64Array(60_000 * 3);
      cuts.slice(1).forEach((end, n) => {
        const part = values.subarray(3 * cuts[n]!, 3 * end);
        buffer.set(part);
        file.append("a/grown", buffer.subarray(0, part.length));
        buffer.fill(-1);
        file.append("waves", { re: part, im: part.map((value) => -value) });
      });
    });
    await readHdf5(path, (file) => {
      expect(file.shape("a/grown")).toEqual([100_000, 3]);
      expect(alike(file.table("a/grown").values, values)).toBe(true);
      expect(file.shape("waves")).toEqual([300_000]);
      expect(file.complexRows("waves", 123_456, 2)).toEqual({
        re: Float64Array.of(123_456, 123_457),
        im: Float64Array.of(-123_456, -123_457),
      });
      expect(() => file.complexRows("a/grown", 0, 1)).toThrow(/a\/grown holds no complex numbers/);
    });
  });

  it("says what does not fit", async () => {
    const refused = async (fill: (file: Hdf5Writer) => void, message: RegExp): Promise<void> => {
      const path = join(newFolder(), "out.h5");
      await expect(writeHdf5(path, fill)).rejects.toThrow(message);
    };
    await refused((file) => file.write("x", 0, Float64Array.of(1)), /There is no dataset x; create it first/);
    await refused((file) => file.attributes({ a: 1 }, "no"), /no group and no dataset no .*create it first/);
    await refused((file) => {
      file.create("x", { shape: [4, 3] });
      file.write("x", 3, new Float64Array(6));
    }, /x has 4 rows; 2 from row 3 on can't be written/);
    await refused((file) => {
      file.create("x", { shape: [0, 3] });
      file.append("x", new Float64Array(4));
    }, /x takes float64 in rows of 3; it was given Float64Array of 4/);
    await refused((file) => {
      file.create("x", { type: "int64", shape: [0] });
      file.append("x", new Float64Array(4));
    }, /x takes int64 in rows of 1; it was given Float64Array of 4/);
  });

  it("leaves what was there, and nothing else, when it fails", async () => {
    const folder = newFolder();
    const path = join(folder, "out.h5");
    writeFileSync(path, "before");
    await expect(
      writeHdf5(path, async (file) => {
        file.createSeries("x", 10);
        await Promise.reject(new Error("half-way"));
      }),
    ).rejects.toThrow(/Can't write .*half-way/);
    expect(readdirSync(folder)).toEqual(["out.h5"]);
    expect(readFileSync(path, "utf8")).toBe("before");
  });

  it("never takes the place of a device, a pipe or a folder", async () => {
    const pipe = join(newFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(writeHdf5(pipe, () => undefined)).rejects.toThrow(/is a device or a pipe; give the name of a file/);
    expect(statSync(pipe).isFIFO()).toBe(true);
    await expect(writeHdf5(newFolder(), () => undefined)).rejects.toThrow(/is a folder; give the name of a file/);
  });

  it("says when the folder does not exist", async () => {
    const path = join(newFolder(), "no", "out.h5");
    await expect(writeHdf5(path, () => undefined)).rejects.toThrow(/folder .* does not exist; make it first/);
  });

  it("replaces a file at once: a reader sees the old or the new", async () => {
    const folder = newFolder();
    const path = join(folder, "out.h5");
    const write = (value: number): Promise<void> =>
      writeHdf5(path, (file) => {
        file.createSeries("x", 1);
        file.write("x", 0, Float64Array.of(value));
      });
    await write(1);
    await Promise.all([
      write(2),
      ...Array.from({ length: 20 }, () =>
        readHdf5(path, (file) => expect([1, 2]).toContain(file.series("x", 0, 1)[0])),
      ),
    ]);
    expect(await readHdf5(path, (file) => file.series("x", 0, 1)[0])).toBe(2);
  });
});
