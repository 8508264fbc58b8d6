import { type CommandDef, defineCommand } from "citty";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import type { Delivery } from "../logbook/delivery.js";
import { deliverSpooled, withSpool } from "../logbook/elsewhere.js";
import type { SpooledPost } from "../logbook/spool-tables.js";
import { onInterrupt } from "./interrupt.js";
import { outputPaper, type Paper, printable, tableText } from "./table.js";

const list = defineCommand({
  meta: { name: "list", description: "List entries that wait for logbooks elsewhere" },
  args: {
    all: { type: "boolean", description: "Also those that were delivered" },
    json: { type: "boolean", description: "Print the entries as JSON" },
  },
  run: ({ args }) =>
    withSpool(lisalabHome(), async (spool) => {
      const posts = await spool.list(args.all);
      const none = args.all ? "no entries" : "nothing waits";
      console.log(
        args.json ? JSON.stringify(posts, null, 2) : posts.length === 0 ? none : tableOf(posts, outputPaper()),
      );
    }),
});

const deliver = defineCommand({
  meta: { name: "deliver", description: "Try now to deliver all that waits; status 1 when some of it waits on" },
  args: { json: { type: "boolean", description: "Print what became of it as JSON" } },
  run: async ({ args }) => {
    const home = lisalabHome();
    const interrupt = onInterrupt();
    const deliveries = await deliverSpooled(home, { signal: interrupt.signal, eager: true });
    interrupt.release();
    const left = await withSpool(home, (spool) => spool.list());
    console.log(args.json ? JSON.stringify({ deliveries, left }, null, 2) : saidOf(deliveries, left));
    process.exitCode = exitStatusOf(left.length === 0 ? "Pass" : "Warn");
  },
});

/** `lisalab logbook spool …`: what is on its way to logbooks elsewhere. */
export const spoolCommand: CommandDef = {
  meta: { name: "spool", description: "What is on its way to the logbooks that logbooks.yaml names" },
  subCommands: { list, deliver },
};

function saidOf(deliveries: readonly Delivery[], left: readonly SpooledPost[]): string {
  const lines = deliveries.map(({ post: { entry }, delivered, problem }) => {
    const what = `${entry.logbook}: ${entry.key} ${delivered ? "delivered" : "not delivered"}`;
    return printable(problem === "" ? what : `${what}: ${problem}`);
  });
  return [...lines, left.length === 0 ? "nothing waits" : `${left.length} still wait`].join("\n");
}

function tableOf(posts: readonly SpooledPost[], paper: Paper): string {
  const rows = posts.map(({ entry, attempts, deliveredAt, messageId, problem }) => [
    entry.logbook,
    entry.time.replace(/(\.\d+)?Z$/, "").replace("T", " "),
    entry.verdict,
    entry.key,
    String(attempts),
    deliveredAt === null ? "waits" : `as ${messageId}`,
    problem,
  ]);
  const head = ["LOGBOOK", "TIME (UTC)", "STATUS", "KEY", "TRIES", "THERE", "PROBLEM"];
  return tableText([head, ...rows], { elastic: 6, status: 2 }, paper);
}
