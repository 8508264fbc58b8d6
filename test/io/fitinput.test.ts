import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { SPACECRAFT } from "../../src/core/mosa.js";
import { randomStream } from "../../src/core/random.js";
import { readFitInput } from "../../src/io/fitinput.js";
import { readHdf5, writeHdf5 } from "../../src/io/hdf5.js";
import { waveformConfiguration } from "../../src/io/waveformconfig.js";
import { writeWaveform } from "../../src/io/waveformfile.js";
import { keplerian } from "../../src/orbits/orbits.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { Decimation } from "../../src/pipeline/decimation.js";
import { type GlobalFit, type GlobalFitOptions, globalFit } from "../../src/search/global.js";
import { newFolder } from "./folder.js";

const DAY = 86_400;
const LASER = 281_600_000_000_000;
const OBLIQUITY = ((84_381.406 / 3600) * Math.PI) / 180;

/** Put on the links as the simulator does it. */
const BINARY = {
  frequency: 3.2e-3,
  amplitude: 1e-20,
  inclination: 0.8,
  polarization: 0.7,
  phase: 1.1,
  lambda: 2,
  beta: 0.4,
};
/** Of white noise in X, Y and Z: a signal-to-noise ratio of several hundreds. */
const SIGMA = 1e-22;
/** What a fit at that ratio may be off: a part of the amplitude, and radians. */
const OFF = { amplitude: 0.03, inclination: 0.05, polarization: 0.05, phase: 0.1, lambda: 0.02, beta: 0.02 };

/** X, Y and Z of a binary, as level 1 has them, in Hz, with some noise. */
async function measured(folder: string, t0: number, dt: number, duration: number, orbits: OrbitTable) {
  const path = join(folder, "wave.h5");
  const config = { t0, dt, duration, domain: "time", channels: "AET", generation: 2 };
  await writeWaveform(
    path,
    waveformConfiguration({ ...config, source: { type: "galacticBinary", ...BINARY } }),
    orbits,
  );
  const [A, E, T] = (await readHdf5(path, (file) => ["A", "E", "T"].map((name) => file.table(name).values))) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  const series = [
    A.map((a, n) => -r2 * a + r6 * E[n]! + r3 * T[n]!),
    A.map((_, n) => -2 * r6 * E[n]! + r3 * T[n]!),
    A.map((a, n) => r2 * a + r6 * E[n]! + r3 * T[n]!),
  ];
  return series.map((values, k) => {
    const noise = randomStream(1n, `noise ${k}`).normals(new Float64Array(values.length));
    return values.map((value, n) => LASER * (value + SIGMA * noise[n]!));
  });
}

/** A file as lisalab l1 writes it: what a fit reads of it. */
async function levelOne(path: string, t0: number, dt: number, duration: number): Promise<void> {
  const orbits = keplerian().table({ t0: instant("TCB", t0 - DAY), dt: 3600, length: duration / 3600 + 49 });
  const series = await measured(newFolder(), t0, dt, duration, orbits);
  const size = series[0]!.length;
  const flags = new BigInt64Array(size).fill(1n, 1000, 1500);
  const [c, s] = [Math.cos(OBLIQUITY), Math.sin(OBLIQUITY)];
  // The file's orbits end 12 hours after the data.
  const [from, rows] = [12, duration / 3600 + 25];
  await writeHdf5(path, (file) => {
    file.attributes({ laser_frequency: LASER, pipeline_name: "test" });
    file.group("tdis/sampling", { t0, dt, size: BigInt(size) });
    ["X2", "Y2", "Z2"].forEach((name, n) => {
      file.put(`tdis/${name}`, { shape: [size] }, series[n]!);
    });
    file.put("tdis/tdi_flags", { type: "int64", shape: [size] }, flags);
    file.group("orbits/sampling", { t0: t0 - DAY / 2, dt: 3600, size: BigInt(rows) });
    for (const sc of SPACECRAFT) {
      for (const [what, vectors] of [
        ["position", orbits.positions[sc]],
        ["velocity", orbits.velocities[sc]],
      ] as const) {
        const turned = vectors.slice(3 * from, 3 * (from + rows));
        for (let n = 0; n < turned.length; n += 3) {
          const [y, z] = [turned[n + 1]!, turned[n + 2]!];
          turned[n + 1] = c * y - s * z;
          turned[n + 2] = s * y + c * z;
        }
        file.put(`orbits/sc_${what}_${sc}`, { shape: [rows, 3] }, turned);
      }
    }
  });
}

function fitted(data: Parameters<typeof globalFit>[0], options: GlobalFitOptions): GlobalFit {
  const work = globalFit(data, options);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

describe("level 1 as the input of a fit", () => {
  it("has the sources that were put on the links: amplitude, frequency, place, orientation and phase", async () => {
    const path = join(newFolder(), "l1.h5");
    await levelOne(path, 2e7, 5, 16 * DAY);
    const input = await readFitInput(path);
    expect(input.series.dt).toBe(10);
    const missing = input.series.A.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    expect(missing).toBeGreaterThan(250);
    expect(missing).toBeLessThan(320);

    const { binaries } = fitted(input, { seed: 1n, band: { from: 3e-3, to: 3.4e-3 }, posteriors: false });
    expect(binaries).toHaveLength(1);
    const { binary } = binaries[0]!.found;
    const elapsed = input.from.seconds + input.from.fraction;
    const truth = { ...BINARY, phase: BINARY.phase - 2 * Math.PI * ((BINARY.frequency * elapsed) % 1) };
    expect(Math.abs(binary.frequency - truth.frequency)).toBeLessThan(5e-9);
    expect(Math.abs(binary.amplitude / truth.amplitude - 1)).toBeLessThan(OFF.amplitude);
    for (const name of ["inclination", "polarization", "phase", "lambda", "beta"] as const) {
      const period = name === "polarization" ? Math.PI : 2 * Math.PI;
      const away = binary[name] - truth[name];
      expect(Math.abs(away - period * Math.round(away / period)), name).toBeLessThan(OFF[name]);
    }
  });

  it("refuses what is neither level 1 nor a challenge", async () => {
    const path = join(newFolder(), "other.h5");
    await writeHdf5(path, (file) => file.attributes({ what: "else" }));
    await expect(readFitInput(path)).rejects.toThrow(/has neither \/tdis.*nor \/obs\/tdi/);
  });
});

describe("decimation", () => {
  it("passes what is low, stops what would come down, in whatever pieces", () => {
    const [dt, factor] = [0.25, 40];
    const values = Float64Array.from(
      { length: 20_000 },
      (_, n) => Math.sin(2 * Math.PI * 0.01 * n * dt) + 1e6 * Math.sin(2 * Math.PI * 1.91 * n * dt),
    );
    const whole = new Decimation(factor);
    const out = whole.push(values);
    expect(out).toHaveLength(whole.lengthFor(values.length));
    out.forEach((value, n) => {
      const t = (n * factor + whole.delay) * dt;
      expect(Math.abs(value - Math.sin(2 * Math.PI * 0.01 * t))).toBeLessThan(1e-6);
    });
    const pieces = new Decimation(factor);
    const parts = [0, 1, 7000, 7001, 15_000].map((from, n, all) => [
      ...pieces.push(values.slice(from, all[n + 1] ?? values.length)),
    ]);
    expect(parts.flat()).toEqual([...out]);
  });
});
