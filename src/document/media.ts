import { TABLE_MIME } from "../figure/columns.js";
import { numberLabel } from "../figure/label.js";
import { PLOTLY_MIME } from "../figure/plotly.js";
import { readHtmlTable, type Table } from "./html-table.js";
import { textOf } from "./multiline.js";

/** What a renderer can show of a bundle. */
export type Medium =
  | { readonly kind: "figure"; readonly plotly: unknown; readonly svg: string | null; readonly description: string }
  | { readonly kind: "svg"; readonly svg: string; readonly description: string }
  | { readonly kind: "image"; readonly mediaType: string; readonly base64: string; readonly description: string }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "html"; readonly html: string }
  | { readonly kind: "markdown"; readonly markdown: string }
  | { readonly kind: "text"; readonly text: string };

type Bundle = Readonly<Record<string, unknown>>;
type Reader = (bundle: Bundle) => Medium | null;

/** What can be asked of a bundle: the kinds of media, and tables out of HTML. */
export type Representation = Medium["kind"] | "htmlTable";

const READERS: Readonly<Record<Representation, Reader>> = {
  figure: (bundle) => {
    const plotly = bundle[PLOTLY_MIME];
    if (typeof plotly !== "object" || plotly === null) return null;
    const svg = bundle["image/svg+xml"] === undefined ? null : textOf(bundle["image/svg+xml"]);
    return { kind: "figure", plotly, svg, description: descriptionOf(bundle) };
  },
  svg: (bundle) => {
    const svg = textOf(bundle["image/svg+xml"]);
    return svg === "" ? null : { kind: "svg", svg, description: descriptionOf(bundle) };
  },
  image: (bundle) => {
    const mediaType = ["image/png", "image/jpeg", "image/gif"].find((type) => typeof bundle[type] === "string");
    if (mediaType === undefined) return null;
    const base64 = textOf(bundle[mediaType]).replace(/\s/g, "");
    return /^[A-Za-z0-9+/]+=*$/.test(base64)
      ? { kind: "image", mediaType, base64, description: descriptionOf(bundle) }
      : null;
  },
  table: (bundle) => {
    const table = tableOf(bundle[TABLE_MIME]);
    return table === null ? null : { kind: "table", table };
  },
  htmlTable: (bundle) => {
    const table = readHtmlTable(textOf(bundle["text/html"]));
    return table === null ? null : { kind: "table", table };
  },
  html: (bundle) => {
    const html = textOf(bundle["text/html"]);
    return html === "" ? null : { kind: "html", html };
  },
  markdown: (bundle) => {
    const latex = textOf(bundle["text/latex"]);
    const markdown = bundle["text/markdown"] === undefined ? latex : textOf(bundle["text/markdown"]);
    return markdown === "" ? null : { kind: "markdown", markdown };
  },
  text: (bundle) => {
    const text = textOf(bundle["text/plain"]);
    if (text !== "") return { kind: "text", text };
    const json = bundle["application/json"];
    return {
      kind: "text",
      text: json === undefined ? `[${Object.keys(bundle).join(", ")}]` : JSON.stringify(json, null, 2),
    };
  },
};

/** The first of `kinds` that the bundle has; "text" is always there. */
export function readBundle(bundle: Bundle, kinds: readonly Representation[]): Medium {
  for (const kind of kinds) {
    const medium = READERS[kind](bundle);
    if (medium !== null) return medium;
  }
  return READERS.text(bundle)!;
}

/** Images by name, as MIME bundles. */
export type Attachments = Readonly<Record<string, Bundle>>;

/** The image that Markdown names as `attachment:name`; null when there is none. */
export function attachmentOf(source: string, attachments: Attachments): Medium | null {
  if (!source.startsWith("attachment:")) return null;
  const name = source.slice("attachment:".length).replace(/(?:%[0-9a-f]{2})+/gi, fromPercent);
  const bundle = Object.hasOwn(attachments, name) ? attachments[name] : undefined;
  return bundle === undefined ? null : readBundle(bundle, ["svg", "image"]);
}

function fromPercent(codes: string): string {
  return Buffer.from(codes.replace(/%/g, ""), "hex").toString("utf8");
}

function descriptionOf(bundle: Bundle): string {
  return textOf(bundle["text/plain"]).slice(0, 300) || "figure";
}

/** A tabular data resource as a table of texts; null when it isn't one. */
function tableOf(resource: unknown): Table | null {
  if (typeof resource !== "object" || resource === null) return null;
  const { schema, data } = resource as { schema?: { fields?: unknown }; data?: unknown };
  if (!Array.isArray(schema?.fields) || !Array.isArray(data)) return null;
  const names = schema.fields.map((field: { name?: unknown } | null) => String(field?.name ?? ""));
  const rows = data.map((row: unknown) => {
    const record = (typeof row === "object" && row !== null ? row : {}) as Record<string, unknown>;
    return names.map((name) => cellText(Object.hasOwn(record, name) ? record[name] : null));
  });
  return { head: names, rows };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return numberLabel(value, 6);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
