import { createRequire, SourceMap, type SourceMapPayload } from "node:module";
import { dirname } from "node:path";
import { awaitGuards, type SyntaxTools, type Transformer } from "./kernel-awaits.js";
import { type BuilderTools, leanBuilder } from "./kernel-builder.js";
import { CellNames, type NamesTools, type Timers } from "./kernel-names.js";
import { type Builder, type ShorthandTools, shorthandAware } from "./kernel-shorthand.js";

/** The part of TypeScript's compiler options that the kernel sets. */
interface CompilerOptions {
  readonly target?: unknown;
  inlineSourceMap?: boolean;
  inlineSources?: boolean;
  types?: string[];
  typeRoots?: string[];
  paths?: Record<string, string[]>;
}

interface TranspileInput {
  readonly compilerOptions: CompilerOptions & { sourceMap?: boolean };
  readonly reportDiagnostics?: boolean;
  readonly transformers?: { readonly before: readonly Transformer[] };
}

interface Transpiled {
  readonly outputText: string;
  readonly sourceMapText?: string;
  readonly diagnostics?: readonly { readonly code: number }[];
}

/** The part of TypeScript's module that the kernel uses. */
export interface TypeScript extends SyntaxTools, BuilderTools, NamesTools {
  readonly version: string;
  readonly sys: { watchFile: (...args: unknown[]) => { close: () => void } };
  readonly createWatchCompilerHost: (
    files: string[],
    options: CompilerOptions,
    system: Timers,
    createProgram: unknown,
    ...rest: unknown[]
  ) => { afterProgramCreate: (builder: Builder) => void };
  readonly transpileModule: (js: string, input: TranspileInput) => Transpiled;
}

/** A place in a cell, counted from 1. */
export interface CellPosition {
  readonly line: number;
  readonly column: number;
}

/** Finds the place in the cell's own text from a place in the JavaScript that runs. */
export type PositionMap = (line: number, column: number) => CellPosition | undefined;

/** What the kernel changes in the compiler that tslab uses. */
export interface Tailoring {
  /** The declarations of the library, so that cells in any folder see them. */
  readonly libraryTypes: string;
  /** A folder that has `node` in it: the types of Node. */
  readonly typeRoot: string;
  /** Whether files that cells import are read again when they change. */
  readonly watch: boolean;
}

const require = createRequire(import.meta.url);
const tslabRequire = createRequire(require.resolve("tslab"));
const COMPILER = "@tslab/typescript-for-tslab";
/** tslab writes `export {};` and a line break before the cell. */
const LINES_BEFORE_CELL = 1;
const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** The folder of `@types` that tslab's own TypeScript goes with; it's installed wherever tslab is. */
export function nodeTypeRoot(): string {
  return dirname(dirname(tslabRequire.resolve("@types/node/package.json")));
}

/** The version of the compiler; cheap, it loads nothing. */
export function typescriptVersion(): string {
  return (tslabRequire(`${COMPILER}/package.json`) as { version: string }).version;
}

/** tslab's modules, loaded with a compiler that knows the library and tells where each line came from. */
export class TailoredTslab {
  readonly #tailoring: Tailoring;
  readonly #original: TypeScript = tslabRequire(COMPILER) as TypeScript;
  #lastMap: PositionMap = () => undefined;
  #names: CellNames | undefined;

  constructor(tailoring: Tailoring) {
    this.#tailoring = tailoring;
    this.#replaceCompiler();
  }

  /** The module `name` of tslab, e.g. "converter". */
  load<T>(name: string): T {
    return require(`tslab/dist/${name}.js`) as T;
  }

  /** The cell that tslab converts next. */
  announce(code: string): void {
    this.#names?.expect(code);
  }

  /** The map of what was compiled last. */
  get lastMap(): PositionMap {
    return this.#lastMap;
  }

  /** TypeScript's numbers of what is wrong with the syntax of `code`. */
  syntaxErrors(code: string): readonly number[] {
    const { diagnostics } = this.#original.transpileModule(code, { compilerOptions: {}, reportDiagnostics: true });
    return (diagnostics ?? []).map((diagnostic) => diagnostic.code);
  }

  /** tslab copies the compiler's exports when it loads, and has no other way in: so they are exchanged before. */
  #replaceCompiler(): void {
    const original = this.#original;
    const { visitEachChild, createWatchProgram } = shorthandAware(tslabRequire(COMPILER) as ShorthandTools);
    const cached = tslabRequire.cache[tslabRequire.resolve(COMPILER)];
    if (cached === undefined) return;
    cached.exports = Object.defineProperties(
      Object.create(null),
      Object.assign(Object.getOwnPropertyDescriptors(original), {
        createWatchCompilerHost: { enumerable: true, value: this.#hostCreator(original) },
        createWatchProgram: { enumerable: true, value: createWatchProgram },
        transpileModule: { enumerable: true, value: this.#transpiler(original) },
        visitEachChild: { enumerable: true, value: visitEachChild },
      }),
    );
    if (!this.#tailoring.watch) original.sys.watchFile = () => ({ close: () => {} });
  }

  #hostCreator(compiler: TypeScript): TypeScript["createWatchCompilerHost"] {
    return (files, options, system, _, ...rest) => {
      const { typeRoot, libraryTypes } = this.#tailoring;
      Object.assign(options, {
        inlineSourceMap: true,
        types: ["node"],
        typeRoots: [typeRoot],
        paths: { lisalab: [libraryTypes] },
      });
      this.#names = new CellNames(compiler, options);
      this.#names.guard(system);
      const host = compiler.createWatchCompilerHost(files, options, system, leanBuilder(compiler), ...rest);
      this.#names.attach(host);
      return host;
    };
  }

  /** tslab compiles in two steps, TypeScript to ES modules to CommonJS: each leaves a map, and both are followed back. */
  #transpiler(compiler: TypeScript): TypeScript["transpileModule"] {
    const guards = awaitGuards(compiler);
    return (js, input) => {
      const first = INLINE_MAP.exec(js);
      const plain = js.replace(INLINE_MAP, "");
      const result = compiler.transpileModule(plain, {
        ...input,
        compilerOptions: { ...input.compilerOptions, sourceMap: true },
        transformers: { before: [guards] },
      });
      if (first !== null && result.sourceMapText !== undefined)
        this.#lastMap = chain(
          JSON.parse(result.sourceMapText) as SourceMapPayload,
          JSON.parse(Buffer.from(first[1], "base64").toString()) as SourceMapPayload,
        );
      return { ...result, outputText: result.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n") };
    };
  }
}

function chain(secondStep: SourceMapPayload, firstStep: SourceMapPayload): PositionMap {
  let maps: [SourceMap, SourceMap] | undefined;
  return (line, column) => {
    maps ??= [new SourceMap(secondStep), new SourceMap(firstStep)];
    const middle = maps[0].findEntry(line - 1, column - 1);
    if (!("originalLine" in middle)) return undefined;
    const entry = maps[1].findEntry(middle.originalLine, middle.originalColumn);
    if (!("originalLine" in entry)) return undefined;
    return { line: entry.originalLine + 1 - LINES_BEFORE_CELL, column: entry.originalColumn + 1 };
  };
}
