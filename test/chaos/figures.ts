import { appendFileSync } from "node:fs";

/** A row of the table in the README: what was done, and what came of it. */
export interface Figure {
  /** What was done. */
  readonly what: string;
  /** How often. */
  readonly times: number;
  /** What had to hold. */
  readonly asked: string;
  readonly found: string;
}

const FILE = process.env["LISALAB_CHAOS"];

/** How often to do something: `full` times in `npm run test:chaos`, `short` times in every `npm test`. */
export function times(full: number, short: number): number {
  return FILE === undefined ? short : full;
}

/** Tells a row of the table; it is told before anything is expected of it. */
export function figure(row: Figure): void {
  if (FILE !== undefined) appendFileSync(FILE, `${JSON.stringify(row)}\n`);
}
