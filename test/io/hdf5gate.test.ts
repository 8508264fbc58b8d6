import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readHdf5 } from "../../src/io/hdf5.js";

const FIXTURES = fileURLToPath(new URL("../fixtures/io/", import.meta.url));

/** What is said of a dataset whose data are in other files. */
const REFUSED = [
  ["external", /^Can't read external: unable to open external raw data file \(in .*elsewhere\.h5\)/],
  ["virtual", /^The data of virtual are in other files; only what a file holds itself is read/],
  ["link", /^link is a link to another file, variants\.h5; only what a file holds itself is read/],
  ["inside/int64", /^Can't read inside\/int64: can't open file/],
  ["soft", /^Can't read soft: /],
] as const;

describe("a file that names others", () => {
  it.each(REFUSED)("shows nothing of them: %s", async (name, message) => {
    await readHdf5(`${FIXTURES}elsewhere.h5`, (file) => {
      expect(() => file.table(name)).toThrow(message);
      expect(() => file.series(name, 0, 4)).toThrow(message);
      expect(() => file.stored(name, [[0, 4]])).toThrow(message);
    });
  });

  it("shows nothing of them when they are open, too", async () => {
    await readHdf5(`${FIXTURES}variants.h5`, async (other) => {
      await readHdf5(`${FIXTURES}elsewhere.h5`, (file) => {
        expect(() => file.table("inside/int64")).toThrow();
        expect(file.names("inside")).toEqual([]);
      });
      expect(other.series("int64", 0, 2)).toEqual(new Float64Array([-2, -1]));
    });
  });

  it("shows what it holds itself", async () => {
    await readHdf5(`${FIXTURES}elsewhere.h5`, (file) => {
      expect(file.table("own").values).toEqual(new Float64Array([0, 1, 2, 3]));
    });
  });
});

it("filters, which are files too, are still found", async () => {
  await readHdf5(`${FIXTURES}variants.h5`, (file) =>
    expect(file.series("lzf", 990, 3)).toEqual(new Float64Array([990, 991, 992])),
  );
});
