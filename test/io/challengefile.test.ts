import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sourceSignals } from "../../src/catalogue/signal.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { noiseDensity } from "../../src/inference/density.js";
import { innerProduct, optimalSnr } from "../../src/inference/product.js";
import { galacticSources, massiveSources } from "../../src/io/challengecolumns.js";
import { challengeConfiguration } from "../../src/io/challengeconfig.js";
import { openChallenge } from "../../src/io/challengefile.js";
import { scoreChallenge } from "../../src/io/challengescore.js";
import { makeChallenge, type WrittenChallenge } from "../../src/io/challengewriter.js";
import { readHdf5, writeHdf5 } from "../../src/io/hdf5.js";
import { equalArms } from "../../src/noise/equalarms.js";

const CONFIG = {
  name: "small",
  seed: 7,
  duration: 1_966_080,
  dt: 60,
  galacticBinaries: { count: 4, frequencies: [2e-3, 6e-3], snrs: [30, 60] },
  massiveBinaries: { count: 1, masses: [1e6, 2e6], snrs: [200, 300] },
};

/** Amplitude of a source in noise, in standard deviations of it: 1/SNR. */
const SIGMAS = 5;

let folder: string;
let written: WrittenChallenge;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "challenge-"));
  written = await makeChallenge(join(folder, "made"), challengeConfiguration(CONFIG));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a challenge that was made", () => {
  it("has its sources in its data, with the amplitudes and phases of its tables", async () => {
    const file = await openChallenge(written.truth);
    expect(file).toMatchObject({
      length: 32_768,
      dt: 60,
      t0: 0,
      phases: "LDC",
      made: { generation: 1.5, noise: "Sangria" },
    });
    const [data, truth] = [await file.spectrum(), await file.truth()];
    const signalOf = sourceSignals({ duration: CONFIG.duration, dt: 60, samples: 1024 });
    const density = noiseDensity(equalArms({ level: "Sangria" }), { df: data.df, first: 0, count: 16_385 });
    expect(truth.map(({ id }) => id).sort()).toEqual(["GB-1", "GB-2", "GB-3", "GB-4", "MBHB-1"]);
    for (const source of truth) {
      const signal = signalOf(source);
      const snr = optimalSnr(signal, density);
      expect(source.snr / snr).toBeCloseTo(1, 6);
      const amplitude = innerProduct(data, signal, density) / snr ** 2;
      // The massive binary is in the galactic ones' bins, too.
      expect(Math.abs(amplitude - 1)).toBeLessThan(source.class === "massive-binary" ? 0.05 : 0.25 + SIGMAS / snr);
    }
  });

  it("can be read in stretches, each for itself", async () => {
    const file = await openChallenge(written.truth);
    const all = await file.read();
    const parts: number[] = [];
    for await (const { X } of file.stretches(10_000)) parts.push(...X);
    expect(parts).toEqual([...all.X]);
    expect((await file.read({ start: 500, count: 3 })).Z).toEqual(all.Z.slice(500, 503));
    await expect(file.read({ start: 32_767, count: 3 })).rejects.toThrow(/32768/);
  });

  it("is blind for who answers, and bound for who asks", async () => {
    const blind = await openChallenge(written.blind);
    expect(await blind.truth()).toEqual([]);
    expect((await blind.read()).X).toEqual((await (await openChallenge(written.truth)).read()).X);
    const names = await readHdf5(written.blind, (file) => file.attributes());
    expect(names).not.toContain("seed");
    expect(names).not.toContain("config_json");
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256")
      .update(await readFile(written.truth))
      .digest("hex");
    expect(await readHdf5(written.blind, (file) => file.text("truth_sha256"))).toBe(hash);
  });

  it("is the same for the same seed, and another for another", async () => {
    const again = await makeChallenge(join(folder, "again"), challengeConfiguration(CONFIG));
    const other = await makeChallenge(join(folder, "other"), challengeConfiguration({ ...CONFIG, seed: 8 }));
    const first = async (path: string): Promise<Float64Array> => (await (await openChallenge(path)).read()).X;
    expect(await first(again.truth)).toEqual(await first(written.truth));
    expect(await first(other.truth)).not.toEqual(await first(written.truth));
    expect(await readdir(join(folder, "again"))).toEqual(["small-blind.h5", "small-truth.h5"]);
  });

  it("scores its own truth as right, and a blind file not at all", async () => {
    const score = await scoreChallenge(written.truth, written.truth);
    expect(score).toMatchObject({ recall: 1, purity: 1, injected: 5, right: 5 });
    await expect(scoreChallenge(written.truth, written.blind)).rejects.toThrow(/blind file; give the one/);
    await expect(scoreChallenge(written.blind, written.truth)).rejects.toThrow(/blind file, not an answer/);
  });
});

describe("phases of galactic binaries", () => {
  const row = {
    Amplitude: Float64Array.of(1e-22),
    Frequency: Float64Array.of(3e-3),
    FrequencyDerivative: Float64Array.of(1e-16),
    EclipticLatitude: Float64Array.of(0.3),
    EclipticLongitude: Float64Array.of(-1),
    Inclination: Float64Array.of(0.7),
    InitialPhase: Float64Array.of(0.4),
    Polarization: Float64Array.of(1.1),
  };
  const phaseOf = (sources: readonly CatalogueSource[]): number =>
    sources[0]!.parameters.find(({ name }) => name === "phase")!.value;

  it("are ours in the challenges' own tables, π less them in GBGPU's", () => {
    expect(phaseOf(galacticSources(row, "dgb", "LDC"))).toBe(0.4);
    expect(phaseOf(galacticSources(row, "dgb", "GBGPU"))).toBeCloseTo(Math.PI - 0.4, 14);
    expect(galacticSources(row, "dgb", "LDC")[0]!.id).toBe("dgb-1");
  });

  it("are those of the data in mini-sangria, which GBGPU made; read as the challenges' they are not", async () => {
    // Bins around the carrier of one binary, cut from the file's own transform.
    const { df, first, A, E, columns } = JSON.parse(await readFile("test/fixtures/io/mini-sangria-gb.json", "utf8"));
    const array = (part: Record<"re" | "im", number[]>) => ({
      re: Float64Array.from(part.re),
      im: Float64Array.from(part.im),
    });
    const data = { df, first, A: array(A), E: array(E), T: array(E) };
    const table = Object.fromEntries(
      Object.entries(columns).map(([name, value]) => [name, Float64Array.of(value as number)]),
    );
    const signalOf = sourceSignals({ duration: 1 / df, dt: 15, samples: 64 });
    const density = noiseDensity(equalArms({ level: "Sangria" }), { df, first, count: A.re.length });
    const amplitude = (phases: "LDC" | "GBGPU"): number => {
      const signal = signalOf(galacticSources(table, "dgb", phases)[0]!);
      return innerProduct(data, signal, density) / innerProduct(signal, signal, density);
    };
    // Of SNR 73: noise moves it by 0.014.
    expect(Math.abs(amplitude("GBGPU") - 1)).toBeLessThan(SIGMAS / 73);
    expect(amplitude("LDC")).toBeLessThan(0);
  });

  it("need columns that are there", () => {
    const { Polarization: _, ...others } = row;
    expect(() => galacticSources(others, "dgb", "LDC")).toThrow(/dgb has no column Polarization; it has Amplitude/);
    const bad = { ...row, Frequency: Float64Array.of(Number.NaN) };
    expect(() => galacticSources(bad, "dgb", "LDC")).toThrow(/NaN in the column Frequency/);
  });
});

describe("massive binaries of Sangria's tables", () => {
  it("have the inclination and polarisation of their angular momentum, and spins along it", () => {
    const [lambda, beta] = [1.1, 0.4];
    const of = (polar: number, azimuth: number) => {
      const one = {
        EclipticLongitude: lambda,
        EclipticLatitude: beta,
        InitialPolarAngleL: polar,
        InitialAzimuthalAngleL: azimuth,
        Mass1: 2e6,
        Mass2: 1e6,
        Spin1: 0.5,
        Spin2: 0.6,
        PolarAngleOfSpin1: 0,
        PolarAngleOfSpin2: Math.PI,
        Distance: 1000,
        PhaseAtCoalescence: 1,
        CoalescenceTime: 5e6,
      };
      const columns = Object.fromEntries(Object.entries(one).map(([name, value]) => [name, Float64Array.of(value)]));
      const { parameters } = massiveSources(columns, "mbhb")[0]!;
      return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    };
    // Towards us: the angular momentum is opposite to the direction of the source.
    expect(of(Math.PI / 2 + beta, lambda + Math.PI)["inclination"]).toBeCloseTo(0, 7);
    expect(of(Math.PI / 2 - beta, lambda)["inclination"]).toBeCloseTo(Math.PI, 7);
    // Seen from the side, and up on the sky.
    expect(of(beta, lambda + Math.PI)).toMatchObject({ spin1: 0.5, spin2: -0.6 });
    expect(of(beta, lambda + Math.PI)["inclination"]).toBeCloseTo(Math.PI / 2, 12);
    expect(of(beta, lambda + Math.PI)["polarization"]).toBeCloseTo(Math.PI / 2, 12);
  });
});

describe("a file that is no challenge", () => {
  const columns = (t: readonly number[], X: readonly number[] = t) => ({
    t: Float64Array.from(t),
    X: Float64Array.from(X),
    Y: Float64Array.from(t),
    Z: Float64Array.from(t),
  });

  it.each([
    ["uneven", [0, 16, 30, 45, 60], /not equally spaced/],
    ["short", [0], /shape \(1, 1\)/],
    ["backwards", [30, 15, 0], /not equally spaced/],
  ])("%s", async (name, t, message) => {
    const path = join(folder, `${name}.h5`);
    await writeHdf5(path, (file) => file.putRecords("obs/tdi", columns(t)));
    await expect(openChallenge(path)).rejects.toThrow(message);
  });

  it("left samples out in the middle", async () => {
    const path = join(folder, "middle.h5");
    await writeHdf5(path, (file) => file.putRecords("obs/tdi", columns([0, 15, 45, 45, 60])));
    await expect((await openChallenge(path)).read()).rejects.toThrow(/45 s at sample 2, where 30 s should be/);
  });

  it("has gaps", async () => {
    const path = join(folder, "gaps.h5");
    await writeHdf5(path, (file) => file.putRecords("obs/tdi", columns([0, 15, 30, 45], [1, 2, Number.NaN, 4])));
    const file = await openChallenge(path);
    expect((await file.read()).X).toEqual(Float64Array.of(1, 2, Number.NaN, 4));
    await expect(file.spectrum()).rejects.toThrow(/no number at sample 2, 30 s/);
  });

  it("has other columns, or none", async () => {
    const path = join(folder, "columns.h5");
    await writeHdf5(path, (file) => file.putRecords("obs/tdi", { t: Float64Array.of(0, 1), A: Float64Array.of(0, 1) }));
    await expect((await openChallenge(path)).read()).rejects.toThrow(/no column X; it has t, A/);
    await expect(openChallenge("test/fixtures/response/gb-tdi.h5")).rejects.toThrow(/obs\/tdi is missing/);
    await expect(openChallenge(written.truth, { phases: "ldc" as "LDC" })).rejects.toThrow(/LDC or GBGPU/);
  });
});

describe("a configuration", () => {
  it.each([
    [{ duraton: 1 }, /Did you mean "duration"/],
    [{ seed: 1.5 }, /seed of the configuration is 1.5/],
    [{ name: "../evil" }, /letters, digits/],
    [{ noise: "loud" }, /SciRD, MRD/],
    [{ generation: 3 }, /1.5, 2/],
    [{ galacticBinaries: { count: 2, snrs: [9, 3] } }, /the lower first/],
    [{ galacticBinaries: [{ frequency: 1e-3 }] }, /amplitude of GB-1 is undefined/],
    [{ massiveBinaries: [{ mass: 1 }] }, /MBHB-1 of massiveBinaries has no option "mass"/],
    [{ galacticBinaries: { count: 2.5 } }, /whole number/],
  ])("is refused: %#", (part, message) => {
    expect(() => challengeConfiguration({ ...CONFIG, ...part })).toThrow(message);
  });
});
