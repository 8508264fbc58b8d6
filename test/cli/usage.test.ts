import type { CommandDef } from "citty";
import { describe, expect, it, vi } from "vitest";
import { reportFailure, UsageError } from "../../src/cli/failure.js";
import { checkUsage, chosenCommand, helpOf } from "../../src/cli/usage.js";
import { BadArgumentError, BadFileError } from "../../src/core/errors.js";

const RUN: CommandDef = {
  meta: { name: "run", description: "Execute" },
  args: {
    runbook: { type: "positional", required: true },
    parameter: { type: "string", alias: "p" },
    json: { type: "boolean" },
  },
  run: () => undefined,
};

const PACKETS: CommandDef = {
  args: { folder: { type: "positional", required: true } },
  subCommands: { xtce: { run: () => undefined } },
  run: () => undefined,
};

const ROOT: CommandDef = {
  meta: { name: "lisalab" },
  subCommands: {
    run: () => Promise.resolve(RUN),
    log: { subCommands: { list: { run: () => undefined } } },
    packets: PACKETS,
  },
};

async function used(...argv: string[]): Promise<string> {
  const chosen = await chosenCommand(ROOT, argv);
  await checkUsage(chosen);
  return chosen.name;
}

describe("the command line", () => {
  it("finds commands and commands of commands", async () => {
    await expect(used("run", "a.ipynb", "-p", "a=1", "-p", "b=2", "--json")).resolves.toBe("lisalab run");
    await expect(used("run", "--parameter=a=1", "a.ipynb", "--no-json")).resolves.toBe("lisalab run");
    await expect(used("log", "list")).resolves.toBe("lisalab log list");
    await expect(used("packets", "xtce")).resolves.toBe("lisalab packets xtce");
    await expect(used("packets", "folder")).resolves.toBe("lisalab packets");
  });

  it.each([
    [["rnu"], 'unknown command "rnu"; there are: run, log, packets (see: lisalab --help)'],
    [["log"], '"lisalab log" needs a command behind it (see: lisalab log --help)'],
    [["log", "lst"], 'unknown command "lst"; there are: list (see: lisalab log --help)'],
    [["run"], "RUNBOOK is missing (see: lisalab run --help)"],
    [["run", "a", "b"], '"b" is one argument too many (see: lisalab run --help)'],
    [["run", "a", "--jsn"], "Unknown option '--jsn' (see: lisalab run --help)"],
    [["run", "a", "-x"], "Unknown option '-x' (see: lisalab run --help)"],
    [["run", "a", "--json=1"], "Option '--json' does not take an argument (see: lisalab run --help)"],
    [["run", "a", "-p"], "Option '-p, --parameter <value>' argument missing (see: lisalab run --help)"],
    [["constructor"], 'unknown command "constructor"; there are: run, log, packets (see: lisalab --help)'],
  ])("refuses %o in one line", async (argv, message) => {
    await expect(used(...argv)).rejects.toThrow(new UsageError("", "").constructor as never);
    await expect(used(...argv)).rejects.toMatchObject({ message });
  });

  it("names the whole command in its help", async () => {
    expect(await helpOf(await chosenCommand(ROOT, ["log", "list"]))).toContain("lisalab log list");
  });
});

describe("reportFailure", () => {
  it.each([
    [new UsageError("no", "lisalab"), 64, "lisalab: no (see: lisalab --help)\n"],
    [new BadArgumentError("too far"), 64, "lisalab: too far\n"],
    [new BadFileError("broken"), 3, "lisalab: broken\n"],
  ])("tells %s in one line", (error, status, text) => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(reportFailure(error)).toBe(status);
    expect(written).toHaveBeenCalledExactlyOnceWith(text);
    written.mockRestore();
  });

  it("shows the stack of an error that nobody foresaw", () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(reportFailure(new TypeError("x is not a function"))).toBe(70);
    expect(written.mock.calls[0]![0]).toMatch(/unexpected error\nTypeError: x is not a function\n {4}at /);
    written.mockRestore();
  });
});
