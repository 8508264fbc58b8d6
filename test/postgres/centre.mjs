// A centre as `lisalab serve` is one, but for its workers: they take runs from the queue, keep their leases, close their
// records and enter them in the logbook as `lisalab run --next` does, and execute nothing but a pause.
//   node centre.mjs serve FOLDER …    node centre.mjs run --next …
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { closeFor } from "../../dist/runbook/late-closing.js";
import { latestRecord } from "../../dist/runbook/latest-record.js";
import { RunFolder } from "../../dist/runbook/run-folder.js";
import { RunTrack } from "../../dist/runbook/track.js";
import { openRuns } from "../../dist/runs/open.js";
import { THIS_PROCESS } from "../../dist/runs/owner.js";

/** What stands for the work, in ms. */
const PAUSE = 150;

if (process.argv[2] === "run") await work();
else await import("../../dist/cli/main.js");

async function work() {
  const home = process.env.LISALAB_HOME;
  const ledger = await openRuns(home);
  const entry = await ledger.claim(THIS_PROCESS);
  if (entry === null) return ledger.close();
  const track = new RunTrack(ledger, entry.id);
  const tell = (what) => appendFileSync(process.env.EXECUTIONS, `${entry.id} ${entry.attempt} ${what} ${Date.now()}\n`);
  tell("begins");
  await sleep(PAUSE);
  tell("ends");
  const open = latestRecord(home, entry);
  const record = { ...open, verdict: "Pass", reason: "", endedAt: new Date().toISOString() };
  const closed = await closeFor(record, "", RunFolder.of(home, entry.id), home);
  await track.end(closed, false);
  process.stdout.write(JSON.stringify(closed));
  process.exit(0);
}
