import { describe, expect, test } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { control, type PastRun } from "../../src/trends/control.js";

const DAY = 86_400_000;
const scatter = randomStream(5n, "runs").normals(new Float64Array(40));

function run(k: number, shift = 0, version = "1.0.0"): PastRun {
  return {
    values: { level: scatter[k]! + shift, steady: 0, id: Math.sin(3 * k) },
    startedAt: new Date(Date.parse("2037-01-01T06:00:00Z") + k * DAY).toISOString(),
    version,
    software: "0.1.0",
  };
}

const options = { identity: "id" };
const past = Array.from({ length: 12 }, (_, k) => run(k));

describe("control charts over runs", () => {
  test("see a jump, and nothing else, and say by which runs", () => {
    const usual = control(past, run(12), options);
    expect(usual).toMatchObject({ runs: 13, judged: true, changed: 0, hint: "" });
    expect(usual.baseline).toBe("12 runs from 2037-01-01 to 2037-01-12");
    const jumped = control(past, run(12, 12), options);
    expect(jumped).toMatchObject({ changed: 1 });
    expect(jumped.hint).toMatch(/^level: Shewhart/);
    expect(jumped.table["since"]).toContain("2037-01-13");
  });

  test("count runs on the same data once, and need nine", () => {
    const twice = control([...past.slice(0, 4), ...past.slice(0, 4)], run(3), options);
    expect(twice).toMatchObject({ runs: 4, judged: false, baseline: "", figure: null });
    expect(control(past.slice(0, 8), run(8), options).judged).toBe(true);
  });

  test("take the baseline that is stated, and else the first twenty runs", () => {
    const long = Array.from({ length: 39 }, (_, k) => run(k, k < 20 ? 0 : 8, k < 20 ? "1.0.0" : "1.1.0"));
    const now = run(39, 8, "1.1.0");
    expect(control(long, now, options)).toMatchObject({
      changed: 1,
      baseline: "20 runs from 2037-01-01 to 2037-01-20",
    });
    for (const baseline of ["release", { from: Date.parse("2037-01-21"), to: Date.parse("2037-02-08") }] as const) {
      expect(control(long, now, { ...options, baseline }).changed, JSON.stringify(baseline)).toBe(0);
    }
    const nowhere = control(long, now, { ...options, baseline: { from: 0, to: 1 } });
    expect(nowhere).toMatchObject({ judged: false, figure: null });
  });

  test("are drawn: the checks that are asked for, as many runs as are asked for, and changes of version", () => {
    const long = Array.from({ length: 39 }, (_, k) => run(k, 0, k < 30 ? "1.0.0" : "1.1.0"));
    const { figure } = control(long, run(39, 0, "1.1.0"), { ...options, drawn: ["level", "steady"], shown: 20 });
    const marks = new Map(figure!.marks.map((mark) => [mark.name, mark]));
    expect([...marks.keys()]).toEqual(["level", "within 3 sigma", "other version"]);
    const level = marks.get("level")!;
    expect(level.type === "line" && level.x.length).toBe(20);
    expect(figure!.y.domain![1]).toBeLessThan(5);
    const far = control(long, run(39, 1e6), { ...options, drawn: ["level"] });
    expect(far.figure!.y.domain).toEqual([-12, 12]);
    const other = marks.get("other version")!;
    expect(other.type === "events" && other.at).toEqual([{ x: 10, text: "1.1.0, lisalab 0.1.0" }]);
  });
});
