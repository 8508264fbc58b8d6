import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KERNEL_PORT, type MimeBundle } from "../../src/jupyter/display.js";
import type * as Checkpoints from "../../src/runbook/checkpoint.js";
import { forgettingCode } from "../../src/runbook/context.js";
import { seal } from "../../src/runbook/sealed-file.js";
import { secretsCode } from "../../src/runbook/secrets.js";

const globals = globalThis as unknown as Record<symbol, unknown>;
const MIME = "application/vnd.lisalab.checkpoint+json";

let shown: MimeBundle[];
let folder: string;

/** The library as a fresh kernel has it, in a run. */
async function kernel(belongsTo = "run 1"): Promise<typeof Checkpoints.checkpoint> {
  const checkpoints = { folder, belongsTo };
  Object.defineProperty(globalThis, Symbol.for("lisalab.run"), { value: { id: "r", checkpoints }, configurable: true });
  vi.resetModules();
  return (await import("../../src/runbook/checkpoint.js")).checkpoint;
}

function news(): unknown {
  return shown.at(-1)![MIME];
}

beforeEach(() => {
  shown = [];
  folder = join(mkdtempSync(join(tmpdir(), "lisalab checkpoints ")), "checkpoints");
  globals[KERNEL_PORT] = { display: (data: MimeBundle) => shown.push(data) };
});

afterEach(() => {
  for (const key of ["lisalab.run", "lisalab.secrets", "lisalab.forgotten"]) delete globals[Symbol.for(key)];
  delete globals[KERNEL_PORT];
});

describe("a checkpoint", () => {
  const make = vi.fn(() => Promise.resolve({ values: Float64Array.of(1 / 3, Number.NaN) }));

  beforeEach(() => {
    make.mockClear();
  });

  it("is made once, and is the same in a kernel that comes later", async () => {
    const first = await (await kernel())("spectra/A", make);
    expect(news()).toMatchObject({ name: "spectra/A", state: "saved", problem: "" });
    const second = await (await kernel())("spectra/A", make);
    expect(news()).toMatchObject({ name: "spectra/A", state: "restored" });
    expect(make).toHaveBeenCalledTimes(1);
    expect(second).toStrictEqual(first);
  });

  it("of another run, or damaged, is made again and told of", async () => {
    await (await kernel())("x", make);
    await (await kernel("run 2"))("x", make);
    expect(news()).toMatchObject({
      state: "saved",
      problem: expect.stringMatching(/made again, since it was made by ano/),
    });
    const path = join(folder, readdirSync(folder)[0]!);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await (await kernel("run 2"))("x", make);
    expect(news()).toMatchObject({
      state: "saved",
      problem: expect.stringMatching(/made again, since it has \d+ bytes of/),
    });
    seal(path, "run 2", "x", Buffer.from("of a later version"));
    await (await kernel("run 2"))("x", make);
    expect(news()).toMatchObject({
      state: "saved",
      problem: expect.stringMatching(/this version of Node can't read it/),
    });
    expect(make).toHaveBeenCalledTimes(4);
  });

  it("has a name of its own, but for a cell that is executed again", async () => {
    const checkpoint = await kernel();
    await checkpoint("x", make);
    await expect(checkpoint("x", make)).rejects.toThrow(/checkpoint "x" is there already in this run/);
    await expect(checkpoint(" ", make)).rejects.toThrow(/needs a name/);
    new Function(forgettingCode({ checks: [], checkpoints: ["x"] }))();
    await checkpoint("x", make);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it("that throws leaves nothing", async () => {
    const checkpoint = await kernel();
    await expect(checkpoint("x", () => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
    expect(() => readdirSync(folder)).toThrow("ENOENT");
  });

  it("holds no secret, in whatever shape", async () => {
    new Function(secretsCode([{ name: "token", value: "correct-horse-battery" }]))();
    const shapes = ["correct-horse-battery", Buffer.from("correct-horse-battery").toString("base64")];
    for (const [index, text] of shapes.entries()) {
      const checkpoint = await kernel();
      await expect(checkpoint(`x${index}`, () => ({ text }))).rejects.toThrow(/holds secret "token": leave it out/);
      const bytes = new Uint8Array(Buffer.from(text));
      await expect(checkpoint(`y${index}`, () => bytes)).rejects.toThrow(/holds secret "token"/);
      await expect(checkpoint(`z${index}`, () => `${text}ä\u{1F600}`)).rejects.toThrow(/holds secret "token"/);
    }
    expect(() => readdirSync(folder)).toThrow("ENOENT");
  });

  it("that the disk does not take ends nothing, and is told of", async () => {
    folder = "/dev/null/checkpoints";
    expect(await (await kernel())("x", () => 1)).toBe(1);
    expect(news()).toMatchObject({
      state: "unsaved",
      problem: expect.stringMatching(/could not be saved: can't write/),
    });
  });

  it("is just made in a notebook by hand", async () => {
    const checkpoint = await kernel();
    delete globals[Symbol.for("lisalab.run")];
    expect([await checkpoint("x", () => 1), await checkpoint("x", () => 2)]).toEqual([1, 2]);
    expect(shown).toEqual([]);
  });
});
