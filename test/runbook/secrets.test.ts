import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadRunbook, type Runbook } from "../../src/runbook/runbook.js";
import { askedParameters, secret, withoutSecrets } from "../../src/runbook/secrets.js";
import { sidecarOf } from "../../src/runbook/sidecar.js";

const FOLDER = mkdtempSync(join(tmpdir(), "lisalab-secrets-"));
const VALUE = "correct horse battery";
const SECRET = { type: "string", secret: true };

afterEach(() => vi.unstubAllEnvs());

function load(
  sidecar: Record<string, unknown>,
  given: Record<string, string> = {},
  source = "1 + 1",
): Promise<Runbook> {
  const cell = { cell_type: "code", id: "a", metadata: {}, source, outputs: [], execution_count: null };
  const fields = { name: "r", version: "1", owner: "tests", kernel: "k", ...sidecar };
  writeFileSync(join(FOLDER, "r.ipynb"), JSON.stringify({ nbformat: 4, nbformat_minor: 5, cells: [cell] }));
  writeFileSync(join(FOLDER, "r.yaml"), JSON.stringify(fields));
  return loadRunbook({ runbook: "r", given: new Map(Object.entries(given)), folder: FOLDER, now: new Date(0) });
}

describe("a secret parameter", () => {
  it("is hidden in the parameters and in the cell, and known to the run", async () => {
    const runbook = await load(
      { parameters: { password: SECRET, day: { type: "string" } } },
      { password: VALUE, day: "x" },
    );
    expect(runbook.parameters).toEqual({ password: "•••", day: "x" });
    expect(runbook.secrets).toEqual([{ name: "password", value: VALUE }]);
    const text = JSON.stringify(runbook.notebook);
    expect(text).not.toContain(VALUE);
    expect(text).toContain("const password: string = lisalab.runbook.secret(");
  });

  it("is taken from the environment variable that is named, by default, too", async () => {
    vi.stubEnv("CANARY", VALUE);
    const given = await load({ parameters: { password: SECRET } }, { password: "env:CANARY" });
    const preset = await load({ parameters: { password: { ...SECRET, default: "env:CANARY" } } });
    for (const { secrets } of [given, preset]) expect(secrets).toEqual([{ name: "password", value: VALUE }]);
  });

  it.each([
    [{}, {}, 'secret parameter "password" is missing: give the variable that has it'],
    [{}, { password: "short" }, 'secret "password" has 5 characters; 8 to 16384'],
    [{}, { password: "x".repeat(20_000) }, "give the name of a file that has it"],
    [{}, { password: "•••" }, 'secret "password" was not kept when it was given'],
    [{}, { password: "env:NOT_THERE" }, "the environment variable NOT_THERE is not set"],
    [{ pattern: "^[a-z]+$" }, { password: VALUE }, 'secret parameter "password" must match pattern'],
    [{ type: "number" }, {}, "is secret and must be of type string"],
    [{ format: "file" }, {}, "is secret and can't name a file"],
    [{ default: VALUE }, {}, "its default can only be env:NAME"],
    [{ enum: [VALUE] }, {}, "its enum can be read here"],
    [{ secret: "yes" }, {}, 'has secret: "yes"; true or false'],
  ])("is refused with a reason: %j %j", async (schema, given, message) => {
    const failure = await load({ parameters: { password: { ...SECRET, ...schema } } }, given).catch(
      (error: Error) => error,
    );
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
    expect(`${(failure as Error).message}${JSON.stringify(failure)}`).not.toContain(VALUE);
  });

  it("is in the record of runs a reference, or nothing", () => {
    const sidecar = sidecarOf(
      { name: "r", version: "1", owner: "o", kernel: "k", parameters: { a: SECRET, b: SECRET, c: { type: "string" } } },
      "r.yaml",
    );
    const given = new Map(Object.entries({ a: VALUE, b: "env:CANARY", c: "x" }));
    expect(askedParameters(sidecar, given)).toEqual({ a: "•••", b: "env:CANARY", c: "x" });
  });
});

describe("secrets of the environment", () => {
  it("are read by name, and kept from a server that others use, too", async () => {
    vi.stubEnv("CANARY", VALUE);
    const { secrets } = await load({ secrets: ["CANARY"] });
    expect(secrets).toEqual([{ name: "CANARY", value: VALUE }]);
    expect(withoutSecrets({ CANARY: VALUE, COPY: VALUE, PATH: "/bin" }, secrets)).toEqual({ PATH: "/bin" });
  });

  it.each([
    ["CANARY", "secrets must be a list of names"],
    [["a b"], "secrets must be a list of names"],
    [["A", "A"], 'secret "A" has the name of another'],
    [["password"], 'secret "password" has the name of another'],
    [["NOT_THERE"], "the environment variable NOT_THERE is not set"],
  ])("are refused with a reason: %j", async (secrets, message) => {
    await expect(load({ secrets, parameters: { password: SECRET } }, { password: VALUE })).rejects.toThrow(message);
  });
});

describe("a secret that is written down", () => {
  it.each([
    ["in a cell", `fetch("${encodeURIComponent(VALUE)}")`, {}, "r.ipynb"],
    ["in the sidecar", "1", { description: VALUE }, "r.yaml"],
    ["in another parameter", "1", { parameters: { password: SECRET, url: { type: "string" } } }, "another parameter"],
  ])("%s is refused", async (_, source, sidecar, place) => {
    const given: Record<string, string> = {
      password: VALUE,
      ...(place.startsWith("another") && { url: `x:${VALUE}` }),
    };
    const loaded = load({ parameters: { password: SECRET }, ...sidecar }, given, source);
    await expect(loaded).rejects.toThrow(`the value of secret "password" is written in`);
    await expect(loaded).rejects.toThrow(place);
  });
});

it("in a notebook by hand a secret is the environment variable of its name", () => {
  vi.stubEnv("CANARY", VALUE);
  expect(secret("CANARY")).toBe(VALUE);
  expect(() => secret("NOT_THERE")).toThrow("the environment variable NOT_THERE is not set");
});
