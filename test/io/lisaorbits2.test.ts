import { join } from "node:path";
import * as h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { newFolder } from "./folder.js";

interface Given {
  readonly t0?: number | string | BigInt64Array;
  readonly dt?: number | string;
  readonly version?: string;
  readonly shape?: number[];
  readonly bad?: number;
}

async function written({ t0 = -50_000, dt = 5000, version = "2.4.2", shape = [12, 6], bad }: Given): Promise<string> {
  await h5wasm.ready;
  const path = join(newFolder(), "orbits.h5");
  const file = new h5wasm.File(path, "w");
  const size = shape.reduce((product, count) => product * count, 1);
  const values = Float64Array.from({ length: size }, (_, n) => (n === bad ? Number.NaN : 8 + n / 100));
  file.create_group("tps");
  file.create_dataset({ name: "tps/ppr", data: values, shape });
  file.create_attribute("version", version);
  file.create_attribute("generator", "KeplerianOrbits");
  file.create_attribute("t0", t0);
  file.create_attribute("dt", dt);
  file.close();
  return path;
}

describe("orbits of lisaorbits 2.x", () => {
  it("have the proper pseudo-ranges of the six links, in the files' order", async () => {
    const orbits = await openOrbits("runbooks/sample/orbits.h5");
    expect(orbits).toMatchObject({
      source: "lisaorbits 2.4.2 KeplerianOrbits",
      t0: { scale: "TCB", seconds: -50_000, fraction: 0 },
      dt: 5000,
      length: 60,
    });
    expect(orbits.properPseudoRanges["12"][10]).toBeCloseTo(8.3324, 3);
    const made = await openOrbits(await written({}));
    expect(made.properPseudoRanges["13"].slice(0, 2)).toEqual(Float64Array.of(8.03, 8.09));
  });

  it.each([[-50_000], ["-50000"], [BigInt64Array.of(-50_000n)]])("have a start that may be %o", async (t0) => {
    expect((await openOrbits(await written({ t0 }))).t0).toMatchObject({ seconds: -50_000, fraction: 0 });
  });

  it.each([
    ["another version", { version: "1.0" }, /lisaorbits 1.0; versions 2.x can be read/],
    ["another shape", { shape: [12, 5] }, /shape \(12, 5\); it must be \(N, 6\)/],
    ["one row", { shape: [1, 6] }, /must be \(N, 6\)/],
    ["NaN", { bad: 8 }, /link 31 in row 1 of .* is NaN/],
    ["a step of nothing", { dt: 0 }, /dt of .* is 0 s; it must be positive/],
    ["a step that is no number", { dt: "x" }, /attribute dt is x, not a number/],
  ] as [string, Given, RegExp][])("are refused with %s", async (_, given, message) => {
    await expect(openOrbits(await written(given)), message.source).rejects.toThrow(message);
  });

  it("are refused in a file of measurements", async () => {
    await expect(openOrbits("runbooks/sample/observation.h5")).rejects.toThrow(/holds no orbits: it has .*mprs/);
  });
});
