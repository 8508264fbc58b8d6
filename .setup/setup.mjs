// @ts-check
// node .setup/setup.cjs [PART…] [-- COMMAND ARGUMENT…]
// Makes sure that the packages, the build and the virtual environments named by PART are there, then runs COMMAND with
// node's own executable when it is "node". Does nothing, quickly, when all is there.
import { SetupError } from "./failure.mjs";
import { withLock } from "./lock.mjs";
import { Progress } from "./progress.mjs";
import { run } from "./run.mjs";
import { stepsFor } from "./steps.mjs";

/** Does what the command line asks for and sets the exit status. */
export async function main() {
  process.exitCode = await statusOf(process.argv.slice(2));
}

/**
 * @param {readonly string[]} words of the command line
 * @returns {Promise<number>} the exit status
 */
async function statusOf(words) {
  const border = words.indexOf("--");
  const parts = border < 0 ? words : words.slice(0, border);
  const command = border < 0 ? [] : words.slice(border + 1);
  try {
    await setUp(parts);
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error;
    }
    process.stderr.write(`\nlisalab: ${error.message}\n`);
    return error.status;
  }
  return command.length === 0 ? 0 : run(command);
}

/** @param {readonly string[]} parts */
async function setUp(parts) {
  const steps = stepsFor(parts);
  const missing = steps.filter((step) => !step.isCurrent());
  if (missing.length === 0) {
    return;
  }
  // Tell what the machine lacks before any work is done.
  for (const step of missing) {
    step.require?.();
  }
  await withLock(async (lock) => {
    // Another setup may have done some of it while we waited.
    const due = steps.filter((step) => !step.isCurrent());
    const progress = new Progress(due.length);
    for (const step of due) {
      await progress.step(step.title, (task) => step.run(task.watching(lock)));
    }
    progress.end();
  });
}
