import { BadArgumentError } from "../core/errors.js";
import { packageVersion } from "../jupyter/installation.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunStatus } from "../runs/status.js";
import { inputHashes } from "./input-hashes.js";
import type { RunRecord } from "./record.js";
import type { Runbook } from "./runbook.js";

/** Those that ended before their end; one of the queue was put there to be resumed. */
const RESUMABLE: readonly RunStatus[] = ["errored", "cancelled", "abandoned", "queued"];

/** Throws when a run is not one that can go on. */
export function assertEndedEarly({ id, status, attempt }: RunEntry): void {
  if (status === "queued" && attempt === 0) {
    throw new BadArgumentError(
      `Run ${id} has not begun, so there is nothing to resume; \`lisalab run --next\` runs it.`,
    );
  }
  if (RESUMABLE.includes(status)) return;
  const why = status === "running" || status === "held" ? "it goes on" : "it came to its end and has its verdict";
  throw new BadArgumentError(
    `Run ${id} is ${status}: ${why}. Runs that errored, were cancelled or abandoned can be resumed; begin a new one.`,
    { id, status },
  );
}

/**
 * Throws when what the run began with is not what it would go on with: notebook, parameters, data, versions. What it has
 * saved would then be mixed with what it never was made of.
 */
export async function assertUnchanged(record: RunRecord, runbook: Runbook): Promise<void> {
  // It was killed before it read its notebook: nothing is saved.
  if (record.runbook.sha256 === "") return;
  const before = factsOf(record.runbook.sha256, record.runbook.version, record.parameters, record.environment);
  const now = factsOf(runbook.sha256, runbook.sidecar.version, runbook.parameters, {
    lisalab: packageVersion(),
    ...(await inputHashes(runbook)),
  });
  const changes = [...before].flatMap(([what, value]) => {
    const other = now.get(what);
    return other === value ? [] : [`${what} was ${brief(value)} and is ${other === undefined ? "gone" : brief(other)}`];
  });
  const added = [...now.keys()].filter((what) => what.startsWith("parameter ") && !before.has(what));
  changes.push(...added.map((what) => `${what} is new`));
  if (changes.length === 0) return;
  throw new BadArgumentError(
    `Run ${record.id} can't be resumed, since what it is made of has changed: ${changes.join("; ")}. Put that back as it was, or begin a new run: lisalab run ${runbook.path}`,
    { id: record.id, changes },
  );
}

function factsOf(
  sha256: string,
  version: string,
  parameters: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const facts = new Map([
    ["the notebook's SHA-256", sha256],
    ["the sidecar's version", version],
  ]);
  for (const [name, value] of Object.entries(parameters)) facts.set(`parameter ${name}`, JSON.stringify(value));
  for (const [name, value] of Object.entries(environment)) {
    if (name === "lisalab") facts.set("lisalab's version", value);
    if (name.startsWith("sha256:")) facts.set(`the SHA-256 of the data of ${name.slice(7)}`, value);
  }
  return facts;
}

/** Of a hash, or a long value, its beginning. */
function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 12)}…` : text;
}
