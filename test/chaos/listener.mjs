// A service that hears events and looks at buckets, without workers: node listener.mjs HOME SIDECAR. It prints its address.
import { queueRun } from "../../dist/runbook/queue.js";
import { readSidecar } from "../../dist/runbook/sidecar.js";
import { openRuns } from "../../dist/runs/open.js";
import { SYSTEM_CLOCK } from "../../dist/service/clock.js";
import { Events } from "../../dist/service/events.js";
import { listen } from "../../dist/service/port.js";
import { routesOf } from "../../dist/service/routes.js";

const [home, path] = process.argv.slice(2);
const runbook = { path: path.replace(/\.yaml$/, ".ipynb"), sidecar: await readSidecar(path) };
const ledger = await openRuns(home, "");
const log = () => undefined;
const ask = (asked) => queueRun(ledger, asked);
const events = new Events(home, SYSTEM_CLOCK, log);
const port = await listen(routesOf(events.routesOf({ home, runbooks: () => [runbook], ask, log })), "127.0.0.1", 0);
process.stdout.write(`${port.url}\n`);
