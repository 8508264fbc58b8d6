// A run that waits for approval, gets it, and is killed before its n-th write: to a database, or of a file.
// Usage: node holder.mjs HOME NOTEBOOK N
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "libsql";

const [home, notebook, last] = process.argv.slice(2);

let writes = 0;
let counting = false;
function write() {
  if (!counting) return;
  writes += 1;
  if (writes === Number(last)) process.kill(process.pid, "SIGKILL");
}

const { prepare, exec } = Database.prototype;
Database.prototype.prepare = function prepared(sql) {
  if (/^\s*(INSERT|UPDATE|DELETE|COMMIT)/.test(sql)) write();
  return prepare.call(this, sql);
};
Database.prototype.exec = function executed(sql) {
  if (/^\s*COMMIT/.test(sql)) write();
  return exec.call(this, sql);
};
const { renameSync } = fs;
fs.renameSync = (...names) => {
  write();
  renameSync(...names);
};
syncBuiltinESMExports();

const { openRuns } = await import("../../dist/runs/open.js");
const { loadRunbook } = await import("../../dist/runbook/runbook.js");
const { entered, begun } = await import("../../dist/runbook/begin.js");
const { held } = await import("../../dist/runbook/hold.js");

const ledger = await openRuns(home);
const request = { runbook: notebook, given: new Map(), folder: "/", now: new Date(), home, operator: "ada" };
const runbook = await loadRunbook(request);
const own = await entered(ledger, request, runbook);
const state = begun(own, runbook, () => undefined);
console.log(state.record.id);
const session = { whenLost: () => undefined, execute: async () => ({ status: "ok" }) };
const cell = state.cells.find(({ record }) => record.id === "cell-2");

counting = true;
const [ending] = await Promise.all([
  held(state, cell, session, new AbortController().signal, () => undefined),
  approved(),
]);
counting = false;
console.log(ending === undefined ? "approved" : JSON.stringify(ending));
process.exit();

async function approved() {
  while ((await ledger.get(own.entry.id)).status !== "held") await sleep(10);
  await ledger.holds.decide(own.entry.id, { decision: "approved", who: "grace", comment: "go" });
}
