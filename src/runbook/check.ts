import { VERDICTS, type Verdict } from "../core/verdict.js";

/** MIME type under which a cell hands a check to the runner. */
export const CHECK_MIME = "application/vnd.lisalab.check+json";

/** MIME type under which a cell hands a note to the runner: `{ text }`, in Markdown. */
export const NOTE_MIME = "application/vnd.lisalab.note+json";

/** One judged quantity, as it travels from the cell to the record, the evidence and the logbook. */
export interface Check {
  /** What is checked, as a statement: "laser noise below secondary noise at 1 mHz". Unique within a run. */
  readonly name: string;
  readonly verdict: Verdict;
  /** The measured value; null when it could not be measured. */
  readonly value: number | string | boolean | null;
  /** Unit of value and limits; "" for none. */
  readonly unit: string;
  /** What was asked, for people: "warn above -6 dB, fail above 0 dB". */
  readonly expected: string;
  /** Why the verdict is what it is, when it isn't Pass. */
  readonly reason: string;
}

/** Whether a value that came out of a kernel is a check. */
export function isCheck(value: unknown): value is Check {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const check = value as Check;
  return (
    [check.name, check.unit, check.expected, check.reason].every((text) => typeof text === "string") &&
    (check.value === null || ["number", "string", "boolean"].includes(typeof check.value)) &&
    VERDICTS.includes(check.verdict)
  );
}
