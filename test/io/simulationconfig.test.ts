import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { MOSAS } from "../../src/core/mosa.js";
import { writeHdf5 } from "../../src/io/hdf5.js";
import { writeOrbits } from "../../src/io/orbitsfile.js";
import { simulationConfiguration } from "../../src/io/simulationconfig.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { simulate } from "../../src/pipeline/simulate.js";

let folder: string;
let config: Record<string, unknown>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lisalab simulation "));
  const orbits = join(folder, "orbits.h5");
  await writeOrbits(orbits, keplerian(), { t0: instant("TCB", 0), dt: 10_000, length: 100 });
  config = { orbits, start: 400_000, duration: 100, seed: 5, noises: false, streams: ["sci_carrier_fluctuations"] };
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of the same step of 1e-18 on all links, one second and a half after 400,050 s. */
async function waves(name: string, t0: number, length: number, frame = "tps"): Promise<string> {
  const path = join(folder, name);
  await writeHdf5(path, (file) => {
    file.attributes({ version: "2.3", size: BigInt(length), dt: 0.5, t0, gw_count: 1 });
    const values = Float64Array.from({ length: 6 * length }, (_, n) =>
      t0 + 0.5 * Math.floor(n / 6) > 400_051.5 ? 1e-18 : 0,
    );
    file.put(`${frame}/y`, { shape: [length, 6] }, values);
  });
  return path;
}

describe("the waves of a configuration", () => {
  it("come from the file that it names", async () => {
    const path = await waves("waves.h5", 399_000, 4000);
    const { options, files } = await simulationConfiguration({ ...config, waves: path });
    expect(files).toEqual([config["orbits"], path]);
    const [seen, unseen] = [await simulate(options), await simulate((await simulationConfiguration(config)).options)];
    const different = (n: number): Promise<number[]> =>
      Promise.all(
        MOSAS.map(async (mosa) => {
          const { values } = await seen.read("sci_carrier_fluctuations", mosa);
          return values[n]! - (await unseen.read("sci_carrier_fluctuations", mosa)).values[n]!;
        }),
      );
    expect(Math.max(...(await different(100)).map(Math.abs))).toBeLessThan(1e-7);
    // 1e-18 of 282 THz, on one link or there and back.
    expect(Math.max(...(await different(390)).map(Math.abs))).toBeGreaterThan(2e-4);
  });

  it.each([
    ["a number", { waves: 5 }, "waves of the configuration is 5; it must be the name of a file of link responses"],
    ["nothing", { waves: null }, "waves of the configuration is null"],
    ["sources, too", { waves: "waves.h5", sources: [] }, "has sources and waves; give one of them"],
    ["a file that isn't there", { waves: "nowhere.h5" }, "nowhere.h5"],
  ])("are refused: %s", async (_, given, message) => {
    await expect(simulationConfiguration({ ...config, ...given })).rejects.toThrow(message);
  });

  it("are refused when the file is of something else, too short, or not on proper times", async () => {
    for (const [path, message] of [
      [config["orbits"], "holds no link responses"],
      [await waves("late.h5", 400_010, 4000), "late.h5 has waves from 400010 to 402009 s; the simulation needs them"],
      [await waves("short.h5", 399_000, 2300), "to 400416 s. Give a longer file."],
      [await waves("tcb.h5", 399_000, 4000, "tcb"), "has responses in TCB, not in TPS"],
    ] as const) {
      await expect(simulationConfiguration({ ...config, waves: path })).rejects.toThrow(message);
    }
  });
});
