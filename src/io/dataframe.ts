import { BadArgumentError, EnvironmentError } from "../core/errors.js";

/** A column of a table: numbers or words. */
export type Column = ArrayLike<number> | readonly string[];

/**
 * As much of danfojs' DataFrame as this house vouches for. Medians and quantiles are not part of it: below about 1e-12
 * danfojs takes different numbers for equal, so they are wrong for amplitudes of gravitational waves; nor is `tensor`,
 * which keeps seven digits.
 */
export interface DataFrame {
  readonly columns: string[];
  /** Rows, columns. */
  readonly shape: number[];
  readonly values: unknown[];
  head(rows?: number): DataFrame;
  tail(rows?: number): DataFrame;
  sortValues(column: string, options?: { readonly ascending?: boolean }): DataFrame;
  groupby(columns: readonly string[]): DataFrameGroups;
  print(): void;
  toString(): string;
}

/** Rows of a frame that share the values of some columns. */
export interface DataFrameGroups {
  col(columns: readonly string[]): { count(): DataFrame; mean(): DataFrame; sum(): DataFrame };
}

/** Above this many rows danfojs takes seconds for what should take none; tables that people look at are shorter. */
const MOST_ROWS = 30_000;

/** What danfojs-node needs beside itself: its own dependencies can't be installed as it names them. */
const OVERRIDES = '{"danfojs-node":{"xlsx":"0.18.5","@tensorflow/tfjs-node":"npm:@tensorflow/tfjs-core@^4.22.0"}}';

/**
 * A table for people to look at, sort and group, from columns of one length. It needs the optional package danfojs-node.
 * @throws BadArgumentError for columns of different lengths or more than 30,000 rows; EnvironmentError without danfojs-node
 */
export async function dataFrame(columns: Readonly<Record<string, Column>>): Promise<DataFrame> {
  const lengths = new Set(Object.values(columns).map((column) => column.length));
  const [rows = 0] = lengths;
  if (lengths.size !== 1 || rows > MOST_ROWS) {
    const found = Object.entries(columns).map(([name, { length }]) => `${name}: ${length}`);
    throw new BadArgumentError(
      `a table has columns of one length, at most ${MOST_ROWS} rows; found ${found.join(", ") || "no column"}`,
    );
  }
  const { DataFrame: Frame } = await loadDanfo();
  return new Frame(
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from<number | string>(column)])),
  );
}

interface Danfo {
  readonly DataFrame: new (columns: Record<string, (number | string)[]>) => DataFrame;
}

async function loadDanfo(): Promise<Danfo> {
  // Not a literal: the package is optional, and so are its types.
  const name: string = "danfojs-node";
  try {
    return (await import(name)) as Danfo;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") {
      throw cause;
    }
    throw new EnvironmentError(
      `tables need the optional package ${name}, which is not installed: put "overrides": ${OVERRIDES} into your package.json, then \`npm install ${name}@1.2.0\``,
      { package: name },
      cause,
    );
  }
}
