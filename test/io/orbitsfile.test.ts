import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { orbitConfiguration } from "../../src/io/orbitsconfig.js";
import { writeOrbits } from "../../src/io/orbitsfile.js";
import { constellation, keplerian } from "../../src/orbits/orbits.js";
import { farthest, QUANTITIES } from "../orbits/references.js";
import { newFolder } from "./folder.js";

describe("files of orbits", () => {
  it("are in lisaorbits' layout, with its attributes", async () => {
    const path = join(newFolder(), "orbits.h5");
    const orbits = keplerian({ meanAnomaly: 0.5, light: { convention: "lisaorbits" } });
    await writeOrbits(path, orbits, { t0: instant("TCB", -50_000), dt: 5000, length: 24 });
    await readHdf5(path, async (file) => {
      await readHdf5("test/fixtures/orbits/keplerian.h5", (reference) => {
        for (const name of reference.attributes()) expect(file.attributes()).toContain(name);
        for (const group of ["tcb", "tps"]) {
          expect(file.names(group)).toEqual(reference.names(group));
          for (const name of reference.names(group))
            expect(file.shape(`${group}/${name}`)).toEqual(reference.shape(`${group}/${name}`));
        }
        for (const name of ["L", "a", "dt", "lambda1", "size", "t0", "t_init", "tt_niter", "tt_order", "kepler_order"])
          expect(file.number(name), name).toBe(reference.number(name));
        for (const name of ["generator", "tt_method", "version"]) expect(file.text(name)).toBe(reference.text(name));
      });
      expect([file.number("m_init1"), file.number("ignore_shapiro")]).toEqual([0.5, 0]);
    });
    const still = join(dirname(path), "static.h5");
    await writeOrbits(still, constellation(), { t0: instant("TCB", 0), dt: 1, length: 2 });
    await readHdf5(still, (file) => expect(file.attributes()).toContain("sc_positions"));
  });

  it("have the table's numbers, whatever the stretches, and say who made them", async () => {
    const path = join(newFolder(), "orbits.h5");
    const orbits = keplerian();
    // More rows than are written at a time.
    const grid = { t0: instant("TCB", 1e6, 0.25), dt: 0.5, length: 40_000 };
    const fractions: number[] = [];
    await writeOrbits(path, orbits, grid, { onProgress: ({ fraction }) => fractions.push(fraction) });
    const [read, made] = [await openOrbits(path), orbits.table(grid)];
    for (const field of QUANTITIES) expect(farthest(read, made, field), field).toBe(0);
    expect(read.source).toMatch(/^lisalab \S+ KeplerianOrbits$/);
    expect([read.t0, read.dt, read.length]).toEqual([grid.t0, 0.5, 40_000]);
    expect(fractions).toEqual([0.4096, 0.8192, 1]);
  });

  it("are not left half", async () => {
    const folder = newFolder();
    const path = join(folder, "orbits.h5");
    const stop = new AbortController();
    const work = { signal: stop.signal, onProgress: () => stop.abort() };
    const grid = { t0: instant("TCB", 0), dt: 1, length: 40_000 };
    await expect(writeOrbits(path, keplerian(), grid, work)).rejects.toThrow(/abort/i);
    expect(readdirSync(folder)).toEqual([]);
    await expect(writeOrbits(path, keplerian(), { ...grid, length: 1e15 })).rejects.toThrow(
      /needs .* MB and the disk has/,
    );
  });
});

describe("configurations of orbits", () => {
  const config = { t0: "2037-01-01T00:00:00", dt: 100, length: 3, orbits: { kind: "keplerian", armLength: 3e9 } };

  it("are orbits and a grid, whose dates count from 2035", async () => {
    const { orbits, grid } = await orbitConfiguration({
      ...config,
      orbits: { ...config.orbits, epoch: "2036-01-01", light: { method: "iterative" } },
    });
    expect(grid).toEqual({ t0: instant("TCB", 731 * 86_400), dt: 100, length: 3 });
    expect(orbits.epoch).toEqual(instant("TCB", 365 * 86_400));
    expect([orbits.parameters["L"], orbits.light.method]).toEqual([3e9, "iterative"]);
  });

  it("may name a file to be resampled", async () => {
    const file = "test/fixtures/orbits/equalarm.h5";
    const { orbits, files } = await orbitConfiguration({ ...config, orbits: { kind: "resampled", file, epoch: 0 } });
    expect(files).toEqual([file]);
    const table = orbits.table({ t0: instant("TCB", 0), dt: 5000, length: 2 });
    const original = await openOrbits(file);
    expect(table.positions["1"][0]).toBeCloseTo(original.positions["1"][30]!, 3);
  });

  it.each([
    [{ ...config, size: 3 }, /the configuration has no option "size".* There are t0, dt, length, orbits/],
    [{ ...config, lenght: 3 }, /no option "lenght". Did you mean "length"\?/],
    [{ ...config, orbits: { ...config.orbits, armLenght: 1 } }, /no option "armLenght". Did you mean "armLength"\?/],
    [
      { ...config, orbits: { ...config.orbits, light: { ordr: 1 } } },
      /light has no option "ordr". Did you mean "order"\?/,
    ],
    [{ ...config, orbits: { kind: "oem", file: "x" } }, /"oem" has no option "file". Did you mean "files"\?/],
    [{ ...config, orbits: { kind: "oem" } }, /files of the orbits is undefined; it must name files/],
    [
      { ...config, orbits: { kind: "circular" } },
      /kind of the orbits is "circular". Did you mean ".*"\? It can be keplerian, .*, resampled, oem/,
    ],
    [{ ...config, orbits: [] }, /orbits of the configuration is \[\]; it must be an object/],
    [{ ...config, dt: 0 }, /dt of the configuration is 0 s; it must be a finite number, above 0/],
    [{ ...config, length: 0 }, /length of the configuration is 0 rows/],
    [{ ...config, t0: true }, /t0 is true; it must be seconds of TCB, or a date/],
    [{ ...config, t0: "2037-02-30" }, /no TCB: the calendar has no such day/],
  ] as [Readonly<Record<string, unknown>>, RegExp][])("as %o are refused", async (given, message) => {
    await expect(orbitConfiguration(given)).rejects.toThrow(message);
  });
});
