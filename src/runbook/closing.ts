import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "../core/error-message.js";
import type { NewAttachment, NewEntry } from "../logbook/logbook.js";
import { productPath } from "./product-name.js";
import type { Artefact, RunRecord } from "./record.js";
import type { RunState } from "./run-state.js";
import { summary } from "./summary.js";

/** How long logbooks elsewhere may keep a run that is over, in ms. */
const DELIVERY_TIME = 20_000;

/** What a run leaves after its end: evidence and an entry in the logbook. What goes wrong here is told in the record. */
export async function closeRun(state: RunState, home: string): Promise<void> {
  state.amend({ artefacts: [state.folder.artefact("notebook", "notebook.ipynb")] });
  if (state.record.verdict !== "Pass") {
    await attempt(state, "what changed since the last good run is not known", async () => {
      const { changesNote, lastGoodRun } = await import("./what-changed.js");
      const good = await lastGoodRun(state.track.ledger, home, state.record);
      if (good !== null) state.amend({ notes: [...state.record.notes, changesNote(good, state.record)] });
    });
  }
  await attempt(state, "a product is not what its cell has left", async () => {
    const paths = state.record.checkpoints.map(({ name }) => productPath(name)).filter((path) => path !== null);
    state.amend({ artefacts: [...state.record.artefacts, ...(await state.folder.products(paths))] });
  });
  await attempt(state, "the evidence could not be written", async () => {
    const { writeEvidence } = await import("./evidence.js");
    const evidence = await writeEvidence(state.folder.path, state.record, state.notebook());
    state.amend({ artefacts: [...state.record.artefacts, ...evidence] });
  });
  await attempt(state, "the logbook took no entry", async () => {
    const { id, notes } = await enterInLogbook(state.record, state.folder.path, home);
    state.amend({ entry: id, notes: [...state.record.notes, ...notes] });
  });
  await attempt(state, "the logbooks elsewhere can't get the entry", async () => {
    state.amend({ notes: [...state.record.notes, ...(await enterElsewhere(state.record, state.folder.path, home))] });
  });
  await attempt(state, "a notification can't go out", async () => {
    const { assertNotifiable } = await import("../logbook/elsewhere.js");
    await assertNotifiable(home, state.record.notify);
  });
  if (state.record.evidence !== "") {
    await attempt(state, "the evidence can't go to its bucket", () => shippedEvidence(state, home));
  }
  await attempt(state, "the record of runs does not have its end", () => state.track.end(state.record, state.stopped));
}

/** The record that is sent says where it goes, and is not changed any more. */
async function shippedEvidence(state: RunState, home: string): Promise<void> {
  const { shippingNote, shipRun } = await import("./shipping.js");
  state.amend({ notes: [...state.record.notes, shippingNote(state.record)] });
  await shipRun(state.record, state.folder.path, home);
}

/** What the logbook here has of a run. */
export interface InLogbook {
  /** Message id of the entry. */
  readonly id: number;
  /** What people should be told of how it came there. */
  readonly notes: readonly string[];
}

/** Posts the entry of a closed run to the logbook of `home`. What failed once and was made good is a note. */
export async function enterInLogbook(record: RunRecord, folder: string, home: string): Promise<InLogbook> {
  const { openLogbook } = await import("../logbook/embedded.js");
  const logbook = openLogbook(join(home, "logbook"));
  try {
    const entry = entryOf(record, folder);
    // Its row may be there, and not its line in the chain: the same entry again adds what is missing, and nothing twice.
    const notes: string[] = [];
    const { id } = await logbook.post(entry).catch((error: unknown) => {
      const reason = errorMessage(error);
      notes.push(`The logbook took the entry at the second attempt; at the first: ${reason}`);
      return logbook.post(entry);
    });
    return { id, notes };
  } finally {
    await logbook.close();
  }
}

/**
 * Puts the entry of a closed run into the spool for the logbooks that `logbooks.yaml` names, and tries to deliver what
 * waits there. What a logbook does to it is no problem of the run's: it waits; gives what people should be told of it.
 */
export async function enterElsewhere(record: RunRecord, folder: string, home: string): Promise<readonly string[]> {
  const logbooks = await spoolRun(record, folder, home);
  const { deliverSpooled } = await import("../logbook/elsewhere.js");
  const deliveries = await deliverSpooled(home, { signal: AbortSignal.timeout(DELIVERY_TIME) });
  return logbooks.map((name) => {
    const there = deliveries.filter(({ post: { entry } }) => entry.logbook === name);
    const mine = there.find(({ post: { entry } }) => entry.key === keyOf(record));
    if (mine?.delivered) return `Logbook ${name}: entered${mine.problem === "" ? "" : `, but ${mine.problem}`}.`;
    const reason = (mine ?? there.at(-1))?.problem || "it is being delivered, or its turn has not come";
    return `Logbook ${name}: the entry waits (${reason}); \`lisalab logbook spool deliver\` tries again.`;
  });
}

/** Puts the entry of a closed run into the spool; gives the names of the logbooks it is new to. */
export async function spoolRun(record: RunRecord, folder: string, home: string): Promise<readonly string[]> {
  const { spoolEntry } = await import("../logbook/elsewhere.js");
  return spoolEntry(home, entryOf(record, folder), record.notify);
}

/** The logbook's entry of a closed run; `folder` holds its artefacts. */
function entryOf(record: RunRecord, folder: string): NewEntry {
  const { name, version } = record.runbook;
  const last = record.attempts.at(-1);
  return {
    key: keyOf(record),
    time: record.endedAt!,
    system: name,
    subject: `${name} ${version}: ${record.verdict!}${record.attempt === 1 ? "" : ` (attempt ${record.attempt})`}`,
    author: record.operator,
    status: record.verdict!,
    text: [summary(record), ...record.problems.map((problem) => `**Problem:** ${problem}`)].join("\n\n"),
    runId: record.id,
    links:
      last === undefined || last.entry === null ? [] : [`entry:${keyOf({ id: record.id, attempt: last.attempt })}`],
    attachments: record.artefacts.filter(({ role }) => role === "pdf").map((pdf) => attachmentOf(record, pdf, folder)),
  };
}

/** The first attempt posts under the run's id, each further one, as a reply, under a key of its own. */
function keyOf({ id, attempt: number }: Pick<RunRecord, "id" | "attempt">): string {
  return number === 1 ? id : `${id}/attempt/${number}`;
}

function attachmentOf(record: RunRecord, pdf: Artefact, folder: string): NewAttachment {
  const name = record.attempt === 1 ? record.id : `${record.id}-attempt-${record.attempt}`;
  return { name: `${name}.pdf`, mediaType: "application/pdf", content: readFileSync(join(folder, pdf.path)) };
}

/**
 * What can't be written is told in the record. Until the logbook has the entry nothing passes by it: whoever reads Pass must
 * find the evidence. Afterwards the verdict stays what the logbook says, and the problem shows in the exit status.
 */
async function attempt(state: RunState, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const problem = `${what}: ${errorMessage(error)}`;
    const passes = state.record.verdict === "Pass" || state.record.verdict === "Warn";
    state.amend({
      problems: [...state.record.problems, problem],
      ...(passes && state.record.entry === null && { verdict: "Error", reason: problem }),
    });
  }
}
