// Runs as fast as it can, as the runner does: ledger, folder, record, evidence, logbook, spool, end; until it is told to stop.
// node writer.mjs HOME COUNT: prints a line for each run that is acknowledged, and goes on until COUNT.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openLogbook } from "../../dist/logbook/embedded.js";
import { Spool } from "../../dist/logbook/spool.js";
import { RunFolder } from "../../dist/runbook/run-folder.js";
import { openRuns } from "../../dist/runs/open.js";
import { THIS_PROCESS } from "../../dist/runs/owner.js";

const [home, count] = [process.argv[2], Number(process.argv[3])];
const ledger = await openRuns(home, "");
const logbook = openLogbook(join(home, "logbook"));
const spool = new Spool(home);

for (let n = 0; n < count; n++) {
  const startedAt = new Date(Date.UTC(2037, 0, 1) + n * 1000);
  const folder = RunFolder.make(home, "drill", startedAt);
  const ask = { runbook: "drill.ipynb", folder: "/", asOf: 0, parameters: {} };
  await ledger.begin({ id: folder.id, runbook: "drill", version: "1.0.0", ask, operator: "Tester" }, THIS_PROCESS);
  let record = recordOf(folder.id, startedAt.toISOString());
  const save = (change) => {
    record = { ...record, ...change };
    folder.write("record.json", `${JSON.stringify(record, null, 1)}\n`);
  };
  save({});
  folder.write("notebook.ipynb", JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { n }, cells: [] }));
  save({ verdict: "Pass", endedAt: new Date(startedAt.getTime() + 500).toISOString() });
  save({ artefacts: [folder.artefact("notebook", "notebook.ipynb")] });
  folder.write("report.html", `<!doctype html><title>run ${n}</title>`);
  folder.write("report.pdf", `%PDF-1.7\nrun ${n} of ${home}\n%%EOF\n`);
  save({
    artefacts: [...record.artefacts, folder.artefact("html", "report.html"), folder.artefact("pdf", "report.pdf")],
  });
  const entry = entryOf(record, readFileSync(join(folder.path, "report.pdf")));
  save({ entry: (await logbook.post(entry)).id });
  await spool.add(entry, ["team"]);
  await ledger.move(folder.id, { to: "passed", who: "Tester", owner: THIS_PROCESS });
  process.stdout.write(`${folder.id}\n`);
}
await ledger.close();
await logbook.close();
await spool.close();

function entryOf({ id, endedAt }, content) {
  return {
    key: id,
    time: endedAt,
    system: "drill",
    subject: "drill 1.0.0: Pass",
    author: "Tester",
    status: "Pass",
    text: "**Pass**",
    runId: id,
    links: [],
    attachments: [{ name: `${id}.pdf`, mediaType: "application/pdf", content }],
  };
}

function recordOf(id, startedAt) {
  return {
    version: 1,
    id,
    runbook: { name: "drill", version: "1.0.0", path: "/drill.ipynb", sha256: "0".repeat(64) },
    parameters: {},
    kernel: "lisalab-operations",
    operator: "Tester",
    startedAt,
    endedAt: null,
    verdict: null,
    reason: "",
    checks: [],
    notes: [],
    cells: [],
    artefacts: [],
    problems: [],
    entry: null,
    environment: {},
  };
}
