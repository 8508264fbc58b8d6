import { BadDataError } from "../core/errors.js";

/** A part of a fit that is done, as plain JSON: all that goes on depends on is in it. */
export interface FitStep {
  readonly name: string;
  readonly value: unknown;
}

/** Where a fit is. */
export interface FitProgress {
  readonly fraction: number;
  readonly message: string;
  /** The step that has just been done, to be kept by whoever wants to go on from here. */
  readonly done?: FitStep;
}

/**
 * The steps of a fit: those that an earlier run had done are taken from its record, the others are computed. Both go through JSON, so that a fit
 * that goes on has the same bits as one that was never ended.
 */
export class FitSteps {
  readonly #record: readonly FitStep[];
  #at = 0;

  constructor(record: readonly FitStep[] = []) {
    this.#record = record;
  }

  /** A step that says how it gets on. @throws BadDataError for a record of another fit */
  *step<T>(
    name: string,
    fraction: number,
    work: () => Generator<FitProgress, T, void>,
  ): Generator<FitProgress, T, void> {
    const known = this.#next(name);
    if (known !== undefined) return known.value as T;
    yield { fraction, message: name };
    return yield* kept<T>(name, fraction, yield* work());
  }

  /** A step of one piece. @throws BadDataError for a record of another fit */
  *piece<T>(name: string, fraction: number, work: () => T): Generator<FitProgress, T, void> {
    const known = this.#next(name);
    if (known !== undefined) return known.value as T;
    yield { fraction, message: name };
    return yield* kept<T>(name, fraction, work());
  }

  #next(name: string): FitStep | undefined {
    const known = this.#record[this.#at++];
    if (known === undefined || known.name === name) return known;
    throw new BadDataError(
      `The record of an earlier run goes on with "${known.name}" where this fit comes to "${name}": it is of another fit, or of another version of lisalab. Begin anew, without it.`,
      { found: known.name, expected: name },
    );
  }
}

function* kept<T>(name: string, fraction: number, value: T): Generator<FitProgress, T, void> {
  const plain = JSON.parse(JSON.stringify(value)) as T;
  yield { fraction, message: name, done: { name, value: plain } };
  return plain;
}
