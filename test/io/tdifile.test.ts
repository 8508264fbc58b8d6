import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MOSAS } from "../../src/core/mosa.js";
import type { Progress } from "../../src/core/progress.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { openObservation } from "../../src/io/observation.js";
import { writeTdi } from "../../src/io/tdifile.js";
import type { TdiOptions } from "../../src/pipeline/product.js";
import { tdi } from "../../src/pipeline/tdi.js";
import { newFolder } from "./folder.js";
import { type Simulated, writeSimulated } from "./simulated.js";

/** An observation as given, and a place for its output. */
async function place(given: Simulated = {}): Promise<{ input: string; output: string; folder: string }> {
  const folder = newFolder();
  const input = join(folder, "in.h5");
  await writeSimulated(input, given);
  return { input, output: join(folder, "out.h5"), folder };
}

/** Why writing is refused; fails if something is left behind. */
async function refusal(given: Simulated, variables: readonly string[], options: TdiOptions): Promise<string> {
  const { input, output, folder } = await place(given);
  const observation = await openObservation(input);
  const error: unknown = await writeTdi(output, observation, variables, options).catch((thrown: unknown) => thrown);
  expect(readdirSync(folder)).toEqual(["in.h5"]);
  if (!(error instanceof Error)) throw new Error("not refused");
  expect(error.message).not.toContain("\n");
  return error.message;
}

const spoiled =
  (from: number, to: number, spoil: number): NonNullable<Simulated["value"]> =>
  (stream, mosa, n) => {
    if (stream === "sci_carriers" && mosa === "23" && n >= from && n < to) return spoil;
    return stream === "mprs" ? 8.3 : 1e7 + Math.sin(n / 40 + Number(mosa));
  };

describe("a file of TDI variables", () => {
  it("has a dataset for each, as the function gives it, and says what it is", async () => {
    const { input, output } = await place();
    const observation = await openObservation(input);
    await writeTdi(output, observation, ["X2", "A2", "eta_12"], { clockCorrection: false });
    const { series, valid } = await tdi(observation, ["X2", "A2", "eta_12"], { clockCorrection: false });
    await readHdf5(output, (file) => {
      expect(file.names("/")).toEqual(["A2", "X2", "eta_12"]);
      for (const name of ["X2", "A2", "eta_12"] as const)
        expect(file.series(name, 0, 1200)).toEqual(series[name].values);
      expect([file.number("dt"), file.number("t0"), file.number("size")]).toEqual([0.25, 1000, 1200]);
      expect([file.number("valid_start"), file.number("valid_stop")]).toEqual([valid.start, valid.stop]);
      expect(file.text("input")).toBe(input);
      expect(file.text("input_sha256")).toMatch(/^[0-9a-f]{64}$/);
      expect(JSON.parse(file.text("parameters_json"))).toMatchObject({
        order: 31,
        delays: "smoothed",
        variables: "X2,A2,eta_12",
      });
    });
  });

  it("does not depend on how the file is cut into stretches", async () => {
    const { input, output } = await place({ length: 140_000 });
    const observation = await openObservation(input);
    const seen: Progress[] = [];
    await writeTdi(
      output,
      observation,
      ["X1"],
      { clockCorrection: false },
      { onProgress: (progress) => seen.push(progress) },
    );
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    // Around the second stretch's first sample, 65,536: as a file that begins shortly before has it.
    const from = 65_000;
    const late = await place({
      length: 2000,
      metadata: { t0: 1000 + from / 4 },
      value: (stream, mosa, n) => whole(stream, mosa, n + from),
    });
    const there = await tdi(await openObservation(late.input), ["X1"], { clockCorrection: false, delays: "raw" });
    await writeTdi(output, observation, ["X1"], { clockCorrection: false, delays: "raw" });
    const here = await readHdf5(output, (file) => file.series("X1", from, 2000));
    for (let n = 300; n < 1950; n++) expect(Math.abs(here[n]! - there.series.X1.values[n]!)).toBeLessThan(1e-6);

    function whole(stream: string, mosa: string, n: number): number {
      return stream === "mprs" ? 8.3 + 1e-8 * n : 1e7 + Number(mosa) + Math.sin(n / 40 + Number(mosa));
    }
  });

  it("stops when told to, and leaves nothing", async () => {
    const { input, output, folder } = await place({ length: 140_000 });
    const controller = new AbortController();
    const work = {
      signal: controller.signal,
      onProgress: ({ fraction }: Progress) => {
        if (fraction > 0.6) controller.abort(new Error("enough"));
      },
    };
    const observation = await openObservation(input);
    await expect(writeTdi(output, observation, ["X1"], { clockCorrection: false }, work)).rejects.toThrow(/enough/);
    expect(readdirSync(folder)).toEqual(["in.h5"]);
  });

  it("that was stopped without a reason says no more than that", async () => {
    const { input, output } = await place();
    const controller = new AbortController();
    const work = {
      signal: controller.signal,
      onProgress: ({ message }: Progress) => message === "Time-delay interferometry" && controller.abort(),
    };
    const stopped = writeTdi(output, await openObservation(input), ["X1"], { clockCorrection: false }, work);
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each([
    ["a variable that does not exist", {}, ["X2", "Z3"], {}, /no TDI variable "Z3". Did you mean Z1/],
    ["no variable", {}, [], {}, /No TDI variable was asked for/],
    ["an even order", {}, ["X2"], { order: 30 }, /order is 30; it must be odd, from 3 to 63/],
    ["an order out of range", {}, ["X2"], { order: 65 }, /order is 65/],
    ["delays of orbits without orbits", {}, ["X2"], { delays: "orbits" }, /no orbits were given/],
    [
      "streams that are not there",
      {},
      ["X2"],
      { inputStreams: "fluctuations" },
      /has no fluctuations of sci, ref and tmi/,
    ],
    [
      "clocks in a variable that keeps them",
      {},
      ["eta_12"],
      { clockCorrection: true },
      /can't remove the clock noise of eta_12/,
    ],
    [
      "a missing stream",
      { datasets: { "tmi_carriers/32": undefined } },
      ["X2"],
      { inputStreams: "totals" },
      /has no totals of sci, ref and tmi for all six MOSAs; complete are sci_carriers/,
    ],
    [
      "missing pseudo-ranges",
      { datasets: { "mprs/32": undefined } },
      ["X2"],
      { clockCorrection: false },
      /dataset mprs\/32 is missing; mprs has 12, 13, 21, 23, 31/,
    ],
    [
      "an observation too short",
      { length: 250 },
      ["X2"],
      { clockCorrection: false },
      /250 samples \(62.5 s\); .* reach back 28\d samples/,
    ],
    [
      "negative delays",
      { value: (stream) => (stream === "mprs" ? -1 : 1e7) },
      ["X2"],
      { clockCorrection: false, delays: "raw" },
      /delay of link 12 is -1 s at sample 0; delays must be positive/,
    ],
  ] as [string, Simulated, string[], TdiOptions, RegExp][])(
    "is refused for %s",
    async (_, given, variables, options, message) => {
      expect(await refusal(given, variables, options)).toMatch(message);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "is NaN where delays reach samples of %s, and nowhere else",
    async (bad) => {
      const { input, output } = await place({ value: spoiled(700, 750, bad) });
      await writeTdi(output, await openObservation(input), ["X2", "Y2"], { clockCorrection: false });
      const found = await readHdf5(output, (file) =>
        ["X2", "Y2"].map((name) => [...file.table(name).values.entries()].filter(([, value]) => Number.isNaN(value))),
      );
      for (const samples of found.slice(1)) {
        const places = samples.map(([n]) => n);
        // From the sample itself, or one delay of 33.2 samples less half of the interpolation, to eight delays behind.
        expect(Math.min(...places)).toBeGreaterThanOrEqual(700);
        expect(Math.max(...places)).toBeLessThan(750 + 8 * 34 + 16);
      }
      // X has no link between spacecraft 2 and 3.
      expect(found.map((samples) => samples.length > 0)).toEqual([false, true]);
    },
  );

  it("needs no pseudo-ranges when the delays are the orbits'", async () => {
    const orbits = await openOrbits("runbooks/sample/orbits.h5");
    const none = Object.fromEntries(MOSAS.map((mosa) => [`mprs/${mosa}`, undefined]));
    const { input } = await place({ datasets: none });
    const observation = await openObservation(input);
    await expect(tdi(observation, ["X2"], { orbits, delays: "orbits", clockCorrection: false })).resolves.toBeDefined();
  });

  it("is refused when the time stamps don't fit the orbits", async () => {
    const orbits = await openOrbits("runbooks/sample/orbits.h5");
    const message = await refusal({ metadata: { t0: 300_000 } }, ["X2"], { orbits, clockCorrection: false });
    expect(message).toMatch(
      /orbits \(lisaorbits .*\) reach from -50000 s to 245000 s, the data from 299995.5 s to 300295.25 s/,
    );
  });

  it("is not written over its own input, by whatever name", async () => {
    const { input, folder } = await place();
    const before = readFileSync(input);
    const observation = await openObservation(input);
    symlinkSync(input, join(folder, "link.h5"));
    for (const output of [input, join(folder, ".", "x", "..", "in.h5"), join(folder, "link.h5")]) {
      await expect(writeTdi(output, observation, ["X2"])).rejects.toThrow(/is an input; give another name/);
    }
    expect(readFileSync(input).equals(before)).toBe(true);
  });
});
