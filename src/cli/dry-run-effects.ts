import { join } from "node:path";
import { namedLogbooks } from "../logbook/configuration.js";
import { STATUSES } from "../logbook/draft.js";
import { assertNamed, isFor } from "../logbook/notification.js";
import { isHold } from "../runbook/hold-question.js";
import type { Runbook } from "../runbook/runbook.js";

/**
 * What a run would write, and where, a line each; what cells write themselves nobody knows before they run.
 * @throws BadFileError when the sidecar names a logbook elsewhere that is not there
 */
export async function effectsOf({ sidecar, notebook }: Runbook, home: string): Promise<readonly string[]> {
  const { name, notify, holds, evidence } = sidecar;
  const count = notebook.cells.filter(isHold).length;
  const books = await namedLogbooks(home);
  const forHolds = { on: ["Info"] as const, logbooks: count === 0 ? [] : holds.notify };
  assertNamed([...notify, forHolds], books, home);
  const copy = evidence || process.env["LISALAB_EVIDENCE"];
  return [
    `${join(home, "runs", `<time>-${name}-<4 digits>`)}: record.json, notebook.ipynb, report.html, report.pdf`,
    `${recordOfRuns(home)}: every step of the run, and what its checks measure`,
    `${join(home, "logbook")}: an entry with the verdict and the report${count === 0 ? "" : `; ${count} that ask for approval, and as many that answer`}`,
    ...books.map((book) => {
      const statuses = STATUSES.filter((status) => status !== "Info" && isFor(book, status, notify));
      const asked = count > 0 && isFor(book, "Info", holds.notify.includes(book.name) ? [forHolds] : []);
      const gets = [
        ...(statuses.length === 0 ? [] : [`the entry of ${listed(statuses)}`]),
        ...(asked ? ["what is asked and answered"] : []),
      ];
      return `logbook ${book.name}: ${gets.join("; ") || "nothing"}`;
    }),
    ...(copy ? [`${copy}: a copy of record, notebook and reports`] : []),
    `${join(home, "jupyter")}: a Jupyter server, started when none runs`,
  ];
}

/** Without the password that a URL may have. */
function recordOfRuns(home: string): string {
  const url = process.env["LISALAB_RUNS"];
  if (!url) return join(home, "runs.sqlite");
  return URL.canParse(url) ? `PostgreSQL ${new URL(url).host}${new URL(url).pathname}` : "PostgreSQL (LISALAB_RUNS)";
}

function listed(statuses: readonly string[]): string {
  return statuses.length === 1 ? statuses[0]! : `${statuses.slice(0, -1).join(", ")} or ${statuses.at(-1)!}`;
}
