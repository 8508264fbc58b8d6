// A service whose clock runs as fast as the service lets it, with workers that do next to nothing:
// node day.mjs HOME FOLDER FROM UNTIL JUMPS. It prints its clock; JUMPS are [when, by how much] in ms.
import { join } from "node:path";
import { openLogbook } from "../../dist/logbook/embedded.js";
import { openRuns } from "../../dist/runs/open.js";
import { THIS_PROCESS } from "../../dist/runs/owner.js";
import { Service } from "../../dist/service/service.js";

const [home, folder, from, until, jumps] = process.argv.slice(2);
/** The loops of the service: time goes on when all of them sleep. */
const LOOPS = 7;
/** Sleeps last so long at least, in ms: on a busy machine they are late, too. */
const STEP = 30_000;

let elapsed = 0;
let offset = Number(from);
const ahead = JSON.parse(jumps);
const sleepers = new Set();
const clock = {
  now: () => offset + elapsed,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        sleepers.delete(sleeper);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { until: elapsed + ms, wake };
      sleepers.add(sleeper);
      signal.addEventListener("abort", sleeper.wake, { once: true });
    }),
};

const ledger = await openRuns(home);
const logbook = openLogbook(join(home, "logbook"));
let workers = 0;

/** Takes a run, enters it in the logbook and ends it. */
async function work() {
  const run = await ledger.claim(THIS_PROCESS);
  if (run === null) return { status: 0, record: null, words: "" };
  const at = new Date(run.dueAt).toISOString();
  const entry = { key: run.id, time: at, system: run.runbook, subject: run.runbook, author: "ada", status: "Pass" };
  await logbook.post({ ...entry, text: run.cause, runId: run.id, links: [], attachments: [] });
  await ledger.move(run.id, { to: "passed", who: "ada", owner: THIS_PROCESS });
  return { status: 0, record: { id: run.id, verdict: "Pass", reason: "", startedAt: at, endedAt: at }, words: "" };
}

const service = await Service.start({
  home,
  folders: [folder],
  host: "127.0.0.1",
  port: 0,
  workers: 2,
  startWorker: () => {
    workers += 1;
    return { pid: 0, ended: work().finally(() => (workers -= 1)) };
  },
  operator: "ada",
  clock,
  write: (line) => process.stderr.write(`${line}\n`),
});

let told = 0;
for (;;) {
  await new Promise((resolve) => setImmediate(resolve));
  if (sleepers.size < LOOPS || workers > 0) continue;
  if (clock.now() >= Number(until) && ahead.length === 0 && (await ledger.ready()) === 0) break;
  const first = Math.min(...[...sleepers].map((sleeper) => sleeper.until));
  elapsed = Math.max(first, elapsed + STEP);
  if (ahead.length > 0 && clock.now() >= ahead[0][0]) offset += ahead.shift()[1];
  if (elapsed - told >= 60_000) {
    told = elapsed;
    process.stdout.write(`${clock.now()}\n`);
  }
  for (const sleeper of sleepers) if (sleeper.until <= elapsed) sleeper.wake();
}
await service.stop(0);
process.exit(0);
