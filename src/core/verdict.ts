/** How a check or a run ended, from best to worst. Error: it could not be judged. */
export type Verdict = "Pass" | "Warn" | "Fail" | "Error";

/** The verdicts from best to worst. */
export const VERDICTS: readonly Verdict[] = ["Pass", "Warn", "Fail", "Error"];

/** The worst of these verdicts; "Pass" of none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))]!;
}

/** The exit status of a command with this verdict: 0 Pass, 1 Warn, 2 Fail, 3 Error. */
export function exitStatusOf(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}
