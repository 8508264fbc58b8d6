import { CellDiagnosticsError, type Diagnostic } from "./kernel-diagnostics.js";
import type { PositionMap, TailoredTslab } from "./kernel-typescript.js";
import { InterruptedError } from "./kernel-zombies.js";

/** What tslab's converter makes of a cell. */
interface ConvertResult {
  readonly output?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** One completion of TypeScript. */
export interface CompletionEntry {
  readonly name: string;
  readonly kind: string;
  readonly sortText: string;
}

/** What tslab's converter knows about a place where a cell can go on. */
export interface CompletionInfo {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
  readonly original?: { readonly entries: readonly CompletionEntry[] };
}

/** A piece of text in TypeScript's answers. */
export interface DisplayPart {
  readonly text: string;
}

/** What TypeScript says about a name. */
export interface QuickInfo {
  readonly displayParts?: readonly DisplayPart[];
  readonly documentation?: readonly DisplayPart[];
  readonly tags?: readonly { readonly name: string; readonly text?: readonly DisplayPart[] }[];
}

interface Converter {
  convert: (previous: string, source: string) => ConvertResult;
  close: () => void;
}

interface ConverterSet {
  readonly node: Converter;
  readonly browser: Converter;
  readonly close: () => void;
}

interface Executor {
  execute: (source: string) => Promise<boolean>;
  inspect: (source: string, position: number) => QuickInfo | undefined;
  complete: (source: string, position: number) => CompletionInfo;
  interrupt: () => void;
}

interface Console {
  log: (value: unknown) => void;
  error: (thrown: unknown) => void;
}

interface ConverterModule {
  createConverter: () => Converter;
}

interface ExecutorModule {
  createExecutor: (folder: string, converters: ConverterSet, console: Console) => Executor;
}

/** What became of a piece of code. */
export interface Outcome {
  readonly value?: unknown;
  readonly failure?: { readonly thrown: unknown };
}

/** The text of an execution and where its lines went. */
export interface CellSource {
  readonly count: number;
  readonly code: string;
  readonly position: PositionMap;
}

/** The name under which V8 knows the script of an execution. */
function scriptName(serial: number): string {
  return `lisalab-cell-${serial}`;
}

/** tslab's executor, with what it throws and returns as values instead of text on the console. */
export class CellExecutor {
  readonly #tslab: TailoredTslab;
  readonly #executor: Executor;
  readonly #sources = new Map<number, CellSource>();
  readonly #modules: Readonly<Record<string, unknown>>;
  #finish: (outcome: Outcome) => void = () => {};
  #current: { serial: number; count: number } = { serial: 0, count: 0 };
  #outcome: { value?: unknown; failure?: { thrown: unknown } } = {};

  /** `modules` are what cells get for these names, wherever their folder is. */
  constructor(tslab: TailoredTslab, modules: Readonly<Record<string, unknown>>) {
    this.#tslab = tslab;
    this.#modules = modules;
    const converter = this.#wrap(tslab.load<ConverterModule>("converter").createConverter());
    const converters = { node: converter, browser: converter, close: () => converter.close() };
    this.#executor = tslab.load<ExecutorModule>("executor").createExecutor(process.cwd(), converters, {
      log: (value) => {
        this.#outcome.value = value;
      },
      error: (thrown) => {
        this.#outcome.failure = { thrown };
      },
    });
    this.#replaceRequire();
  }

  #wrap(converter: Converter): Converter {
    const convert = (previous: string, code: string): ConvertResult => {
      this.#tslab.announce(code);
      const result = converter.convert(previous, code);
      if (result.diagnostics.length > 0) throw new CellDiagnosticsError(result.diagnostics, code);
      const { serial, count } = this.#current;
      const lines = result.output?.split("\n").length ?? 0;
      const map = this.#tslab.lastMap;
      // Below its last line lies only the call that tslab writes around the cell.
      const position: PositionMap = (line, column) => (line > lines ? undefined : map(line, column));
      this.#sources.set(serial, { count, code, position });
      if (result.output === undefined) return result;
      return { ...result, output: `${result.output}\n//# sourceURL=${scriptName(serial)}` };
    };
    return Object.assign(Object.create(converter) as Converter, { convert });
  }

  #replaceRequire(): void {
    const scope = (globalThis as unknown as { __tslab__: { require: NodeJS.Require } }).__tslab__;
    scope.require = new Proxy(scope.require, {
      apply: (target, self, [id]: [string]) => this.#modules[id] ?? (Reflect.apply(target, self, [id]) as unknown),
    });
  }

  /** The text of the execution `serial`. */
  source(serial: number): CellSource | undefined {
    return this.#sources.get(serial);
  }

  /**
   * Compiles and runs `code`. Resolves when its top level is done or interrupted, whatever came of it. A cell may be
   * terminated, with all that is on its stack and, were it a microtask, with all microtasks that wait: so it starts as a
   * tick of its own.
   */
  execute(serial: number, count: number, code: string): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      process.nextTick(() => void this.#run(serial, count, code).then(resolve));
    });
  }

  async #run(serial: number, count: number, code: string): Promise<Outcome> {
    const outcome: Outcome = {};
    this.#current = { serial, count };
    this.#outcome = outcome;
    try {
      await this.#executor.execute(code);
    } catch (thrown) {
      return { failure: { thrown } };
    }
    return outcome;
  }

  /** Ends the wait for the running cell, however little it cares. */
  interrupt(): void {
    this.#executor.interrupt();
    this.#finish({ failure: { thrown: new InterruptedError() } });
  }

  inspect(code: string, position: number): QuickInfo | undefined {
    return this.#executor.inspect(code, position);
  }

  complete(code: string, position: number): CompletionInfo {
    return this.#executor.complete(code, position);
  }
}
