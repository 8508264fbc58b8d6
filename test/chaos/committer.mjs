// Waits for a line of JSON, { home, prefix }; then commits to the record of runs, to the logbook and to the spool of that
// home until it is killed, or the disk takes no more. Prints what each commit holds once it is acknowledged.
import { once } from "node:events";
import { join } from "node:path";
import { LisalabError } from "../../dist/core/errors.js";
import { openLogbook } from "../../dist/logbook/embedded.js";
import { Spool } from "../../dist/logbook/spool.js";
import { openRuns } from "../../dist/runs/open.js";

const [line] = await once(process.stdin, "data");
const { home, prefix } = JSON.parse(String(line));

try {
  await commit();
} catch (error) {
  process.stderr.write(`${error instanceof LisalabError ? error.message : error.stack}\n`);
  process.exit(3);
}

async function commit() {
  const ledger = await openRuns(home, "");
  const logbook = openLogbook(join(home, "logbook"));
  const spool = new Spool(home);
  const ask = { runbook: "/x.ipynb", parameters: {} };

  /** Tells that something is committed; written at once, so that what a pipe has is what was told. */
  const acknowledge = (...words) => process.stdout.write(`${words.join(" ")}\n`);

  for (let n = 0; ; n++) {
    const id = `${prefix}-${n}`;
    await ledger.begin({ id, runbook: "x", version: "1", ask, operator: "tests" }, prefix);
    acknowledge("run", id, "running");
    await ledger.cell(id, { cell: "c1", place: 0, state: "done", startedAt: 1, endedAt: 2 });
    acknowledge("cell", id);
    await ledger.move(id, { to: "passed", who: "tests", owner: prefix });
    acknowledge("run", id, "passed");
    const entry = {
      key: id,
      time: "2037-01-31T06:00:00Z",
      system: "x",
      subject: "Daily",
      author: "tests",
      status: "Pass",
      text: "",
      runId: id,
      links: [],
      attachments: [{ name: "report.pdf", mediaType: "application/pdf", content: Buffer.alloc(20_000, id) }],
    };
    const posted = await logbook.post(entry);
    acknowledge("entry", id, posted.id, posted.hash);
    await spool.add(entry, ["operations"]);
    acknowledge("post", id);
  }
}
