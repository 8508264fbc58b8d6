import ts from "typescript";
import { HIGHEST_PURE_RANK, type Ranks } from "./rooms.js";
import { lineOf, nodesOf, roomOf, type Source } from "./sources.js";

/** Names of the world outside: clocks, chance, the terminal, the process, other threads. */
const WORLD: ReadonlySet<string> = new Set([
  "Date",
  "Promise",
  "console",
  "process",
  "performance",
  "globalThis",
  "crypto",
  "fetch",
  "require",
  "Worker",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
]);

/** Containers that are made empty at the top of a file are made to be filled later. */
const CONTAINERS: ReadonlySet<string> = new Set(["Map", "Set", "WeakMap", "WeakSet", "Array", "WeakRef"]);

/** What in the pure rooms is not a function of its arguments. */
export function impurities(sources: readonly Source[], ranks: Ranks): readonly string[] {
  return sources
    .filter(({ name }) => (ranks.get(roomOf(name)) ?? Infinity) <= HIGHEST_PURE_RANK)
    .flatMap((source) => [...packageImports(source), ...worldlyNodes(source), ...moduleState(source)]);
}

function packageImports({ name, imports }: Source): readonly string[] {
  return imports
    .filter(({ specifier }) => !specifier.startsWith("."))
    .map(({ specifier, line }) => `${name}:${line}: a pure room imports nothing from outside, not "${specifier}"`);
}

function worldlyNodes({ name, tree }: Source): readonly string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    const found = worldlyName(node);
    return found === undefined ? [] : [`${name}:${lineOf(tree, node)}: ${found}`];
  });
}

function worldlyName(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword || node.kind === ts.SyntaxKind.AwaitKeyword) {
    return node.getText();
  }
  if (ts.isPropertyAccessExpression(node) && node.getText() === "Math.random") {
    return "Math.random";
  }
  if (ts.isIdentifier(node) && WORLD.has(node.text) && !isMerelyAName(node)) {
    return node.text;
  }
  return undefined;
}

/** True for `series.process`, `{ process: … }` and declarations, which share no more than the spelling. */
function isMerelyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  const isDeclared = "name" in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
  return isMember || isDeclared;
}

function moduleState({ name, tree }: Source): readonly string[] {
  return tree.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    const state = statement.declarationList.declarations.filter((one) => !isConst || isEmptyContainer(one.initializer));
    return state.map((one) => `${name}:${lineOf(tree, one)}: module state "${one.name.getText(tree)}"`);
  });
}

function isEmptyContainer(value: ts.Expression | undefined): boolean {
  if (value === undefined) {
    return false;
  }
  if (ts.isArrayLiteralExpression(value)) {
    return value.elements.length === 0;
  }
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.length === 0 || value.properties.some((one) => isHolder(one));
  }
  return (
    ts.isNewExpression(value) && CONTAINERS.has(value.expression.getText()) && (value.arguments?.length ?? 0) === 0
  );
}

/** `const state = { current: undefined }` is a variable in disguise. */
function isHolder(property: ts.ObjectLiteralElementLike): boolean {
  return ts.isPropertyAssignment(property) && property.initializer.getText() === "undefined";
}
