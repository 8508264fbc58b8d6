import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KERNEL_PORT, type MimeBundle } from "../../src/jupyter/display.js";
import { CHECK_MIME, type Check, NOTE_MIME } from "../../src/runbook/check.js";
import type * as Checks from "../../src/runbook/checks.js";
import { contextCode, currentRun, forgettingCode, type RunContext } from "../../src/runbook/context.js";

const globals = globalThis as unknown as Record<symbol, unknown>;
const RUN = Symbol.for("lisalab.run");

let shown: MimeBundle[];
let runbook: typeof Checks;

beforeEach(async () => {
  shown = [];
  globals[KERNEL_PORT] = { display: (data: MimeBundle) => shown.push(data) };
  vi.resetModules();
  runbook = await import("../../src/runbook/checks.js");
});

afterEach(() => {
  delete globals[KERNEL_PORT];
  delete globals[RUN];
});

function inARun(): void {
  Object.defineProperty(globalThis, RUN, { value: { id: "r", previous: null }, configurable: true });
}

function lastCheck(): Check {
  return shown.filter((bundle) => CHECK_MIME in bundle).at(-1)![CHECK_MIME] as Check;
}

describe("check", () => {
  it("hands the judged value to the run, with a badge and a line of text for people", () => {
    runbook.check("level is low", { value: 6, unit: "V", warnAbove: 5, failAbove: 8 });
    expect(lastCheck()).toEqual({
      name: "level is low",
      verdict: "Warn",
      value: 6,
      unit: "V",
      expected: "warn above 5 V, fail above 8 V",
      reason: "6 V is above 5 V",
    });
    expect(shown[0]!["text/html"]).toContain("Warn");
    expect(shown[0]!["text/plain"]).toContain("level is low");
  });

  it("turns a value that is not a number into an Error, and into null, since JSON has no NaN", () => {
    runbook.check("level", { value: Number.NaN, unit: "V", failAbove: 1 });
    expect(lastCheck()).toMatchObject({ verdict: "Error", value: null });
  });

  it("shows the evidence below", () => {
    const axis = { label: "time", unit: "s", scale: "linear" } as const;
    const evidence = { title: "Level", x: axis, y: axis, marks: [] };
    runbook.check("level", { value: 0, unit: "V", failAbove: 1, evidence });
    expect(Object.keys(shown[1]!)).toContain("image/svg+xml");
  });

  it("escapes names in HTML", () => {
    runbook.check("<script>alert(1)</script>", { value: 0, unit: "V", failAbove: 1 });
    expect(shown[0]!["text/html"]).not.toContain("<script>");
  });

  it("refuses the same name twice in a run", () => {
    inARun();
    runbook.check("level", { value: 0, unit: "V", failAbove: 1 });
    expect(() => runbook.check("level", { value: 0, unit: "V", failAbove: 1 })).toThrow("was made before in this run");
  });

  it("replaces a check of the same name when a cell is executed again by hand", () => {
    runbook.check("level", { value: 2, unit: "V", failAbove: 1 });
    runbook.check("level", { value: 0, unit: "V", failAbove: 1 });
    expect(runbook.checks().map(({ verdict }) => verdict)).toEqual(["Pass"]);
  });

  it("wants a name", () => {
    expect(() => runbook.check(" ", { value: 0, unit: "V", failAbove: 1 })).toThrow("needs a name");
  });

  it("says the hint with the reason, but not when all is well", () => {
    runbook.check("a", { value: 2, unit: "V", failAbove: 1, hint: "Call Ann." });
    expect(lastCheck().reason).toBe("2 V is above 1 V. Call Ann.");
    runbook.check("b", { value: 0, unit: "V", failAbove: 1, hint: "Call Ann." });
    expect(lastCheck().reason).toBe("");
  });
});

describe("within", () => {
  it.each([
    [15, "Pass"],
    [4, "Warn"],
    [26, "Fail"],
  ])("judges %d as %s", (value, verdict) => {
    runbook.within("frequency", { value, unit: "MHz", warn: [5, 25], fail: [3, 25] });
    expect(lastCheck().verdict).toBe(verdict);
  });
});

describe("expect", () => {
  it("passes what is equal", () => {
    runbook.expect("six links", { value: 6, equals: 6 });
    expect(lastCheck()).toMatchObject({ verdict: "Pass", value: 6, expected: "6" });
  });

  it("fails, or warns when asked to, what is not", () => {
    runbook.expect("six links", { value: 5, equals: 6 });
    expect(lastCheck()).toMatchObject({ verdict: "Fail", reason: "it is 5, not 6" });
    runbook.expect("mode", { value: "safe", equals: "science", otherwise: "Warn" });
    expect(lastCheck()).toMatchObject({ verdict: "Warn", reason: "it is safe, not science" });
    runbook.expect("locked", { value: false, equals: true });
    expect(lastCheck()).toMatchObject({ verdict: "Fail", value: false, expected: "yes" });
  });

  it.each([null, Number.NaN])("makes %s an Error", (value) => {
    runbook.expect("six links", { value, equals: 6 });
    expect(lastCheck()).toMatchObject({ verdict: "Error", value: null });
  });
});

it("notes Markdown for the evidence", () => {
  runbook.note("**since** yesterday");
  expect(shown[0]).toMatchObject({
    [NOTE_MIME]: { text: "**since** yesterday" },
    "text/markdown": "**since** yesterday",
  });
});

it("sums up all checks and their worst verdict", () => {
  runbook.check("a", { value: 0, unit: "V", failAbove: 1 });
  runbook.check("b", { value: 2, unit: "V", failAbove: 1 });
  runbook.summary();
  expect(shown.at(-1)!["text/plain"]).toMatch(/Pass {2}a.*\nFail {2}b/);
  expect(runbook.verdict()).toBe("Fail");
});

describe("a run that is not in its first attempt", () => {
  it("counts the checks of cells that are not executed again, which can't be made twice", async () => {
    inARun();
    runbook.check("kept", { value: 9, unit: "V", failAbove: 8 });
    const kept = runbook.checks();
    vi.resetModules();
    Object.defineProperty(globalThis, RUN, { value: { id: "r", kept }, configurable: true });
    const again = await import("../../src/runbook/checks.js");
    again.check("new", { value: 0, unit: "V", failAbove: 8 });
    expect(again.checks().map(({ name }) => name)).toEqual(["kept", "new"]);
    expect(again.verdict()).toBe("Fail");
    expect(() => again.check("kept", { value: 0, unit: "V", failAbove: 8 })).toThrow(/was made before in this run/);
  });

  it("lets a cell that is executed again make its checks again, once", () => {
    inARun();
    runbook.check("a", { value: 0, unit: "V", failAbove: 8 });
    runbook.check("b", { value: 9, unit: "V", failAbove: 8 });
    new Function(forgettingCode({ checks: ["b"], checkpoints: [] }))();
    runbook.check("b", { value: 1, unit: "V", failAbove: 8 });
    expect(runbook.verdict()).toBe("Pass");
    for (const name of ["a", "b"]) {
      expect(() => runbook.check(name, { value: 0, unit: "V", failAbove: 8 })).toThrow(/was made before in this run/);
    }
  });
});

describe("the run's context", () => {
  it("reaches the cells, with the previous run", () => {
    const previous = { id: "before" } as never;
    const context = { id: "now", runbook: "daily-ops", version: "1", previous, earlier: [] } as unknown as RunContext;
    // The code is executed as a kernel would do it.
    new Function(contextCode(context))();
    expect(currentRun()).toMatchObject({ id: "now", runbook: "daily-ops" });
    expect(runbook.previous()).toEqual({ id: "before" });
    expect(runbook.earlier()).toEqual([]);
  });

  it("is absent in a notebook by hand", () => {
    expect(currentRun()).toBeNull();
    expect(runbook.previous()).toBeNull();
  });
});
