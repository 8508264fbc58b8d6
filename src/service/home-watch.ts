import { stat } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/** Time between two looks, in ms. */
export const HOME_LOOK = 3000;

/** What the log and `/livez` call a home that is another one. */
export const HOME = "home";

/**
 * Sees that the home, and with it the record of runs, was moved away or replaced, as by a restored backup: what is open
 * here is the old one, in which the service would queue runs that its workers never find. With a record in PostgreSQL
 * there is nothing to see, and nothing of that to fear.
 */
export class HomeWatch {
  readonly #file: string;
  #first: string | null = null;

  constructor(home: string) {
    this.#file = join(home, "runs.sqlite");
  }

  /** @throws EnvironmentError when it is another one than at the first look */
  async look(): Promise<void> {
    const found = await identity(this.#file);
    this.#first ??= found;
    if (found === this.#first) return;
    const what = found === null ? "is not there any more" : "is another one than when the service began";
    throw new EnvironmentError(
      `${this.#file} ${what}: put it back, or start the service again; until then no run that is queued begins`,
      { path: this.#file },
    );
  }
}

/** The same as long as a file is open, wherever it is moved; null when there is none. */
async function identity(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev} ${ino}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
