import temmlModule from "temml";

/** An element of presentation MathML, as data. */
export interface MathElement {
  /** Name of the element, e.g. "mfrac"; "text" for characters. */
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly classes: readonly string[];
  readonly children: readonly MathElement[];
}

/** What the TeX reader's nodes look like: elements, and texts. */
interface TexNode {
  readonly type?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly classes?: readonly string[];
  readonly children?: readonly TexNode[];
}

interface TexReader {
  renderToString(tex: string, options: object): string;
  __renderToMathMLTree(tex: string, options: object): TexNode;
}

// The module's own declarations name its members otherwise than it does.
const temml = temmlModule as unknown as TexReader;

/** Nothing in the TeX may link, style, or grow without end. */
const LIMITS = { maxSize: [40, 40], maxExpand: 500, trust: false, strict: false, throwOnError: true };

/** TeX math as MathML markup; null when it isn't TeX that can be set. */
export function mathMarkup(tex: string, display: boolean): string | null {
  return attempt(() => temml.renderToString(tex, { ...LIMITS, displayMode: display }));
}

/** TeX math as a tree of MathML; null when it isn't TeX that can be set. */
export function mathTree(tex: string, display: boolean): MathElement | null {
  return attempt(() => elementOf(temml.__renderToMathMLTree(tex, { ...LIMITS, displayMode: display })));
}

/** What `make` returns; null when the TeX reader refuses, which is a property of the text and not a fault. */
function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function elementOf(node: TexNode): MathElement {
  const attributes = Object.entries(node.attributes ?? {}).map(([key, value]) => [key, String(value)]);
  const isText = node.type === undefined && node.text !== undefined;
  return {
    name: isText ? "text" : (node.type ?? "mrow"),
    text: isText ? node.text! : "",
    attributes: Object.fromEntries(attributes),
    classes: node.classes ?? [],
    children: (node.children ?? []).map(elementOf),
  };
}
