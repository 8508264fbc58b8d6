import { BadFileError } from "../core/errors.js";
import type { NamedLogbook } from "./configuration.js";
import type { Entry } from "./logbook.js";

/** Which of a runbook's verdicts which logbooks elsewhere are told of. */
export interface Notification {
  readonly on: readonly Entry["status"][];
  /** Names in `logbooks.yaml`. */
  readonly logbooks: readonly string[];
}

/** Whether an entry goes to a logbook: what its runbook says goes before what `logbooks.yaml` says. */
export function isFor(
  { name, statuses }: NamedLogbook,
  status: Entry["status"],
  notifications: readonly Notification[],
): boolean {
  const about = notifications.filter(({ logbooks }) => logbooks.includes(name));
  if (about.length === 0) return statuses.includes(status);
  return about.some(({ on }) => on.some((verdict) => verdict === status));
}

/** Refuses notifications that nobody would get, since no logbook has the name. @throws BadFileError */
export function assertNamed(
  notifications: readonly Notification[],
  books: readonly NamedLogbook[],
  home: string,
): void {
  const known = books.map(({ name }) => name);
  const unknown = notifications.flatMap(({ logbooks }) => logbooks).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const there = known.length === 0 ? "there is none" : `there are ${known.join(", ")}`;
  throw new BadFileError(
    `the runbook's notify names the logbook "${unknown}", which logbooks.yaml in ${home} doesn't have; ${there}`,
    { name: unknown },
  );
}
