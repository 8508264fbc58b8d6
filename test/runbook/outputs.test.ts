import { describe, expect, it } from "vitest";
import type { IopubMessage } from "../../src/jupyter/session.js";
import { type CellOutputs, markedOutputs, noOutputs, OutputCollector } from "../../src/runbook/outputs.js";

/** Bytes of output that a cell and a run may leave. */
const MOST = { cell: 10e6, run: 100e6 };

function message(type: string, content: Record<string, unknown>): IopubMessage {
  return { header: { msg_type: type }, content } as unknown as IopubMessage;
}

function shown(text: string, id?: string): Record<string, unknown> {
  return { data: { "text/plain": text }, metadata: {}, ...(id && { transient: { display_id: id } }) };
}

function textsOf({ outputs }: CellOutputs): unknown[] {
  return outputs.map((output) => ("data" in output ? output.data["text/plain"] : "text" in output ? output.text : ""));
}

describe("OutputCollector", () => {
  it("joins text of one stream, and keeps the order of two", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    for (const [name, text] of ["stdout a", "stdout b", "stderr c", "stdout d"].map((pair) => pair.split(" "))) {
      collector.take(target, message("stream", { name, text }));
    }
    expect(target.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "ab" },
      { output_type: "stream", name: "stderr", text: "c" },
      { output_type: "stream", name: "stdout", text: "d" },
    ]);
  });

  it("takes displays, results, errors and the execution count", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    collector.take(target, message("execute_input", { code: "1", execution_count: 7 }));
    collector.take(target, message("display_data", shown("d")));
    collector.take(target, message("execute_result", { ...shown("r"), execution_count: 7 }));
    collector.take(target, message("error", { ename: "E", evalue: "v", traceback: ["t"] }));
    expect(target.executionCount).toBe(7);
    expect(target.outputs.map(({ output_type: type }) => type)).toEqual(["display_data", "execute_result", "error"]);
    expect(target.outputs[1]).toMatchObject({ execution_count: 7 });
  });

  it("updates what was displayed, in earlier cells and in several places", () => {
    const collector = new OutputCollector();
    const [first, second] = [noOutputs(), noOutputs()];
    collector.take(first, message("display_data", shown("10 %", "bar")));
    collector.take(second, message("display_data", shown("20 %", "bar")));
    collector.take(second, message("update_display_data", shown("50 %", "bar")));
    collector.take(second, message("update_display_data", shown("100 %", "bar")));
    collector.take(second, message("update_display_data", shown("x", "another")));
    expect([textsOf(first), textsOf(second)]).toEqual([["100 %"], ["100 %"]]);
  });

  it("clears at once, or with the next output", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    collector.take(target, message("stream", { name: "stdout", text: "a" }));
    collector.take(target, message("clear_output", { wait: true }));
    expect(textsOf(target)).toEqual(["a"]);
    collector.take(target, message("stream", { name: "stdout", text: "b" }));
    expect(textsOf(target)).toEqual(["b"]);
    collector.take(target, message("clear_output", { wait: false }));
    expect(target.outputs).toEqual([]);
  });

  it("does not bring back by an update what was cleared", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    collector.take(target, message("display_data", shown("old", "bar")));
    collector.take(target, message("clear_output", { wait: false }));
    collector.take(target, message("update_display_data", shown("new", "bar")));
    expect(target.outputs).toEqual([]);
  });

  it("leaves comms out", () => {
    const target = noOutputs();
    new OutputCollector().take(target, message("comm_open", { comm_id: "1" }));
    expect(target.outputs).toEqual([]);
  });
});

describe("too much output", () => {
  function lengthOf({ outputs }: CellOutputs): number {
    return outputs.reduce((sum, output) => sum + JSON.stringify(output).length, 0);
  }

  it("of a stream is cut at a character, counted, and marked at its end", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    const piece = "ö".repeat(30_000);
    for (let i = 0; i < 1000; i++) collector.take(target, message("stream", { name: "stdout", text: piece }));
    expect(lengthOf(target)).toBeLessThan(MOST.cell);
    expect(target.kept + target.dropped - 60e6).toBe(100);
    expect(textsOf(target)[0]).toMatch(/^ö+$/);
    expect(markedOutputs(target).at(-1)).toMatchObject({ name: "stderr", text: expect.stringContaining("500001") });
  });

  it("in many small pieces of two streams is cut, too", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    for (let i = 0; i < 200_000; i++)
      collector.take(target, message("stream", { name: i % 2 ? "stderr" : "stdout", text: "x" }));
    expect(target.outputs.length).toBeLessThan(100_000);
    expect(target.dropped).toBeGreaterThan(100_000);
  });

  it("of displays is left out as a whole, updates and what is nested beyond measure, too", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    collector.take(target, message("display_data", shown("small", "bar")));
    collector.take(target, message("display_data", shown("x".repeat(11e6))));
    collector.take(target, message("update_display_data", shown("y".repeat(11e6), "bar")));
    const deep = JSON.parse(`${"[".repeat(9000)}${"]".repeat(9000)}`) as unknown;
    collector.take(target, message("display_data", { data: { "application/json": deep } }));
    expect(textsOf(target)).toEqual(["small"]);
    expect(target.dropped).toBeGreaterThan(22e6);
  });

  it("does not keep an error from being told", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    collector.take(target, message("stream", { name: "stdout", text: "x".repeat(11e6) }));
    collector.take(target, message("error", { ename: "E", evalue: "v".repeat(1e6), traceback: ["t"] }));
    expect(target.outputs.at(-1)).toMatchObject({ output_type: "error", ename: "E", traceback: ["t"] });
    expect(lengthOf(target)).toBeLessThan(MOST.cell + 100_000);
  });

  it("that was cleared does not count", () => {
    const collector = new OutputCollector();
    const target = noOutputs();
    for (let i = 0; i < 5; i++) {
      collector.take(target, message("stream", { name: "stdout", text: "x".repeat(11e6) }));
      collector.take(target, message("clear_output", { wait: false }));
    }
    collector.take(target, message("stream", { name: "stdout", text: "last" }));
    expect(markedOutputs(target)).toEqual([{ output_type: "stream", name: "stdout", text: "last" }]);
  });

  it("of all cells together is cut", () => {
    const collector = new OutputCollector();
    const cells = Array.from({ length: 12 }, noOutputs);
    for (const each of cells) collector.take(each, message("stream", { name: "stdout", text: "x".repeat(10e6) }));
    expect(cells.reduce((sum, { kept }) => sum + kept, 0)).toBeLessThanOrEqual(MOST.run);
    expect(cells.at(-1)!.dropped).toBe(10e6);
  });
});
