// A service whose clock runs 1,000 times too fast, with real workers: node serve-day.mjs HOME FOLDER FROM UNTIL JUMPS.
// It prints its clock, and ends when it is past UNTIL and nothing waits or works; JUMPS are [when, by how much] in ms.
import { fileURLToPath } from "node:url";
import { openRuns } from "../../dist/runs/open.js";
import { Service } from "../../dist/service/service.js";
import { workerProcess } from "../../dist/service/worker.js";

const SPEED = 1000;
/** The shortest sleep of the machine's clock, in ms: the service looks at its own every 20 s then. */
const SHORTEST = 20;

const [home, folder, from, until, jumps] = process.argv.slice(2);
const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const begin = performance.now();
const ahead = JSON.parse(jumps);
let offset = Number(from);
/** The clock stands still a little after the end: what waits then is worked off, and nothing comes any more. */
const last = Number(until) + 90_000;
const now = () => Math.min(offset + (performance.now() - begin) * SPEED, last);
const clock = {
  now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.max(SHORTEST, ms / SPEED));
      signal.addEventListener("abort", end);
    }),
};

const ledger = await openRuns(home);
const service = await Service.start({
  home,
  folders: [folder],
  host: "127.0.0.1",
  port: 0,
  workers: 2,
  startWorker: () => workerProcess(program, home, true),
  operator: "ada",
  clock,
  write: (line) => process.stderr.write(`${line}\n`),
});
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (ahead.length > 0 && now() >= ahead[0][0]) offset += ahead.shift()[1];
  process.stdout.write(`${Math.round(now())}\n`);
  const isOver = now() === last && ahead.length === 0;
  if (isOver && (await ledger.list({ status: ["queued", "running", "held"] })).length === 0) break;
}
await service.stop(0);
process.exit(0);
