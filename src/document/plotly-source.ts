import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { packed } from "./packing.js";

/** Plotly's own code, as it is put into a page. */
export interface PlotlySource {
  /** As the page's script unpacks it. */
  readonly packed: string;
  /** For the page's content security policy. */
  readonly sha256: string;
}

let source: PlotlySource | undefined;

/** Reads and packs Plotly once. */
export function plotlySource(): PlotlySource {
  source ??= read();
  return source;
}

function read(): PlotlySource {
  const path = createRequire(import.meta.url).resolve("plotly.js-dist");
  // Its byte order mark and line ends must arrive as the hash has them.
  const code = readFileSync(path, "utf8").replace(/\r\n?/g, "\n");
  return { packed: packed(code), sha256: sha256(code) };
}

/** The hash of a script as a content security policy names it. */
export function sha256(code: string): string {
  return createHash("sha256").update(code, "utf8").digest("base64");
}
