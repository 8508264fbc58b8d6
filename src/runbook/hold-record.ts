import type { Hold } from "../runs/holds.js";

/** What a run asked before a cell, and what came of it; times are ISO 8601 UTC. */
export interface HoldRecord {
  readonly cell: string;
  readonly attempt: number;
  readonly title: string;
  /** Markdown. */
  readonly question: string;
  readonly askedAt: string;
  readonly expiresAt: string;
  /** What its policy does when time runs out. */
  readonly otherwise: Hold["otherwise"];
  readonly decision: Hold["decision"];
  readonly decidedBy: Hold["decidedBy"];
  /** The person's name; "" when it was no person. */
  readonly who: string;
  readonly comment: string;
  readonly decidedAt: string | null;
}

export function holdRecordOf(hold: Hold): HoldRecord {
  const { cell, attempt, title, question, otherwise, decision, decidedBy, who, comment } = hold;
  const decidedAt = hold.decidedAt === null ? null : isoOf(hold.decidedAt);
  const [askedAt, expiresAt] = [isoOf(hold.askedAt), isoOf(hold.expiresAt)];
  return {
    cell,
    attempt,
    title,
    question,
    askedAt,
    expiresAt,
    otherwise,
    decision,
    decidedBy,
    who,
    comment,
    decidedAt,
  };
}

/** How it was decided, in one sentence. */
export function decisionText({ decision, decidedBy, who, comment, expiresAt }: HoldRecord): string {
  const said = comment.replace(/\s*\n\s*/g, " ");
  const end = expiresAt.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
  if (decision === null) return `waits for a decision until ${end}`;
  if (decidedBy === "policy") return `${decision} by its policy, since nobody had decided by ${end}`;
  return decidedBy === "person" ? `${decision} by ${who}: ${said}` : `${decision}, since the run ended: ${said}`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
