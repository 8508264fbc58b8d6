import type { Builder, SourceFile } from "./kernel-shorthand.js";

/** A file in which the compiler has looked for declarations. */
interface BoundFile extends SourceFile {
  readonly locals?: ReadonlyMap<string, unknown>;
}

/** The part of TypeScript that finds the names that a text declares. */
export interface NamesTools {
  readonly createSourceFile: (name: string, text: string, target: unknown) => BoundFile;
  readonly bindSourceFile: (file: SourceFile, options: unknown) => void;
}

/** The part of the system given to TypeScript's watch by which it puts off making a new version of the program. */
export interface Timers {
  setTimeout: (callback: () => void, ...rest: unknown[]) => unknown;
  clearTimeout: (timer: unknown) => void;
}

interface WatchHost {
  afterProgramCreate: (builder: Builder) => void;
}

/**
 * tslab has two versions of the program made for each cell: one for the names that the cell declares, and one in which
 * these are exported. The names can be had from the cell alone; that takes a fifth of the time off a small cell.
 */
export class CellNames {
  readonly #tools: NamesTools;
  readonly #options: { readonly target?: unknown };
  #host: WatchHost | undefined;
  /** The cell whose names tslab is about to ask for. */
  #cell: BoundFile | undefined;
  /** The version that was not made; the next change takes its place. */
  #skipped: unknown;

  constructor(tools: NamesTools, options: { readonly target?: unknown }) {
    this.#tools = tools;
    this.#options = options;
  }

  /** Stands between TypeScript's watch and its timers. */
  guard(system: Timers): void {
    const { setTimeout: begin, clearTimeout: end } = system;
    system.setTimeout = (callback, ...rest) => {
      const timer: unknown = begin(() => (this.#answer() ? (this.#skipped = timer) : callback()), ...rest);
      return timer;
    };
    system.clearTimeout = (timer) => {
      if (timer === this.#skipped) this.#skipped = undefined;
      else end(timer);
    };
  }

  /** What is told of new versions. */
  attach(host: WatchHost): void {
    this.#host = host;
  }

  /** The next version is asked for the names of `code` only; not so where there are none, for then it is the only one. */
  expect(code: string): void {
    const cell = this.#tools.createSourceFile("cell.ts", `export {};\n${code}`, this.#options.target);
    this.#tools.bindSourceFile(cell, this.#options);
    this.#cell = (cell.locals?.size ?? 0) > 0 ? cell : undefined;
  }

  /** Whether the version that is due was answered by the cell alone. */
  #answer(): boolean {
    const cell = this.#cell;
    if (cell === undefined || this.#host === undefined) return false;
    this.#cell = undefined;
    this.#host.afterProgramCreate({ getSourceFile: () => cell } as unknown as Builder);
    return true;
  }
}
