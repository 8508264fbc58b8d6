import type TypeScript from "@tslab/typescript-for-tslab";

/** The compiler's API, of whichever version. */
export type Compiler = typeof TypeScript;

/** A program that sees the built declarations as a notebook's cell sees them. */
export interface Face {
  readonly program: TypeScript.Program;
  readonly checker: TypeScript.TypeChecker;
  readonly exports: readonly TypeScript.Symbol[];
}

/** Options of tslab's converter, but the declarations themselves are checked too. */
export function faceOf(ts: Compiler, declarations: string): Face {
  const program = ts.createProgram([declarations], {
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: ["node"],
    esModuleInterop: true,
    skipLibCheck: false,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(declarations)!)!;
  return { program, checker, exports: checker.getExportsOfModule(module) };
}

/** Every public name with its kind, those of namespaces as "tdi.name", in order. */
export function namesOf(ts: Compiler, face: Face): readonly string[] {
  return flatExports(ts, face).map(({ path, symbol }) => `${path}: ${kindOf(ts, symbol)}`);
}

/** Where a public type is `any`, as a path such as "psd(input).values": what the compiler can't read becomes `any`. */
export function anysOf(ts: Compiler, face: Face): readonly string[] {
  const search = new AnySearch(ts, face.checker);
  for (const { path, symbol } of flatExports(ts, face)) {
    search.symbol(symbol, path);
  }
  return search.found;
}

function flatExports(ts: Compiler, { checker, exports }: Face): readonly { path: string; symbol: TypeScript.Symbol }[] {
  const flat = (symbol: TypeScript.Symbol, prefix: string): { path: string; symbol: TypeScript.Symbol }[] => {
    const target = targetOf(ts, checker, symbol);
    const path = prefix + symbol.name;
    const inner = (target.flags & ts.SymbolFlags.ValueModule) === 0 ? [] : checker.getExportsOfModule(target);
    return [{ path, symbol: target }, ...inner.flatMap((one) => flat(one, `${path}.`))];
  };
  const all = exports.flatMap((symbol) => flat(symbol, ""));
  return all.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function targetOf(ts: Compiler, checker: TypeScript.TypeChecker, symbol: TypeScript.Symbol): TypeScript.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

function kindOf(ts: Compiler, { flags }: TypeScript.Symbol): string {
  const kinds: readonly [number, string][] = [
    [ts.SymbolFlags.ValueModule, "namespace"],
    [ts.SymbolFlags.Class, "class"],
    [ts.SymbolFlags.Function, "function"],
    [ts.SymbolFlags.Variable, "constant"],
    [ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias, "type"],
  ];
  const fitting = kinds.filter(([flag]) => (flags & flag) !== 0).map(([, kind]) => kind);
  return fitting.join(" and ") || "unknown";
}

/** Walks through signatures, members, elements and unions of the types that the package itself declares. */
class AnySearch {
  readonly found: string[] = [];
  readonly #seen = new Set<TypeScript.Type>();

  constructor(
    private readonly ts: Compiler,
    private readonly checker: TypeScript.TypeChecker,
  ) {}

  symbol(symbol: TypeScript.Symbol, path: string): void {
    const { Value, ValueModule, Type } = this.ts.SymbolFlags;
    if ((symbol.flags & ValueModule) !== 0) {
      return;
    }
    const declaration = symbol.declarations?.[0];
    if (declaration === undefined) {
      this.found.push(`${path}: not found`);
      return;
    }
    if ((symbol.flags & Value) !== 0) {
      this.type(this.checker.getTypeOfSymbolAtLocation(symbol, declaration), path);
    }
    if ((symbol.flags & Type) !== 0) {
      this.type(this.checker.getDeclaredTypeOfSymbol(symbol), path);
    }
  }

  private type(type: TypeScript.Type, path: string): void {
    if ((type.flags & this.ts.TypeFlags.Any) !== 0) {
      this.found.push(path);
      return;
    }
    if (this.#seen.has(type)) {
      return;
    }
    this.#seen.add(type);
    if (type.isUnionOrIntersection()) {
      type.types.forEach((part) => this.type(part, path));
    }
    for (const argument of this.argumentsOf(type)) {
      this.type(argument, `${path}<>`);
    }
    if (this.isOurs(type)) {
      this.inside(type, path);
    }
  }

  private inside(type: TypeScript.Type, path: string): void {
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      for (const parameter of signature.getParameters()) {
        this.member(parameter, `${path}(${parameter.name})`);
      }
      this.type(signature.getReturnType(), `${path}()`);
    }
    for (const property of type.getProperties()) {
      if (this.isDeclaredByUs(property) && !this.isPrivate(property)) {
        this.member(property, `${path}.${property.name}`);
      }
    }
    for (const index of this.checker.getIndexInfosOfType(type)) {
      this.type(index.type, `${path}[]`);
    }
  }

  private member(symbol: TypeScript.Symbol, path: string): void {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration !== undefined) {
      this.type(this.checker.getTypeOfSymbolAtLocation(symbol, declaration), path);
    }
  }

  private argumentsOf(type: TypeScript.Type): readonly TypeScript.Type[] {
    const isReference = (type.flags & this.ts.TypeFlags.Object) !== 0 && "target" in type;
    return isReference ? this.checker.getTypeArguments(type as TypeScript.TypeReference) : [];
  }

  /** Private members lose their types in declarations, and nobody sees them. */
  private isPrivate({ valueDeclaration }: TypeScript.Symbol): boolean {
    if (valueDeclaration === undefined || !this.ts.isPropertyDeclaration(valueDeclaration)) {
      return false;
    }
    const isHash = this.ts.isPrivateIdentifier(valueDeclaration.name);
    return isHash || (this.ts.getCombinedModifierFlags(valueDeclaration) & this.ts.ModifierFlags.Private) !== 0;
  }

  private isOurs(type: TypeScript.Type): boolean {
    const symbol = type.getSymbol();
    return symbol !== undefined && this.isDeclaredByUs(symbol);
  }

  private isDeclaredByUs(symbol: TypeScript.Symbol): boolean {
    return symbol.declarations?.some((one) => !one.getSourceFile().fileName.includes("/node_modules/")) ?? false;
  }
}
