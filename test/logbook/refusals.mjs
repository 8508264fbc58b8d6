// Posts where there is little room: node refusals.mjs FOLDER. Prints what became of each attempt as JSON.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openLogbook } from "../../dist/logbook/embedded.js";

const TOO_MUCH = 8_000_000;
const folder = process.argv[2];
const logbook = openLogbook(folder);
const entry = (key, changes = {}) => ({
  key,
  time: "2037-01-31T06:00:00Z",
  system: "daily-ops",
  subject: "Daily OPS checks",
  author: "operator",
  status: "Pass",
  text: "",
  runId: null,
  links: [],
  attachments: [],
  ...changes,
});
const attempt = async (draft) => {
  try {
    return (await logbook.post(draft)).outcome;
  } catch (error) {
    return `${error.tag}: ${error.message}`;
  }
};
const content = Buffer.alloc(TOO_MUCH, "x");
const outcomes = {
  small: await attempt(entry("small")),
  largeFile: await attempt(
    entry("large file", { attachments: [{ name: "a.pdf", mediaType: "application/pdf", content }] }),
  ),
  largeText: await attempt(entry("large text", { text: content.toString() })),
  smallAgain: await attempt(entry("small again")),
};
const { entries, faults } = await logbook.verify();
await logbook.close();
const parts = readdirSync(join(folder, "attachments"), { recursive: true }).filter((name) => name.endsWith(".part"));
process.stdout.write(JSON.stringify({ ...outcomes, entries, faults, parts }));
