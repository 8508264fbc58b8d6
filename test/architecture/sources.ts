import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** One import of a source file, of whatever form. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** A file of the library, by its name below src/. */
export interface Source {
  readonly name: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

export const ROOT: string = path.resolve(import.meta.dirname, "../..");

/** All that TypeScript compiles: the AssemblyScript and what the build writes out of it are another language's. */
export function readSources(): readonly Source[] {
  const names = readdirSync(path.join(ROOT, "src"), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts") && !name.startsWith("math/assembly/") && !name.endsWith(".wasm.ts"))
    .sort()
    .map((name) => sourceOf(name, readFileSync(path.join(ROOT, "src", name), "utf8")));
}

export function sourceOf(name: string, text: string): Source {
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  return { name, tree, imports: importsOf(tree) };
}

/** The room of a file below src/: its folder, or the file's own name at the top. */
export function roomOf(name: string): string {
  return name.split("/")[0]!;
}

/** The file below src/ that a relative import names; undefined for packages and Node's modules. */
export function targetOf(source: Source, { specifier }: Import): string | undefined {
  if (!specifier.startsWith(".")) {
    return undefined;
  }
  return path.posix.join(path.posix.dirname(source.name), specifier).replace(/\.js$/, ".ts");
}

export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Every node of the tree, the deepest last. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) {
    yield* nodesOf(child);
  }
}

function importsOf(tree: ts.SourceFile): readonly Import[] {
  return [...nodesOf(tree)].flatMap((node) => {
    const specifier = specifierOf(node);
    return specifier === undefined ? [] : [{ specifier, line: lineOf(tree, node) }];
  });
}

/** import, export … from, import type, import("…") as a call and as a type, require("…"). */
function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return textOf(node.moduleSpecifier);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return textOf(node.argument.literal);
  }
  if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(node))) {
    return textOf(node.arguments[0]) ?? "(computed)";
  }
  return undefined;
}

function isRequire(node: ts.CallExpression): boolean {
  return ts.isIdentifier(node.expression) && node.expression.text === "require";
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}
