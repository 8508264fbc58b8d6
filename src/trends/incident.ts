import { BadArgumentError } from "../core/errors.js";

/** The moments of an incident, in the order in which they must be; ISO 8601 UTC. */
export interface IncidentMoments {
  readonly startedAt: string;
  readonly detectedAt: string;
  readonly acknowledgedAt: string;
  readonly mitigatedAt: string;
  readonly resolvedAt: string;
}

/** How long it took, in s. */
export interface IncidentTimes {
  /** From its begin until it was seen. */
  readonly detect: number;
  /** From then until somebody looked after it. */
  readonly acknowledge: number;
  /** From its begin until it did no more harm, and until all was well. */
  readonly mitigate: number;
  readonly recover: number;
}

const ORDER = ["startedAt", "detectedAt", "acknowledgedAt", "mitigatedAt", "resolvedAt"] as const;

/** How long an incident's steps took. @throws BadArgumentError for what is no time, and for times in another order */
export function incidentTimes(moments: IncidentMoments): IncidentTimes {
  const times = ORDER.map((name) => {
    const at = Date.parse(moments[name]);
    if (Number.isFinite(at)) return at;
    throw new BadArgumentError(`${name} is "${moments[name]}"; ISO 8601 in UTC is expected, as 2037-01-31T06:00:00Z.`);
  });
  ORDER.forEach((name, n) => {
    if (n === 0 || times[n]! >= times[n - 1]!) return;
    const before = ORDER[n - 1]!;
    throw new BadArgumentError(
      `${name}, ${moments[name]}, is before ${before}, ${moments[before]}: give the times in their order.`,
    );
  });
  const [started, detected, acknowledged, mitigated, resolved] = times as [number, number, number, number, number];
  const seconds = (from: number, to: number): number => (to - from) / 1000;
  return {
    detect: seconds(started, detected),
    acknowledge: seconds(detected, acknowledged),
    mitigate: seconds(started, mitigated),
    recover: seconds(started, resolved),
  };
}

/**
 * When something was done that somebody confirmed: a time that the comment begins with, such as "2037-01-31T03:12:00Z:
 * switched", or, when there is none or it can't be, the moment of the confirmation itself.
 * @param notBefore ISO 8601 UTC: what came before it
 */
export function confirmedMoment(
  { decidedAt, comment }: { readonly decidedAt: string; readonly comment: string },
  notBefore: string,
): string {
  const told = Date.parse(/^\s*(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z)/.exec(comment)?.[1] ?? "");
  const canBe = told >= Date.parse(notBefore) && told <= Date.parse(decidedAt);
  return canBe ? new Date(told).toISOString() : decidedAt;
}

/** Seconds as people say them, such as "2 h 05 min". */
export function spelledTime(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
  const hours = Math.floor(minutes / 60);
  const rest = `${String(minutes % 60).padStart(2, "0")} min`;
  return hours < 24 ? `${hours} h ${rest}` : `${Math.floor(hours / 24)} d ${hours % 24} h ${rest}`;
}
