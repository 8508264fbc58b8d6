/** The functions on `globalThis` that guard what a cell awaits. */
export const GUARD_NAME: string = "__lisalab_cell__";

/** What a guard does around `await value`. */
export interface AwaitGuard {
  /** Takes what is about to be awaited. */
  readonly enter: (value: unknown) => unknown;
  /** Takes what came of it. */
  readonly leave: (value?: unknown) => unknown;
}

/** A node of TypeScript's syntax tree, as much of it as is needed here. */
interface Node {
  readonly expression: Node;
  readonly statement: Node;
  readonly awaitModifier?: Node;
  readonly initializer: Node;
}

interface Factory {
  readonly createIdentifier: (name: string) => Node;
  readonly createPropertyAccessExpression: (object: Node, name: string) => Node;
  readonly createCallExpression: (callee: Node, types: undefined, values: readonly Node[]) => Node;
  readonly createExpressionStatement: (expression: Node) => Node;
  readonly createBlock: (statements: readonly Node[]) => Node;
  readonly updateAwaitExpression: (node: Node, expression: Node) => Node;
  readonly updateForOfStatement: (
    node: Node,
    modifier: Node | undefined,
    initializer: Node,
    expression: Node,
    statement: Node,
  ) => Node;
}

/** The part of TypeScript that rewrites syntax trees. */
export interface SyntaxTools {
  readonly isAwaitExpression: (node: Node) => boolean;
  readonly isForOfStatement: (node: Node) => boolean;
  readonly visitEachChild: (node: Node, visit: (node: Node) => Node, context: TransformContext) => Node;
}

interface TransformContext {
  readonly factory: Factory;
}

/** A step of TypeScript's that rewrites a file. */
export type Transformer = (context: TransformContext) => (file: Node) => Node;

/**
 * Returns the step that puts guards around every await of a cell: `await x` becomes `leave(await enter(x))`. So an
 * async loop of a cell that was interrupted ends at its next await, instead of running on behind the cells to come.
 */
export function awaitGuards(tools: SyntaxTools): Transformer {
  return (context) => {
    const { factory } = context;
    const guard = (name: keyof AwaitGuard, values: readonly Node[]): Node =>
      factory.createCallExpression(
        factory.createPropertyAccessExpression(factory.createIdentifier(GUARD_NAME), name),
        undefined,
        values,
      );
    const visit = (node: Node): Node => {
      const inner = tools.visitEachChild(node, visit, context);
      if (tools.isAwaitExpression(inner))
        return guard("leave", [factory.updateAwaitExpression(inner, guard("enter", [inner.expression]))]);
      if (!tools.isForOfStatement(inner) || inner.awaitModifier === undefined) return inner;
      const { awaitModifier, initializer, expression, statement } = inner;
      const body = factory.createBlock([factory.createExpressionStatement(guard("leave", [])), statement]);
      return factory.updateForOfStatement(inner, awaitModifier, initializer, expression, body);
    };
    return (file) => tools.visitEachChild(file, visit, context);
  };
}
