import { type CommandDef, defineCommand } from "citty";
import type { Decided } from "../runs/holds.js";
import { operatorName } from "./operator.js";
import { withRuns } from "./runs-ledger.js";
import { printable } from "./table.js";

const args = {
  run: { type: "positional", required: true, description: "The id of a run that is held" },
  comment: { type: "string", required: true, description: "Why; it goes into the record and the logbook" },
} as const;

/** `lisalab runs approve`: a run that is held goes on. */
export const approve: CommandDef<typeof args> = defineCommand({
  meta: { name: "approve", description: "Let a run that is held go on; who decides is LISALAB_OPERATOR, or the user" },
  args,
  run: (context) => decide(context.args, "approved"),
});

/** `lisalab runs reject`: a run that is held ends. */
export const reject: CommandDef<typeof args> = defineCommand({
  meta: { name: "reject", description: "End a run that is held, as an Error" },
  args,
  run: (context) => decide(context.args, "rejected"),
});

function decide(
  given: { readonly run: string; readonly comment: string },
  decision: Decided["decision"],
): Promise<void> {
  return withRuns(async (ledger) => {
    const who = operatorName();
    const { title } = await ledger.holds.decide(given.run, { decision, who, comment: given.comment });
    console.log(printable(`${given.run} is ${decision} by ${who}: ${title}`));
  });
}
