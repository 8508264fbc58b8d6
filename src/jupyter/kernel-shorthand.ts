/** A node of TypeScript's syntax tree, as much of it as is needed here. */
interface Node {
  readonly parent?: Node;
  readonly name?: Node;
  readonly propertyName?: Node;
  readonly objectAssignmentInitializer?: Node;
}

type Visitor = (node: Node) => Node;

/** The part of TypeScript's type checker that tells what a name stands for. */
interface Checker {
  readonly getSymbolAtLocation: (node: Node) => unknown;
  readonly getShorthandAssignmentValueSymbol: (node: Node) => unknown;
}

/** A file of the program, as much of it as is needed here. */
export interface SourceFile {
  readonly fileName: string;
  readonly isDeclarationFile: boolean;
  /** What it imports, in whatever way; absent where nothing has been looked for. */
  readonly imports?: readonly { readonly text: string }[];
}

/** A version of the files. */
export interface Program {
  readonly getRootFileNames: () => readonly string[];
  readonly getSourceFile: (name: string) => SourceFile | undefined;
  readonly getCompilerOptions: () => unknown;
  readonly getTypeChecker: () => Checker;
}

/** What TypeScript's watch makes of a version of the files. */
export interface Builder {
  readonly getProgram: () => Program;
}

interface WatchHost {
  afterProgramCreate: (builder: Builder) => void;
}

/** The part of TypeScript that tslab rewrites cells with. */
export interface ShorthandTools {
  readonly isIdentifier: (node: Node) => boolean;
  readonly isPropertyAssignment: (node: Node) => boolean;
  readonly isShorthandPropertyAssignment: (node: Node) => boolean;
  readonly visitEachChild: (node: Node, visit: Visitor, context: unknown) => Node;
  readonly createWatchProgram: (host: WatchHost) => unknown;
  readonly factory: {
    readonly createPropertyAssignment: (name: Node, value: Node) => Node;
    readonly createAssignment: (target: Node, value: Node) => Node;
  };
}

/**
 * What tslab has to be given in place of two of the compiler's functions, so that `{ segment }` means the variable of an
 * earlier cell: tslab rewrites such names to `exports.segment`, but takes the name in a shorthand for the property's own.
 * The other way round, it takes `segment` in `const { segment: part } = load()` for a variable when an earlier cell has
 * declared the type of what `load` gives.
 */
export function shorthandAware(tools: ShorthandTools): Pick<ShorthandTools, "visitEachChild" | "createWatchProgram"> {
  return {
    visitEachChild: (node, visit, context) => {
      if (tools.isShorthandPropertyAssignment(node)) return spelledOut(tools, node, visit);
      const name = propertyNameOf(tools, node);
      return tools.visitEachChild(node, (child) => (child === name ? child : visit(child)), context);
    },
    createWatchProgram: (host) => {
      const created = host.afterProgramCreate.bind(host);
      host.afterProgramCreate = (builder) => created(withValueSymbols(tools, builder));
      return tools.createWatchProgram(host);
    },
  };
}

/** The name in `{ name: value }`, be it written or taken apart; absent where it is computed, and may have variables. */
function propertyNameOf(tools: ShorthandTools, node: Node): Node | undefined {
  const name = tools.isPropertyAssignment(node) ? node.name : node.propertyName;
  return name !== undefined && tools.isIdentifier(name) ? name : undefined;
}

/** `{ name }` as `{ name: rewritten }`, `{ name = 1 }` (in an assignment) as `{ name: rewritten = 1 }`, if it is rewritten. */
function spelledOut({ factory }: ShorthandTools, node: Node, visit: Visitor): Node {
  const name = node.name!;
  const value = visit(name);
  const preset = node.objectAssignmentInitializer && visit(node.objectAssignmentInitializer);
  if (value === name && preset === node.objectAssignmentInitializer) return node;
  return factory.createPropertyAssignment(name, preset ? factory.createAssignment(value, preset) : value);
}

/** The same builder, whose checker takes the name in a shorthand for the variable. */
function withValueSymbols(tools: ShorthandTools, builder: Builder): Builder {
  return derived(builder, {
    getProgram: () => {
      const program = builder.getProgram();
      return derived(program, {
        getTypeChecker: () => {
          const checker = program.getTypeChecker();
          return derived(checker, {
            getSymbolAtLocation: (node) =>
              node.parent && tools.isShorthandPropertyAssignment(node.parent)
                ? checker.getShorthandAssignmentValueSymbol(node.parent)
                : checker.getSymbolAtLocation(node),
          });
        },
      });
    },
  });
}

function derived<T extends object>(object: T, replaced: Partial<T>): T {
  return Object.assign(Object.create(object) as T, replaced);
}
