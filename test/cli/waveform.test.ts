import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { galacticBinary } from "../../src/waveforms/binary.js";

const MAIN = resolve("dist/cli/main.js");

const BINARY = {
  frequency: 0.0031,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
};
const CONFIG = { t0: 900, dt: 10, duration: 5000, source: { type: "galacticBinary", ...BINARY } };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab waveform "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lisalab(config: unknown, ...words: string[]): { status: number | null; stderr: string } {
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return spawnSync(process.execPath, [MAIN, "waveform", "config.json", ...words], { encoding: "utf8", cwd: folder });
}

function read(name: string, dataset: string): Promise<Float64Array> {
  return readHdf5(join(folder, name), (file) => file.table(dataset).values);
}

describe("lisalab waveform", () => {
  it("writes h₊ and h× as the function has them, and their Fourier transforms", async () => {
    const { status, stderr } = lisalab(CONFIG, "--output", "wave.h5");
    expect(stderr).toContain("wave.h5: plus, cross, 500 samples, galactic binary\n");
    expect(status).toBe(0);
    const offsets = Float64Array.from({ length: 500 }, (_, n) => 10 * n);
    const wanted = galacticBinary(BINARY).strain(instant("TCB", 900), offsets);
    expect(await read("wave.h5", "plus")).toEqual(wanted.plus);
    expect(await read("wave.h5", "cross")).toEqual(wanted.cross);
    expect(lisalab({ ...CONFIG, domain: "frequency" }, "--output", "bins.h5").status).toBe(0);
    const [f, re] = [await read("bins.h5", "f"), await read("bins.h5", "plus_re")];
    expect(f[1]).toBeCloseTo(1 / 5000, 12);
    expect(re[0]).toBeCloseTo(10 * wanted.plus.reduce((sum, value) => sum + value, 0), 24);
  });

  it("writes A, E and T through the response", async () => {
    const { status, stderr } = lisalab({ ...CONFIG, channels: "AET" }, "--output", "aet.h5");
    expect(stderr).toContain("aet.h5: A, E, T, 500 samples, galactic binary\n");
    expect(status).toBe(0);
    const [A, T] = [await read("aet.h5", "A"), await read("aet.h5", "T")];
    const size = (values: Float64Array): number => Math.max(...values.map(Math.abs));
    expect(size(A)).toBeGreaterThan(1e-22);
    // Below 19 mHz, T hardly sees waves.
    expect(size(T)).toBeLessThan(0.1 * size(A));
  });

  it("writes what models of frequency say, and says when there is nothing", async () => {
    const config = { ...CONFIG, domain: "frequency", method: "direct", channels: "AET" };
    const { status, stderr } = lisalab(config, "--output", "direct.h5");
    expect(stderr).toContain("direct.h5: A, E, T, 500 samples, galactic binary\n");
    expect(status).toBe(0);
    const [f, A] = [await read("direct.h5", "f"), await read("direct.h5", "A_re")];
    expect(f[1]).toBeCloseTo(1 / 5000, 12);
    expect(A.length).toBe(251);
    const merger = { type: "massiveBinary", m1: 1e6, m2: 1e6, distance: 1e26, inclination: 1, lambda: 0, beta: 0 };
    const late = lisalab({ ...CONFIG, t0: 1e6, source: { ...merger, duration: 5000 } }, "--output", "late.h5");
    expect(late.stderr).toMatch(/Warning: massive binary is 0 in all samples: its signal is at other times/);
    expect(late.status).toBe(0);
    const emri = { m1: 1e6, m2: 10, spin: 0.9, p0: 10, e0: 0.3, Y0: 0.8, distance: 1e25, lambdaSpin: 1, betaSpin: 0 };
    const source = { type: "emri", ...emri, lambda: 0, beta: 0, duration: 10_000 };
    const refused = lisalab({ ...config, source }, "--output", "emri.h5");
    expect(refused.stderr).toMatch(/has no fast response in the frequency domain; .* Transform it from time/);
    expect(refused.status).not.toBe(0);
    expect(existsSync(join(folder, "emri.h5"))).toBe(false);
  });

  it("warns of aliases, and of parameters beyond a calibration", () => {
    const fast = lisalab({ ...CONFIG, source: { ...CONFIG.source, frequency: 0.08 } }, "--output", "fast.h5");
    expect(fast.stderr).toMatch(/Warning: galactic binary reaches 0.08 Hz, above the 0.05 Hz/);
    const source = { type: "massiveBinary", m1: 3e7, m2: 1e6, distance: 1e26, inclination: 1, lambda: 0, beta: 0 };
    const heavy = lisalab({ ...CONFIG, source: { ...source, duration: 50_000 } }, "--output", "heavy.h5");
    expect(heavy.stderr).toMatch(/Warning: massive binary: the mass ratio is 30.00; IMRPhenomHM is calibrated to 20/);
    expect(heavy.status).toBe(0);
  });

  it.each([
    [{ domian: "time" }, /no option "domian". Did you mean "domain"/],
    [{ domain: "wavelet" }, /domain of the configuration is "wavelet"; it can be time or frequency/],
    [{ generation: 2 }, /generation is of A, E and T/],
    [{ source: { ...CONFIG.source, amplitud: 1 } }, /no option "amplitud". Did you mean "amplitude"/],
    [{ source: { ...CONFIG.source, type: "galacticBinry" } }, /no type of source "galacticBinry"/],
    [{ duration: 5 }, /duration of the configuration is 5 s; it must be .* at least 20/],
  ])("refuses %j, and writes nothing", (wrong, message) => {
    const { status, stderr } = lisalab({ ...CONFIG, ...wrong }, "--output", "none.h5");
    expect(stderr).toMatch(message);
    expect(status).not.toBe(0);
    expect(existsSync(join(folder, "none.h5"))).toBe(false);
  });

  it("does not overwrite its configuration, and wants an output", () => {
    expect(lisalab(CONFIG, "--output", "config.json").stderr).toMatch(/is an input; give another name/);
    expect(lisalab(CONFIG).stderr).toMatch(/--output is missing/);
  });
});
