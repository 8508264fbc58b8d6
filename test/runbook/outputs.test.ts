import { describe, expect, it } from "vitest";
import type { IopubMessage } from "../../src/jupyter/session.js";
import { type CellOutputs, OutputCollector } from "../../src/runbook/outputs.js";

function cell(): CellOutputs {
  return { outputs: [], executionCount: null, clearNext: false };
}

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
    const target = cell();
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
    const target = cell();
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
    const [first, second] = [cell(), cell()];
    collector.take(first, message("display_data", shown("10 %", "bar")));
    collector.take(second, message("display_data", shown("20 %", "bar")));
    collector.take(second, message("update_display_data", shown("50 %", "bar")));
    collector.take(second, message("update_display_data", shown("100 %", "bar")));
    collector.take(second, message("update_display_data", shown("x", "another")));
    expect([textsOf(first), textsOf(second)]).toEqual([["100 %"], ["100 %"]]);
  });

  it("clears at once, or with the next output", () => {
    const collector = new OutputCollector();
    const target = cell();
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
    const target = cell();
    collector.take(target, message("display_data", shown("old", "bar")));
    collector.take(target, message("clear_output", { wait: false }));
    collector.take(target, message("update_display_data", shown("new", "bar")));
    expect(target.outputs).toEqual([]);
  });

  it("leaves comms out", () => {
    const target = cell();
    new OutputCollector().take(target, message("comm_open", { comm_id: "1" }));
    expect(target.outputs).toEqual([]);
  });
});
