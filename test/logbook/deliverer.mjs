// Puts entries into a spool and delivers them until it is killed: node deliverer.mjs HOME URL FIRST COUNT
import { deliver } from "../../dist/logbook/delivery.js";
import { ElogLogbook } from "../../dist/logbook/elog.js";
import { ELOG_ATTRIBUTES } from "../../dist/logbook/elog-fields.js";
import { Spool } from "../../dist/logbook/spool.js";

const [home, url, first, count] = process.argv.slice(2);
const spool = new Spool(home, { pause: 0, settle: 300, attempt: 1000 });
const book = new ElogLogbook({ url, attributes: ELOG_ATTRIBUTES });
const common = {
  time: "2037-01-31T06:00:00Z",
  system: "daily-ops",
  subject: "Daily",
  author: "operator",
  status: "Pass",
};
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  const content = new TextEncoder().encode(`PDF of run ${n}`);
  const attachments = [{ name: `run-${n}.pdf`, mediaType: "application/pdf", content }];
  await spool.add({ ...common, key: `run-${n}`, runId: `run-${n}`, text: "", links: [], attachments }, ["operations"]);
  // Acknowledged: from here on it must arrive, and once.
  process.stdout.write(`run-${n}\n`);
}
for (;;) {
  await deliver(spool, new Map([["operations", () => book]]), new AbortController().signal);
  if ((await spool.list()).length === 0) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
await spool.close();
process.stdout.write("all\n");
