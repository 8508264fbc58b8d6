import { errorMessage } from "../core/error-message.js";
import type { Verdict } from "../core/verdict.js";
import { loadRunbook } from "../runbook/runbook.js";
import { SYSTEM_CLOCK } from "./clock.js";
import { ServiceLog } from "./log.js";
import { RunbookFolders } from "./runbook-folders.js";
import { scheduleOf } from "./schedule.js";
import { comingTimes } from "./status.js";
import type { ServedRunbook } from "./trigger.js";

/** Times of a schedule that are shown. */
const TIMES = 5;

/** What `lisalab serve` would do with these folders. */
export interface Checked {
  readonly text: string;
  /** Error when something is wrong that keeps a run from beginning. */
  readonly verdict: Verdict;
}

/** Reads all that there is in the folders, and says what is wrong and when each schedule comes. Runs and writes nothing. */
export async function checked(folders: readonly string[], now: number): Promise<Checked> {
  const found = new RunbookFolders(folders, new ServiceLog(SYSTEM_CLOCK, () => undefined));
  const runbooks = await found.look(true);
  const each = await Promise.all(runbooks.map((runbook) => checkedRunbook(runbook, now)));
  const faults = Object.values(found.faults);
  const wrong = faults.length + each.filter(({ verdict }) => verdict === "Error").length;
  const end = wrong === 0 ? "All can be served." : `${wrong} of them can't be served as they are.`;
  const lines = [...each.map(({ text }) => text), ...faults.map((fault) => `WRONG  ${fault}`), end];
  if (each.length + faults.length === 0) {
    return { text: `No runbook in ${folders.join(", ")}: a notebook with its sidecar is one.`, verdict: "Error" };
  }
  return { text: lines.join("\n"), verdict: wrong === 0 ? "Pass" : "Error" };
}

async function checkedRunbook({ path, sidecar }: ServedRunbook, now: number): Promise<Checked> {
  const { name, version, missed, concurrency, triggers } = sidecar;
  const together = concurrency === null ? "any number" : `${concurrency}`;
  const lines = [`${name} ${version}  ${path}`, `  at once: ${together}; triggers: ${triggers.length}`];
  if (sidecar.schedule.trim() === "") return { text: [...lines, "  no schedule"].join("\n"), verdict: "Pass" };
  const schedule = scheduleOf(sidecar.schedule);
  const times = comingTimes(schedule, now, TIMES);
  lines.push(
    `  schedule "${sidecar.schedule.trim()}", UTC; missed: ${missed.run} within ${missed.within} s`,
    ...times.map((time) => `    ${time.slice(0, 19)}Z`),
  );
  const fault = times.length === 0 ? "its schedule has no time to come" : await refusal(path, times[0]!);
  if (fault !== "") lines.push(`  WRONG  ${fault}`);
  return { text: lines.join("\n"), verdict: fault === "" ? "Pass" : "Error" };
}

/** Why a run of the schedule could not begin as things are; "" when it could. */
async function refusal(path: string, time: string): Promise<string> {
  try {
    await loadRunbook({ runbook: path, given: new Map(), folder: ".", now: new Date(time) });
    return "";
  } catch (error) {
    return errorMessage(error);
  }
}
