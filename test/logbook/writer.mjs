// A process of its own that posts: node writer.mjs FOLDER PREFIX COUNT. Prints each key once it is acknowledged.
import { openLogbook } from "../../dist/logbook/embedded.js";

const [folder, prefix, count] = process.argv.slice(2);
const logbook = openLogbook(folder);
for (let n = 1; n <= Number(count); n++) {
  const key = `${prefix}${n}`;
  const entry = await logbook.post({
    key,
    time: "2037-01-31T06:00:00Z",
    system: "daily-ops",
    subject: "Daily OPS checks",
    author: "operator",
    status: "Pass",
    text: `Posted by ${prefix}.`,
    runId: key,
    links: [],
    attachments: [{ name: "report.pdf", mediaType: "application/pdf", content: Buffer.alloc(20_000, key) }],
  });
  process.stdout.write(`${entry.id} ${key} ${entry.outcome}\n`);
}
await logbook.close();
