import { BadArgumentError } from "../core/errors.js";
import { type Verdict, worst } from "../core/verdict.js";
import { checkTableHtml, valueLabel } from "../figure/badge.js";
import { figureBundle } from "../figure/bundle.js";
import type { Figure } from "../figure/figure.js";
import { display } from "../jupyter/display.js";
import { CHECK_MIME, type Check, NOTE_MIME } from "./check.js";
import { currentRun, forgotten } from "./context.js";
import type { EarlierRun } from "./earlier.js";
import { assertLimits, describe, type Judgement, judge, type Limits } from "./limits.js";
import type { RunRecord } from "./record.js";

/** A measured value and what is asked of it. */
export interface CheckOptions extends Limits {
  /** The measured value, in `unit`; NaN, null or infinity make the check an Error. */
  readonly value: number | null;
  /** Unit of the value and the limits, e.g. "dB"; "" for none. */
  readonly unit: string;
  /** Shown below the check, and in the evidence. */
  readonly evidence?: Figure;
  /** Said with the reason when the verdict isn't Pass: whose value it is, and what to do next. */
  readonly hint?: string;
}

/** A measured value and the ranges it should lie in, both ends included. */
export interface WithinOptions {
  readonly value: number | null;
  readonly unit: string;
  /** Outside of this range the check warns. */
  readonly warn?: readonly [low: number, high: number];
  /** Outside of this range the check fails. */
  readonly fail?: readonly [low: number, high: number];
  readonly evidence?: Figure;
  /** Said with the reason when the verdict isn't Pass: whose value it is, and what to do next. */
  readonly hint?: string;
}

/** A finding and what it should be. */
export interface ExpectOptions<T extends number | string | boolean> {
  readonly value: T | null;
  /** What the value should be. */
  readonly equals: T;
  /** Unit of a number; "" when absent. */
  readonly unit?: string;
  /** The verdict when it is something else: "Fail" when absent. */
  readonly otherwise?: "Warn" | "Fail";
  readonly evidence?: Figure;
  /** Said with the reason when the verdict isn't Pass: whose value it is, and what to do next. */
  readonly hint?: string;
}

/** The checks made so far by this kernel, by name, in order. */
const made = new Map<string, Check>();

/** Those of this run so far: also the checks of cells that are not executed again. */
function judged(): Map<string, Check> {
  for (const name of forgotten("checks")) made.delete(name);
  for (const check of currentRun()?.kept ?? []) {
    if (!made.has(check.name)) made.set(check.name, check);
  }
  return made;
}

/**
 * Judges a measured value against limits, shows the outcome below the cell and hands it to the run. The verdict is Fail
 * beyond a fail limit, Warn beyond a warn limit, Error when the value is not a finite number, else Pass.
 */
export function check(name: string, options: CheckOptions): void {
  assertLimits(name, options);
  const { value, unit } = options;
  conclude(name, finite(value), unit, describe(options, unit), judge(value, unit, options), options);
}

/** Like `check`, for a value that has to lie in a range. */
export function within(name: string, options: WithinOptions): void {
  const { value, unit, warn, fail, evidence, hint } = options;
  check(name, {
    value,
    unit,
    ...(warn && { warnBelow: warn[0], warnAbove: warn[1] }),
    ...(fail && { failBelow: fail[0], failAbove: fail[1] }),
    ...(evidence && { evidence }),
    ...(hint && { hint }),
  });
}

/** Like `check`, for a finding that has to equal something: a count, a name, yes or no. */
export function expect<T extends number | string | boolean>(name: string, options: ExpectOptions<T>): void {
  const { value, equals, unit = "", otherwise = "Fail" } = options;
  conclude(name, finite(value), unit, spoken(equals, unit), compare(value, equals, otherwise), options);
}

/** Says something (Markdown) that belongs into the evidence and the logbook, without a verdict. */
export function note(text: string): void {
  display({ [NOTE_MIME]: { text }, "text/markdown": text, "text/plain": text });
}

/** Shows the table of all checks made so far. */
export function summary(): void {
  const all = checks();
  display({ "text/html": checkTableHtml(all), "text/plain": all.map(checkText).join("\n") || "no checks yet" });
}

/** All checks made so far, in order. */
export function checks(): readonly Check[] {
  return [...judged().values()];
}

/** The worst verdict of the checks made so far. */
export function verdict(): Verdict {
  return worst(checks().map((each) => each.verdict));
}

/** The last closed run of the same runbook: what was measured then. Null for a first run and in a notebook by hand. */
export function previous(): RunRecord | null {
  return currentRun()?.previous ?? null;
}

/** What earlier closed runs of the same runbook measured, the oldest first; none in a notebook by hand. */
export function earlier(): readonly EarlierRun[] {
  return currentRun()?.earlier ?? [];
}

function conclude(
  name: string,
  value: Check["value"],
  unit: string,
  expected: string,
  judgement: Judgement,
  { evidence, hint }: { readonly evidence?: Figure; readonly hint?: string },
): void {
  assertNew(name);
  const reason = judgement.verdict === "Pass" || !hint ? judgement.reason : `${judgement.reason}. ${hint}`;
  const concluded: Check = { name, verdict: judgement.verdict, value, unit, expected, reason };
  judged().set(name, concluded);
  display({ [CHECK_MIME]: concluded, "text/html": checkTableHtml([concluded]), "text/plain": checkText(concluded) });
  if (evidence !== undefined) {
    display(figureBundle(evidence));
  }
}

/** One line of plain text: "Fail  data are complete: 0.91 (fail below 0.95); 0.91 is below 0.95". */
function checkText(check: Check): string {
  const why = check.reason === "" ? "" : `; ${check.reason}`;
  return `${check.verdict.padEnd(5)} ${check.name}: ${valueLabel(check)} (${check.expected})${why}`;
}

/** In a run a name stands for one check; by hand a cell may be executed again and replaces what it said before. */
function assertNew(name: string): void {
  if (name.trim() === "") {
    throw new BadArgumentError("a check needs a name: say as a statement what is checked");
  }
  if (currentRun() !== null && judged().has(name)) {
    throw new BadArgumentError(`check "${name}" was made before in this run: give each check a name of its own`, {
      name,
    });
  }
}

function compare<T>(value: T | null, equals: T, otherwise: Verdict): Judgement {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return { verdict: "Error", reason: `the value could not be measured: it is ${String(value)}` };
  }
  if (value === equals) {
    return { verdict: "Pass", reason: "" };
  }
  return { verdict: otherwise, reason: `it is ${spoken(value, "")}, not ${spoken(equals, "")}` };
}

function spoken(value: unknown, unit: string): string {
  const text = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  return unit === "" ? text : `${text} ${unit}`;
}

/** JSON has no NaN and no infinity. */
function finite<T extends number | string | boolean>(value: T | null | undefined): T | null {
  return value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? null : value;
}
