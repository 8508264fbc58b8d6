// @ts-check
// node .setup/setup.cjs [PART…] [-- COMMAND ARGUMENT…]
// Makes sure that the packages, the build and the virtual environments named by PART are there, then runs COMMAND with
// node's own executable when it is "node". Does nothing, quickly, when all is there.
import { spawn } from "node:child_process";
import { SetupError } from "./failure.mjs";
import { withLock } from "./lock.mjs";
import { root } from "./paths.mjs";
import { Progress } from "./progress.mjs";
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

/**
 * Runs the command in the checkout with our own terminal and ends as it ends.
 * @param {readonly string[]} command
 * @returns {Promise<number>}
 */
function run([program, ...args]) {
  const child = spawn(program === "node" ? process.execPath : String(program), args, { cwd: root, stdio: "inherit" });
  // The terminal sends Ctrl-C to the child too; we only wait for it. A signal sent to us alone is passed on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}
