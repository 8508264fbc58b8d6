import jsTokens from "js-tokens";

/** What a piece of code is, for its colour. */
export type CodeKind = "plain" | "keyword" | "string" | "number" | "comment";

/** A piece of code without a line break. */
export interface CodeSpan {
  readonly kind: CodeKind;
  readonly text: string;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends " +
    "false finally for from function if implements import in infer instanceof interface is keyof let namespace new null of " +
    "private protected public readonly return satisfies static super switch this throw true try type typeof undefined var void while yield"
  ).split(" "),
);

/** TypeScript as lines of spans of one kind each. */
export function readCode(source: string): readonly (readonly CodeSpan[])[] {
  const lines: CodeSpan[][] = [[]];
  for (const token of jsTokens(source.replace(/\t/g, "  "))) {
    const kind = kindOf(token);
    token.value.split(/\r\n|[\n\r\u2028\u2029]/).forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== "") lines.at(-1)!.push({ kind, text });
    });
  }
  return lines;
}

function kindOf(token: { readonly type: string; readonly value: string }): CodeKind {
  if (token.type === "IdentifierName") return KEYWORDS.has(token.value) ? "keyword" : "plain";
  if (token.type === "NumericLiteral") return "number";
  if (token.type.endsWith("Comment")) return "comment";
  if (/String|Template|RegularExpression/.test(token.type)) return "string";
  return "plain";
}
