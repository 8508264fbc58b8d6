import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { instant, later } from "../../src/core/instant.js";
import { MOSAS, perMosa } from "../../src/core/mosa.js";
import { readHdf5, writeHdf5 } from "../../src/io/hdf5.js";
import { openResponse } from "../../src/io/lisagwresponse2.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { writeResponse } from "../../src/io/responsefile.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { linkResponse } from "../../src/response/links.js";
import { galacticBinary } from "../../src/waveforms/binary.js";
import { isotropicBackground } from "../../src/waveforms/stochastic.js";
import { verificationBinary } from "../../src/waveforms/verification.js";

const THEIRS = "test/fixtures/response/gw-vb.h5";

const BINARY = galacticBinary({
  name: "one",
  frequency: 0.0031,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
});

const HM_CNC = verificationBinary({
  name: "HM Cnc",
  period: 321.529,
  distance: 5000 * PARSEC.value,
  masses: [0.55, 0.27],
  inclination: 0.66,
  lambda: 2.1,
  beta: -0.08,
});

let folder: string;
let orbits: OrbitTable;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lisalab responses "));
  orbits = await openOrbits("runbooks/sample/orbits.h5");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

describe("a file of lisagwresponse", () => {
  it("is read, whole and in part", async () => {
    const file = await openResponse(THEIRS);
    expect(file).toMatchObject({ dt: 50, length: 400, frames: ["TPS", "TCB"], sources: 1 });
    expect(file.t0).toEqual(instant("TCB", 1000));
    const whole = await file.read("TPS");
    const part = await file.read("TPS", { start: 100, count: 7 });
    const table = await readHdf5(THEIRS, (h5) => h5.table("tps/y").values);
    for (const mosa of MOSAS) {
      expect(whole[mosa]).toHaveLength(400);
      expect(part[mosa]).toEqual(whole[mosa].subarray(100, 107));
      expect(whole[mosa][3]).toBe(table[3 * 6 + MOSAS.indexOf(mosa)]);
    }
    await expect(file.read("TPS", { start: 399, count: 2 })).rejects.toThrow(/which has samples 0 to 400/);
  });

  it("is a response like that of sources: its own samples at its own times", async () => {
    const file = await openResponse(THEIRS);
    const whole = await file.read("TPS");
    const response = await file.response();
    expect(response.at(file.t0, 50, 400)).toEqual(whole);
    expect(response.at(later(file.t0, 5000), 100, 20)["31"]).toEqual(
      Float64Array.from({ length: 20 }, (_, n) => whole["31"][100 + 2 * n]!),
    );
    const part = await file.response("TPS", { start: 100, count: 50 });
    expect(part.at(later(file.t0, 5000), 50, 50)["13"]).toEqual(whole["13"].subarray(100, 150));
    expect(() => part.at(file.t0, 50, 1)).toThrow(/serves its samples 0 to 49 here; -100 to -100 were asked for/);
  });

  it.each([
    ["nothing of the kind", "runbooks/sample/orbits.h5", /holds no link responses: it has tcb, tps/],
    ["missing", "test/fixtures/response/none.h5", /there is no such file/],
    ["no HDF5", "package.json", /is not an HDF5 file/],
  ])("is refused when it is %s", async (_, path, message) => {
    await expect(openResponse(path)).rejects.toThrow(message);
  });

  it("is refused when it is cut short", async () => {
    const path = join(folder, "cut.h5");
    writeFileSync(path, readFileSync(THEIRS).subarray(0, 20_000));
    await expect(openResponse(path)).rejects.toThrow(/truncated or damaged/);
  });

  const header = { version: "2.5.0", t0: 0, dt: 1, size: 3n, gw_count: 1n };
  it.each([
    ["another version", { version: "1.1" }, [3, 6], /is of lisagwresponse 1.1; versions 2.x can be read/],
    ["another shape", {}, [3, 5], /has the shape \(3, 5\); it must be \(3, 6\)/],
    ["another size", { size: 4n }, [3, 6], /has the shape \(3, 6\); it must be \(4, 6\)/],
    ["no interval", { dt: 0 }, [3, 6], /dt of .* is 0 s; it must be positive/],
  ])("is refused when it has %s", async (_, wrong, shape, message) => {
    const path = join(folder, "wrong.h5");
    await writeHdf5(path, (file) => {
      file.attributes({ ...header, ...wrong });
      file.create("tps/y", { shape });
    });
    await expect(openResponse(path)).rejects.toThrow(message);
  });

  it("is refused where it is not a number, and in a frame that it has not", async () => {
    const path = join(folder, "nan.h5");
    const values = new Float64Array(18);
    values[6 + 4] = Number.NaN;
    await writeHdf5(path, (file) => {
      file.attributes(header);
      file.put("tps/y", { shape: [3, 6] }, values);
    });
    const file = await openResponse(path);
    await expect(file.read("TPS")).rejects.toThrow(/response of link 32 in row 1 of .* is NaN/);
    await expect(file.read("TCB")).rejects.toThrow(/has responses in TPS, not in TCB/);
    expect((await file.read("TPS", { start: 2, count: 1 }))["12"]).toEqual(new Float64Array(1));
  });
});

describe("a file of responses of ours", () => {
  it("holds both frames, what it was made of, and the same numbers as the response", async () => {
    const path = join(folder, "both.h5");
    const fractions: number[] = [];
    const t0 = instant("TCB", 2000, 0.5);
    const work = { onProgress: ({ fraction }: { fraction: number }) => void fractions.push(fraction) };
    const written = await writeResponse(path, [BINARY, HM_CNC], orbits, { t0, dt: 0.25, duration: 10_000 }, work);
    expect(written).toEqual({ path, length: 40_000, warnings: [] });
    expect(fractions).toEqual([0.8192, 1]);
    const file = await openResponse(path);
    expect(file).toMatchObject({ t0, dt: 0.25, length: 40_000, frames: ["TPS", "TCB"], sources: 2 });
    for (const frame of ["TCB", "TPS"] as const) {
      const read = await file.read(frame);
      const made = linkResponse([BINARY, HM_CNC], orbits, { frame }).at(t0, 0.25, 40_000);
      for (const mosa of MOSAS) expect(Buffer.compare(bytesOf(read[mosa]), bytesOf(made[mosa]))).toBe(0);
    }
    await readHdf5(path, (h5) => {
      expect([h5.text("timeframe"), h5.text("version"), h5.text("software")]).toEqual([
        "both",
        "2.5.0",
        expect.stringMatching(/^lisalab /),
      ]);
      expect([h5.number("fs"), h5.number("duration"), h5.number("gw_count")]).toEqual([4, 10_000, 2]);
      expect([h5.text("gw0_classname"), h5.number("gw0_f"), h5.number("gw0_gw_beta")]).toEqual([
        "GalacticBinary",
        0.0031,
        0.31,
      ]);
      expect(h5.text("gw1_name")).toBe("HM Cnc");
      expect(h5.number("gw1_distance")).toBeCloseTo(5000, 9);
    });
  });

  it("is interpolated between its samples", async () => {
    const path = join(folder, "coarse.h5");
    const t0 = instant("TCB", 2000);
    await writeResponse(path, [BINARY], orbits, { t0, dt: 4, duration: 4000, frame: "TPS" });
    const response = await (await openResponse(path)).response();
    const from = later(t0, 40.3);
    const direct = linkResponse([BINARY], orbits).at(from, 0.0625, 20_000);
    const ours = response.at(from, 0.0625, 20_000);
    for (const mosa of MOSAS) {
      const peak = Math.max(...direct[mosa].map(Math.abs));
      // At 0.012 of the sampling rate the interpolation errs by less than its rounding.
      const worst = ours[mosa].reduce((most, value, n) => Math.max(most, Math.abs(value - direct[mosa][n]!)), 0);
      expect(worst / peak).toBeLessThan(1e-13);
    }
    expect(() => response.at(later(t0, 27), 1, 10)).toThrow(
      /serves its samples 7 to 991 here; 6.75 to 9 were asked for/,
    );
    expect(() => response.at(later(t0, 3960), 1, 10)).toThrow(/to 992.25 were asked for/);
  });

  it("names every source, however many", async () => {
    const path = join(folder, "many.h5");
    const background = isotropicBackground({
      seed: 1n,
      spectrum: { shape: "energyDensity", omega: 1e-9, at: 0.01, index: 0 },
      lowest: 0.01,
      highest: 0.1,
      nside: 1,
    });
    const sources = [...Array.from({ length: 99 }, (_, n) => ({ ...BINARY, name: `binary ${n}` })), background];
    await writeResponse(path, sources, orbits, { t0: instant("TCB", 0), dt: 10, duration: 100, frame: "TCB" });
    const file = await openResponse(path);
    expect([file.sources, file.frames]).toEqual([100, ["TCB"]]);
    await readHdf5(path, (h5) => {
      expect(h5.shape("sources")).toEqual([100]);
      expect(h5.attributes().filter((name) => name.endsWith("_classname"))).toHaveLength(64);
    });
  });

  it("warns of what its samples can't show", async () => {
    const path = join(folder, "slow.h5");
    const options = { t0: instant("TCB", 0), dt: 250, duration: 5000, frame: "TCB" } as const;
    const { warnings } = await writeResponse(path, [BINARY], orbits, options);
    // A single source's parameters are the file's own too, as lisagwresponse has them.
    await readHdf5(path, (h5) => {
      expect([h5.text("classname"), h5.number("f"), h5.number("psi"), h5.number("t_init")]).toEqual([
        "GalacticBinary",
        0.0031,
        0.35,
        0,
      ]);
    });
    expect(warnings.map(({ message }) => message)).toEqual([
      "one reaches 0.0031 Hz, above the 0.002 Hz that samples every 250 s can show: it is aliased. Sample faster or leave it out.",
    ]);
  });

  it.each([
    [{ dt: 0 }, /dt of a file of responses is 0 s/],
    [{ duration: 0.1 }, /duration of a file of responses is 0.1 s; it must be a finite number, at least 0.25/],
    [{ frame: "SCET" }, /it can be both, TCB or TPS/],
    [{ durtion: 1 }, /Did you mean "duration"/],
    [{ duration: 1e6 }, /Give orbits that cover/],
    [{ t0: instant("TCB", -60_000) }, /Give orbits that cover/],
  ])("is not begun with %o", async (wrong, message) => {
    const path = join(folder, "never.h5");
    const options = { t0: instant("TCB", 0), dt: 0.25, duration: 10, ...(wrong as object) };
    await expect(writeResponse(path, [BINARY], orbits, options)).rejects.toThrow(message);
    expect(readdirSync(folder)).not.toContain("never.h5");
  });

  it("is left as it was when the work is stopped", async () => {
    const path = join(folder, "stopped.h5");
    copyFileSync(THEIRS, path);
    const control = new AbortController();
    const work = { signal: control.signal, onProgress: () => control.abort() };
    const options = { t0: instant("TCB", 0), dt: 0.25, duration: 50_000 };
    await expect(writeResponse(path, [BINARY], orbits, options, work)).rejects.toThrow(/abort/i);
    expect(Buffer.compare(readFileSync(path), readFileSync(THEIRS))).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("a value of each link", () => {
  it("stays that link's on the way through a file", async () => {
    const path = join(folder, "links.h5");
    await writeHdf5(path, (file) => {
      file.attributes({ version: "2.5.0", t0: 0, dt: 1, size: 1n, gw_count: 1n });
      file.put("tps/y", { shape: [1, 6] }, Float64Array.from(MOSAS, Number));
    });
    expect(await (await openResponse(path)).read("TPS")).toEqual(perMosa((mosa) => Float64Array.of(Number(mosa))));
  });
});
