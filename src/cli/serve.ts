import { resolve } from "node:path";
import { type CommandDef, defineCommand } from "citty";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import { UsageError } from "./failure.js";
import { operatorName } from "./operator.js";
import { stopSignals } from "./stop-signals.js";

const args = {
  folder: { type: "positional", required: true, valueHint: "FOLDER…", description: "Folders of runbooks" },
  port: { type: "string", default: "8710", description: "The port it answers on" },
  host: {
    type: "string",
    default: "127.0.0.1",
    description: "The address it answers on; others can reach any but this",
  },
  workers: { type: "string", default: "2", description: "How many runs may be at work at once" },
  grace: { type: "string", default: "20", valueHint: "SECONDS", description: "How long a stop waits for runs at work" },
  warm: { type: "boolean", default: true, description: "Leave a fresh kernel ready behind each run" },
  check: { type: "boolean", description: "Run nothing; check all runbooks, and show when each would run" },
} as const;

/** `lisalab serve FOLDER…`: runs runbooks by their schedules and triggers. */
export const serveCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "serve", description: "Run runbooks by their schedules and triggers, until it is stopped" },
  args,
  async run({ args: given }) {
    const folders = given._.map((folder) => resolve(folder));
    const [port, workers] = [numberOf("--port", given.port, 65_535), numberOf("--workers", given.workers, 1000)];
    const grace = numberOf("--grace", given.grace, 86_400);
    if (given.check) {
      const { checked } = await import("../service/checking.js");
      const { text, verdict } = await checked(folders, Date.now());
      console.log(text);
      process.exit(exitStatusOf(verdict));
    }
    const [{ Service }, { SYSTEM_CLOCK }, { workerProcess }] = await Promise.all([
      import("../service/service.js"),
      import("../service/clock.js"),
      import("../service/worker.js"),
    ]);
    const home = lisalabHome();
    const stop = stopSignals();
    const service = await Service.start({
      home,
      folders,
      host: given.host,
      port,
      workers,
      startWorker: () => workerProcess(process.argv[1]!, home, given.warm),
      operator: operatorName(),
      clock: SYSTEM_CLOCK,
      // Not the standard output: a log that can't be written must not end the service.
      write: (line) => process.stderr.write(`${line}\n`),
    });
    await stop.first;
    await Promise.race([service.stop(grace * 1000), stop.second]);
    // Workers that go on by themselves still have their pipes to this process.
    process.exit(0);
  },
});

function numberOf(option: string, text: string, most: number): number {
  const least = option === "--workers" ? 1 : 0;
  if (/^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new UsageError(`${option} is "${text}"; it can be ${least} to ${most}`, "lisalab serve");
}
