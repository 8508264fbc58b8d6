import { describe, expect, it } from "vitest";
import { isTransient, waitBefore } from "../../src/runbook/retry.js";
import { retriesOf } from "../../src/runbook/sidecar-retries.js";

describe("what is tried again", () => {
  it.each([
    ["TransientError: the archive does not answer", true],
    ["TimeoutError: The operation was aborted due to timeout", true],
    ["Error: connect ECONNREFUSED 127.0.0.1:1", true],
    ["Error: getaddrinfo EAI_AGAIN archive.example", true],
    ["ArchiveBusyError: later", true],
    ["Error: I say connect ECONNREFUSED", false],
    ["Error: TransientError", false],
    ["TypeError: fetch failed", false],
    ["TypeError: x is not a function", false],
    ["BadFileError: it is truncated", false],
    ["EnvironmentError: the disk is full", false],
    ["", false],
  ])("a cell that threw %s: %s", (error, expected) => {
    expect(isTransient({ kind: "uncaught", cell: 1, error }, ["ArchiveBusyError"])).toBe(expected);
  });

  it("is a run without server or kernel, but none that came to its end, timed out or was stopped", () => {
    expect(isTransient({ kind: "broken", reason: "no kernel", transient: true }, [])).toBe(true);
    expect(isTransient({ kind: "broken", reason: "cell 1 took longer than 1 s" }, [])).toBe(false);
    expect(isTransient({ kind: "completed" }, [])).toBe(false);
  });

  it("waits twice as long each time, and then no more", () => {
    const retries = retriesOf({ cell: 3, backoff: 10 }, "x.yaml");
    expect([0, 1, 2, 3].map((tries) => waitBefore(tries, 3, retries))).toEqual([10, 20, 40, null]);
    expect(waitBefore(19, 20, retriesOf({ backoff: 3600 }, "x.yaml"))).toBe(3600);
  });
});

describe("retries in a sidecar", () => {
  it("are none when it says nothing", () => {
    expect(retriesOf(undefined, "x.yaml")).toEqual({ cell: 0, run: 0, killed: 0, backoff: 5, on: [] });
  });

  it.each([
    [[], "retries must be a mapping"],
    [{ cells: 1 }, 'unknown key "cells" in retries; did you mean "cell"'],
    [{ cell: -1 }, "retries.cell is -1; give how often, 0 to 20"],
    [{ run: 1.5 }, "retries.run is 1.5"],
    [{ killed: 21 }, "retries.killed is 21"],
    [{ backoff: "1 s" }, 'retries.backoff is "1 s"; give seconds, 0 to 3600'],
    [{ on: "BusyError" }, "retries.on must be a list of names of errors"],
    [{ on: ["TypeError"] }, "retries.on has TypeError, which a mistake in the code throws, too"],
  ])("are refused: %o", (value, message) => {
    expect(() => retriesOf(value, "x.yaml")).toThrow(message);
  });
});
