import { BadFileError } from "../core/errors.js";
import { VERDICTS, type Verdict } from "../core/verdict.js";
import type { Notification } from "../logbook/notification.js";
import { nearest } from "./nearest.js";

const EXAMPLE = "notify: [{ on: [Fail, Error], logbooks: [officers] }]";

/** Checks `notify`: the logbooks elsewhere that are told of a runbook's verdicts, and of which. */
export function notificationsOf(value: unknown, path: string): readonly Notification[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refusal(path, "notify", value, `a list is expected, as ${EXAMPLE}`);
  return value.map((one: unknown, n) => notificationOf(one, `notify[${n}]`, path));
}

function notificationOf(value: unknown, place: string, path: string): Notification {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal(path, place, value, `on and logbooks are expected, as ${EXAMPLE}`);
  }
  const unknown = Object.keys(value).find((key) => key !== "on" && key !== "logbooks");
  if (unknown !== undefined) {
    throw new BadFileError(`${path}: unknown key "${unknown}" in ${place}${nearest(unknown, ["on", "logbooks"])}`, {
      path,
    });
  }
  const { on, logbooks } = value as Record<string, unknown>;
  const known: readonly unknown[] = VERDICTS;
  if (!isFilled(on) || !on.every((verdict) => known.includes(verdict))) {
    throw refusal(path, `${place}.on`, on, `a list of ${VERDICTS.join(", ")} is expected`);
  }
  if (!isFilled(logbooks) || !logbooks.every((name) => typeof name === "string")) {
    throw refusal(path, `${place}.logbooks`, logbooks, "a list of names in logbooks.yaml is expected");
  }
  return { on: on as Verdict[], logbooks: logbooks as string[] };
}

function isFilled(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function refusal(path: string, key: string, value: unknown, expected: string): BadFileError {
  return new BadFileError(`${path}: ${key} is ${JSON.stringify(value)}; ${expected}`, { path, key });
}
