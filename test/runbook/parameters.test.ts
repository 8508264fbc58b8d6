import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { parametersCode } from "../../src/runbook/injection.js";
import { type Parameters, parseAssignments, resolveParameters } from "../../src/runbook/parameters.js";
import { type ParameterSchema, type Sidecar, sidecarOf } from "../../src/runbook/sidecar.js";

const FOLDER = mkdtempSync(join(tmpdir(), "lisalab-parameters-"));
writeFileSync(join(FOLDER, "data.h5"), "");

const PARAMETERS: Record<string, ParameterSchema> = {
  level: { type: "number", minimum: 0, maximum: 10, default: 1 },
  count: { type: "integer", default: 3 },
  day: { type: "string", format: "date", default: { compute: "yesterday" } },
  names: { type: "array", items: { type: "string" }, default: ["X2", "Y2"] },
  model: { type: "string", enum: ["SciRD", "Mission"], default: "SciRD" },
  verbose: { type: "boolean", default: false },
};

function sidecar(parameters: Record<string, ParameterSchema>): Sidecar {
  return sidecarOf({ name: "t", version: "1", owner: "o", kernel: "k", parameters }, "t.yaml");
}

function resolved(given: readonly string[], parameters = PARAMETERS): Promise<Parameters> {
  return resolveParameters(sidecar(parameters), {
    given: parseAssignments(given),
    folder: FOLDER,
    sidecarPath: join(FOLDER, "t.yaml"),
    now: new Date("2037-03-01T00:30:00Z"),
    env: {},
  });
}

describe("resolveParameters", () => {
  it("uses defaults, computed ones too", async () => {
    await expect(resolved([])).resolves.toEqual({
      level: 1,
      count: 3,
      day: "2037-02-28",
      names: ["X2", "Y2"],
      model: "SciRD",
      verbose: false,
    });
  });

  it("reads text by the parameter's type", async () => {
    const given = ["level=2.5e0", "count=-4", "day=2036-02-29", 'names=["A2"]', "model=Mission", "verbose=true"];
    await expect(resolved(given)).resolves.toEqual({
      level: 2.5,
      count: -4,
      day: "2036-02-29",
      names: ["A2"],
      model: "Mission",
      verbose: true,
    });
  });

  it("takes one of several words without a type as it is written", async () => {
    const either = { s: { enum: ["minor", "major", 3, null] } };
    await expect(resolved(["s=major"], either)).resolves.toEqual({ s: "major" });
    await expect(resolved(["s=3"], either)).resolves.toEqual({ s: 3 });
    await expect(resolved(["s=null"], either)).resolves.toEqual({ s: null });
    await expect(resolved(["s=bad"], either)).rejects.toThrow("-p s=bad: expected one of minor, major, 3, ");
  });

  it("leaves text that looks like a number a text", async () => {
    await expect(resolved(["t=5"], { t: { type: "string", default: "" } })).resolves.toEqual({ t: "5" });
  });

  it.each([
    ["level=abc", "-p level=abc: expected a number"],
    ["level=", "-p level=: expected a number"],
    ["level=11", "-p level=11: must be <= 10"],
    ["level=-0.1", "-p level=-0.1: must be >= 0"],
    ["level=null", "-p level=null: must be number"],
    ["count=1.5", "-p count=1.5: must be integer"],
    ["count=NaN", "-p count=NaN: expected an integer"],
    ["day=2037-02-29", 'must match format "date", e.g. 2037-01-31'],
    ["day=1.1.2037", "e.g. 2037-01-31"],
    ["names=X2", "expected an array"],
    ["names=[1]", "must be string"],
    ["model=mission", "must be equal to one of the allowed values: SciRD, Mission"],
    ["verbose=yes", "expected a boolean"],
    ["levle=1", 't has no parameter "levle"; did you mean "level"?'],
    ["level", "-p level: expected name=value"],
    ["=1", "-p =1: expected name=value"],
  ])("refuses %s as a wrong argument", async (assignment, message) => {
    const failure = await resolvedOrError([assignment]);
    expect(isLisalabError(failure, "BadArgument")).toBe(true);
    expect((failure as Error).message).toContain(message);
  });

  it("refuses a name given twice, and a parameter without a value", async () => {
    expect((await resolvedOrError(["level=1", "level=2"])) as Error).toMatchObject({
      message: "-p level=… is given twice",
    });
    await expect(resolved([], { x: { type: "number" } })).rejects.toThrow(
      'parameter "x" has no default: give it with -p x=',
    );
  });

  it.each([
    [{ x: { type: "numbr", default: 1 } }, 'parameter "x" is no JSON Schema'],
    [{ x: { type: "number", minimun: 1, default: 1 } }, 'parameter "x" is no JSON Schema'],
    [{ x: { type: "number", default: "a" } }, 'default of x="a": must be number'],
    [{ x: { type: "string", default: { compute: "yestreday" } } }, 'computes "yestreday"; did you mean "yesterday"?'],
  ])("blames the sidecar for %o", async (parameters, message) => {
    const failure = await resolvedOrError([], parameters);
    expect(isLisalabError(failure, "BadFile")).toBe(true);
    expect((failure as Error).message).toContain(message);
  });

  it("makes files absolute: given ones from the current folder, defaults from the runbook's", async () => {
    const file = { type: "string", format: "file" };
    await expect(resolved(["f=data.h5"], { f: file })).resolves.toEqual({ f: join(FOLDER, "data.h5") });
    await expect(resolved([], { f: { ...file, default: "./data.h5" } })).resolves.toEqual({
      f: join(FOLDER, "data.h5"),
    });
    await expect(resolved(["f=none.h5"], { f: file })).rejects.toThrow(/can't read .*none\.h5; give a file/);
    await expect(resolved(["f=."], { f: file })).rejects.toThrow(/can't read .*; give a file/);
  });

  it("makes a path absolute that need not be there, and leaves out none", async () => {
    const path = { p: { type: "string", format: "path", default: "" } };
    await expect(resolved(["p=../next"], path)).resolves.toEqual({ p: join(FOLDER, "../next") });
    await expect(resolved(["p="], path)).resolves.toEqual({ p: "" });
    await expect(resolved([], path)).resolves.toEqual({ p: "" });
  });

  it.each(["2037-01-01T00:00:00Z", "2037-01-01T00:00:00.25+01:00"])("takes the time %s", async (time) => {
    const parameters = { t: { type: "string", format: "date-time" } };
    await expect(resolved([`t=${time}`], parameters)).resolves.toEqual({ t: time });
    await expect(resolved(["t=2037-01-01"], parameters)).rejects.toThrow(
      'format "date-time", e.g. 2037-01-31T06:00:00Z',
    );
  });
});

async function resolvedOrError(given: readonly string[], parameters = PARAMETERS): Promise<unknown> {
  try {
    return await resolved(given, parameters as typeof PARAMETERS);
  } catch (error) {
    return error;
  }
}

describe("parametersCode", () => {
  it("declares one typed constant each", async () => {
    const code = parametersCode(sidecar(PARAMETERS), await resolved(["level=2"]));
    expect(code.split("\n")).toEqual([
      "// Parameters of this run of t 1",
      "const level: number = 2;",
      "const count: number = 3;",
      'const day: string = "2037-02-28";',
      'const names: (string)[] = ["X2","Y2"];',
      'const model: "SciRD" | "Mission" = "SciRD";',
      "const verbose: boolean = false;",
    ]);
  });

  it("can't be broken out of by a value", () => {
    const one = sidecar({ t: { type: "string" } });
    expect(parametersCode(one, { t: '"; process.exit(1); //\n' })).toContain(
      'const t: string = "\\"; process.exit(1); //\\n";',
    );
  });
});
