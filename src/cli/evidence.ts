import { type CommandDef, defineCommand } from "citty";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import { objectUrl } from "../objects/address.js";
import { shipEvidence, withShipping } from "../objects/carrier.js";
import type { Shipment } from "../objects/shipping-tables.js";
import { onInterrupt } from "./interrupt.js";
import { outputPaper, type Paper, printable, tableText } from "./table.js";

const list = defineCommand({
  meta: { name: "list", description: "List evidence that is on its way into a bucket" },
  args: {
    all: { type: "boolean", description: "Also what is there" },
    json: { type: "boolean", description: "Print it as JSON" },
  },
  run: ({ args }) =>
    withShipping(lisalabHome(), async (shipping) => {
      const shipments = await shipping.list(args.all);
      const none = args.all ? "no evidence has a bucket" : "nothing waits";
      const text = shipments.length === 0 ? none : tableOf(shipments, outputPaper());
      console.log(args.json ? JSON.stringify(shipments, null, 2) : text);
    }),
});

const deliver = defineCommand({
  meta: { name: "deliver", description: "Try now to send all that waits; status 1 when some of it waits on" },
  args: { json: { type: "boolean", description: "Print what became of it as JSON" } },
  run: async ({ args }) => {
    const home = lisalabHome();
    const interrupt = onInterrupt();
    const carried = await shipEvidence(home, { signal: interrupt.signal, eager: true });
    interrupt.release();
    const left = await withShipping(home, (shipping) => shipping.list());
    const lines = carried.map(({ shipment, problem }) =>
      printable(`${objectUrl(shipment.to)}: ${problem === "" ? "there" : problem}`),
    );
    const end = left.length === 0 ? "nothing waits" : `${left.length} still wait`;
    console.log(args.json ? JSON.stringify({ carried, left }, null, 2) : [...lines, end].join("\n"));
    process.exitCode = exitStatusOf(left.length === 0 ? "Pass" : "Warn");
  },
});

/** `lisalab evidence …`: copies of what runs leave, on their way into buckets. */
export const evidenceCommand: CommandDef = {
  meta: { name: "evidence", description: "What is on its way into the buckets that sidecars or LISALAB_EVIDENCE name" },
  subCommands: { list, deliver },
};

function tableOf(shipments: readonly Shipment[], paper: Paper): string {
  const rows = shipments.map(({ to, bytes, addedAt, deliveredAt, attempts, problem }) => [
    new Date(addedAt).toISOString().slice(0, 19).replace("T", " "),
    objectUrl(to),
    String(bytes),
    String(attempts),
    deliveredAt === null ? "waits" : "there",
    problem,
  ]);
  const head = ["SINCE (UTC)", "TO", "BYTES", "TRIES", "STATE", "PROBLEM"];
  return tableText([head, ...rows], { elastic: 5, status: 4 }, paper);
}
