import { describe, expect, it } from "vitest";
import { triggersOf } from "../../src/runbook/sidecar-triggers.js";

const SCHEMAS = {
  observation: { type: "string", format: "data" },
  order: { type: "integer", default: 31 },
  key: { type: "string", secret: true, default: "env:KEY" },
};

const of = (trigger: unknown, schemas: object = SCHEMAS): unknown =>
  triggersOf([trigger], schemas as typeof SCHEMAS, "/runbooks/day.yaml");

describe("triggersOf", () => {
  it("fills in what may be left out; folders are relative to the sidecar", () => {
    expect(of({ folder: "../incoming", parameter: "observation" })).toEqual([
      { folder: "/incoming", pattern: "*", parameter: "observation" },
    ]);
    expect(of({ bucket: "lisa-l0", parameter: "observation" })).toEqual([
      { bucket: "lisa-l0", prefix: "", suffix: "", parameter: "observation" },
    ]);
    expect(of({ hook: "new-data", parameters: { observation: "/a~1b/0" } })).toEqual([
      { hook: "new-data", parameters: { observation: "/a~1b/0" } },
    ]);
    expect(triggersOf(undefined, SCHEMAS, "s.yaml")).toEqual([]);
  });

  it.each([
    ["text", "mapping with folder, hook or bucket"],
    [{}, "must have one of folder, hook and bucket"],
    [{ folder: "a", hook: "b" }, "must have one of folder, hook and bucket"],
    [{ folder: "a", patern: "*" }, 'unknown key "patern"; did you mean "pattern"?'],
    [{ folder: 1, parameter: "observation" }, "has 1 for folder; text is expected"],
    [{ folder: "a", pattern: "b/*", parameter: "observation" }, 'pattern is "b/*"'],
    [{ folder: "a" }, "has no parameter"],
    [{ folder: "a", parameter: "observatoin" }, 'which there is not; did you mean "observation"?'],
    [{ folder: "a", parameter: "order" }, 'parameter "order" is of type "integer"; it must be string'],
    [{ folder: "a", parameter: "key" }, 'names the parameter "key", which is secret'],
    [{ hook: "New Data" }, 'hook is "New Data"; use lower-case'],
    [{ hook: "a", parameters: { order: "order" } }, "parameters.order is"],
    [{ hook: "a", parameters: { order: "/order" } }, 'does not give the parameter "observation", which has no default'],
    [{ hook: "a", parameters: [] }, "parameters must be a mapping"],
    [{ bucket: "A", parameter: "observation" }, 'bucket is "A", which is no name'],
    [{ bucket: "lisa-l0", prefix: "../", parameter: "observation" }, "prefix or suffix"],
  ])("refuses %j", (trigger, message) => {
    expect(() => of(trigger)).toThrow(/^\/runbooks\/day\.yaml: triggers\[0\]/);
    expect(() => of(trigger)).toThrow(message);
  });

  it("refuses what is no list", () => {
    expect(() => triggersOf({}, SCHEMAS, "s.yaml")).toThrow("s.yaml: triggers is {}; a list is expected");
  });
});
