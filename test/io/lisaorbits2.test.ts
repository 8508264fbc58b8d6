import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { BadFileError, isLisalabError } from "../../src/core/errors.js";
import { instant } from "../../src/core/instant.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { writeOrbits } from "../../src/io/orbitsfile.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { newFolder } from "./folder.js";

interface Given {
  readonly t0?: number | string | BigInt64Array;
  readonly dt?: number | string;
  readonly version?: string;
  readonly rows?: number;
  /** Number of links. */
  readonly links?: number;
  /** A dataset that is left out. */
  readonly without?: string;
  /** Index of a value of tps/ppr that is NaN. */
  readonly bad?: number;
  /** Factor of the light travel times, and of the pseudo-ranges. */
  readonly stretched?: number;
  /** Factor of the positions and times. */
  readonly size?: number;
  /** Of spacecraft 1, along y (m/s). */
  readonly speed?: number;
  /** Seconds that the pseudo-ranges have too much. */
  readonly late?: number;
}

/** Spacecraft at rest on a triangle, 8 light seconds apart. */
const SIDE = 8 * 299_792_458;
const CORNERS = [SIDE, 0, 0, SIDE / 2, (SIDE * Math.sqrt(3)) / 2, 0, 0, 0, 0];

async function written(given: Given): Promise<string> {
  const {
    t0 = -50_000,
    dt = 5000,
    version = "2.4.2",
    rows = 12,
    links = 6,
    without,
    bad,
    stretched = 1,
    size = 1,
    speed = 0,
    late = 0,
  } = given;
  await h5wasm.ready;
  const path = join(newFolder(), "orbits.h5");
  const file = new h5wasm.File(path, "w");
  file.create_group("tcb");
  file.create_group("tps");
  const put = (name: string, axes: number[], value: (n: number) => number): void => {
    if (name === without) return;
    const shape = [rows, ...axes];
    const data = Float64Array.from({ length: shape.reduce((product, count) => product * count, 1) }, (_, n) =>
      value(n),
    );
    file.create_dataset({ name, data, shape });
  };
  put("tcb/x", [3, 3], (n) => size * CORNERS[n % 9]!);
  put("tcb/v", [3, 3], (n) => (n % 9 === 1 ? speed : 0));
  put("tcb/a", [3, 3], () => 0);
  for (const name of ["tcb/delta_tau", "tps/delta_t"]) put(name, [3], () => 0);
  put("tcb/n", [6, 3], () => 1);
  for (const name of ["tcb/ltt", "tcb/ppr"]) put(name, [6], () => 8 * size * stretched);
  for (const name of ["tcb/d_ltt", "tcb/d_ppr", "tps/d_ppr"]) put(name, [6], () => 0);
  put("tps/ppr", [links], (n) => (n === bad ? Number.NaN : 8 * size + late + n / 100));
  const attributes = { version, generator: "StaticConstellation", t0, dt };
  for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value);
  file.close();
  return path;
}

describe("orbits of lisaorbits 2.x", () => {
  it("have all quantities, the links in the files' order", async () => {
    const orbits = await openOrbits("test/fixtures/orbits/keplerian.h5");
    expect(orbits).toMatchObject({
      source: "lisaorbits 2.4.2 KeplerianOrbits",
      t0: { scale: "TCB", seconds: -50_000, fraction: 0 },
      dt: 5000,
      length: 24,
    });
    // As h5py reads rows 0 and 10 of the file.
    expect(orbits.positions["1"].slice(0, 3)).toEqual(
      Float64Array.of(148864829231.47583, -1496398176.6723554, -1241672553.6173408),
    );
    expect(orbits.coordinateTimeDeviations["3"][0]).toBe(-0.000737929602980537);
    expect(orbits.lightTravelTimes["12"][0]).toBe(8.33225608788389);
    expect(orbits.properPseudoRanges["32"][10]).toBe(8.30446785560086);
    expect(orbits.unitVectors["32"][32]).toBe(-7.141717108071312e-7);
    const made = await openOrbits(await written({}));
    expect(made.properPseudoRanges["13"].slice(0, 2)).toEqual(Float64Array.of(8.03, 8.09));
    expect(made.positions["2"].slice(3, 6)).toEqual(Float64Array.from(CORNERS.slice(3, 6)));
  });

  it.each([[-50_000], ["-50000"], [BigInt64Array.of(-50_000n)]])("have a start that may be %o", async (t0) => {
    expect((await openOrbits(await written({ t0 }))).t0).toMatchObject({ seconds: -50_000, fraction: 0 });
  });

  it.each([
    ["another version", { version: "3.0" }, /lisaorbits 3.0; versions 1.x and 2.x can be read/],
    ["another number of links", { links: 5 }, /shape \(12, 5\); it must be \(N, 6\)/],
    ["one row", { rows: 1 }, /must be \(N, 6\)/],
    ["a dataset missing", { without: "tcb/a" }, /The dataset tcb\/a is missing; tcb has .*delta_tau/],
    ["NaN", { bad: 8 }, /properPseudoRanges of 31 in row 1 of .* is NaN; orbits have no gaps/],
    [
      "links that don't close",
      { stretched: 1.01 },
      /Link 12 of .* does not close: .* 2\.39834e\+9 m apart.* takes 8.08/,
    ],
    [
      "a pseudo-range of another kind",
      { late: 3 },
      /pseudo-range of link 12 in row 0 of .* is 11 s where light takes 8 s/,
    ],
    ["arms of 1e12 m", { size: 417 }, /can't be orbits of LISA: spacecraft 1 and 2 are 1.000e\+12 m apart in row 0/],
    ["arms of a kilometre", { size: 4.17e-7 }, /spacecraft 1 and 2 are 1000 m apart/],
    ["all at one point", { size: 0 }, /spacecraft 1 and 2 are at the same point in row 0; arms are/],
    ["spacecraft in the Sun", { speed: 1 }, /spacecraft 3 is 0\S* m from the Sun's centre in row 0, inside the Sun/],
    ["a step of nothing", { dt: 0 }, /dt of .* is 0 s; it must be positive/],
    ["a step that is no number", { dt: "x" }, /attribute dt is x, not a number/],
  ] as [string, Given, RegExp][])("are refused with %s", async (_, given, message) => {
    await expect(openOrbits(await written(given)), message.source).rejects.toThrow(message);
  });

  it("are refused when they are too coarse to be interpolated", async () => {
    const path = join(newFolder(), "coarse.h5");
    await writeOrbits(path, keplerian(), { t0: instant("TCB", 0), dt: 30 * 86_400, length: 13 });
    await expect(openOrbits(path)).rejects.toThrow(/can't be orbits of LISA: its rows are 2592000 s apart, too coarse/);
  });

  it("are refused wherever the file is cut", async () => {
    const path = join(newFolder(), "cut.h5");
    const whole = readFileSync("test/fixtures/orbits/static.h5");
    for (const length of [0, 7, 100, 5000, 20_000, whole.length - 4096]) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(openOrbits(path), String(length)).rejects.toThrow(BadFileError);
    }
  });

  it("are read or refused when bits are turned in the file's own structures, and nothing else happens", async () => {
    const folder = newFolder();
    const whole = readFileSync("test/fixtures/orbits/static.h5");
    const damage = fc.array(fc.record({ at: fc.nat(8191), bit: fc.nat(7) }), { minLength: 1, maxLength: 4 });
    let files = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (turns) => {
        const bytes = Buffer.from(whole);
        for (const { at, bit } of turns) bytes[at]! ^= 1 << bit;
        // Each under its own name: HDF5 may keep what it could not close.
        const path = join(folder, `${files++}.h5`);
        writeFileSync(path, bytes);
        const failure = await openOrbits(path).then(
          () => undefined,
          (error: unknown) => error,
        );
        rmSync(path);
        if (failure !== undefined) expect(isLisalabError(failure), String(failure)).toBe(true);
      }),
      // Always the same damage: of some others HDF5 itself never comes to an end (bits 1791.5, 2177.2 and 5549.5 together).
      { numRuns: 150, seed: 2037 },
    );
  });

  it("are refused in a file of measurements", async () => {
    await expect(openOrbits("runbooks/sample/observation.h5")).rejects.toThrow(/holds no orbits: it has .*mprs/);
  });
});
