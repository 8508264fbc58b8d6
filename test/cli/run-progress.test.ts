import { PassThrough } from "node:stream";
import { expect, it, vi } from "vitest";
import { reportFailure } from "../../src/cli/failure.js";
import { RunProgress } from "../../src/cli/run-progress.js";
import { BadArgumentError } from "../../src/core/errors.js";
import type { RunFolder } from "../../src/runbook/run-folder.js";
import type { RunState } from "../../src/runbook/run-state.js";
import { RECORD } from "../runbook/sample-run.js";

/** Rings, and renames the window. */
const ATTACK = "\u0007\u001b]0;owned\u0007";

it("what comes from runs, files and people can't move a terminal's cursor", () => {
  const out = new PassThrough();
  const folder = { path: "/nowhere" } as RunFolder;
  const record = { ...RECORD, reason: `stopped: ${ATTACK}`, notes: [ATTACK], problems: [ATTACK] };
  new RunProgress(out as unknown as NodeJS.WriteStream).end({ record, folder } as unknown as RunState);
  const error = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  reportFailure(new BadArgumentError(`there is no ${ATTACK}`));
  const said = String(error.mock.calls[0]![0]);
  error.mockRestore();
  const shown = `${String(out.read())}${said}`;
  expect(shown).toContain("stopped: ␛␛]0;owned␛");
  expect(shown).not.toContain("\u0007");
  expect(shown).not.toContain("\u001b");
});
