import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { readHdf5, writeHdf5 } from "../../src/io/hdf5.js";
import { newFolder } from "./folder.js";

const VARIANTS = "test/fixtures/io/variants.h5";
const SAMPLE = "runbooks/sample/observation.h5";

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
    await readHdf5(VARIANTS, (file) => {
      expect(() => file.series("lzf", 0, 10)).toThrow(/Can't read lzf: it is compressed with the filter lzf/);
    });
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
      expect(file.series("x", 0, values.length)).toEqual(values);
      expect(file.series("x", 99_999, 3)).toEqual(values.slice(99_999, 100_002));
      expect(file.length("nothing")).toBe(0);
      expect([file.text("name"), file.number("dt"), file.number("size")]).toEqual(["λ", 0.25, 3]);
    });
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
