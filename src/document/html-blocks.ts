import { badgeHtml, checkTableHtml, escapeHtml, VERDICT_LOOKS } from "../figure/badge.js";
import { readAnsi, type Span } from "./ansi.js";
import { readCode } from "./code.js";
import type { Block, MediaBlock, ProseBlock, TextBlock, VerdictBlock } from "./document.js";
import { proseHtml } from "./html-prose.js";
import type { Table } from "./html-table.js";
import { readBundle } from "./media.js";
import { packed } from "./packing.js";

/** A block as HTML. Whatever a document says stays text: markup comes only from here. */
export function blockHtml(block: Block): string {
  switch (block.type) {
    case "heading":
      return headingHtml(block.text, block.level);
    case "prose":
      return proseBlockHtml(block);
    case "code":
      return codeHtml(block.source, block.label);
    case "text":
      return textHtml(block);
    case "media":
      return mediaHtml(block);
    case "facts":
      return factsHtml(block.rows);
    case "verdict":
      return verdictHtml(block);
    case "checks":
      return `<div class="wide">${checkTableHtml(block.checks)}</div>`;
    case "contents":
      return "";
    case "note":
      return `<p class="note">${escapeHtml(block.text)}</p>`;
  }
}

function headingHtml(text: string, level: 1 | 2): string {
  const name = level === 1 ? "h2" : "h3";
  return `<${name}>${escapeHtml(text)}</${name}>`;
}

function proseBlockHtml({ markdown, attachments }: ProseBlock): string {
  return `<div class="prose">${proseHtml(markdown, attachments)}</div>`;
}

function codeHtml(source: string, label: string): string {
  const lines = readCode(source).map((line) =>
    line
      .map(({ kind, text }) =>
        kind === "plain" ? escapeHtml(text) : `<span class="${kind}">${escapeHtml(text)}</span>`,
      )
      .join(""),
  );
  return `<div class="code"><span class="label">${escapeHtml(label)}</span><pre><code>${lines.join("\n")}</code></pre></div>`;
}

function textHtml({ text, tone }: TextBlock): string {
  const lines = readAnsi(text).map((line) => line.map(spanHtml).join(""));
  return `<pre class="text ${tone}" tabindex="0">${lines.join("\n")}</pre>`;
}

function spanHtml({ text, colour, bold }: Span): string {
  const classes = [colour === null ? "" : `ansi-${colour}`, bold ? "bold" : ""].filter((name) => name !== "");
  return classes.length === 0 ? escapeHtml(text) : `<span class="${classes.join(" ")}">${escapeHtml(text)}</span>`;
}

function mediaHtml({ bundle }: MediaBlock): string {
  const medium = readBundle(bundle, ["figure", "table", "html", "svg", "image", "markdown", "text"]);
  switch (medium.kind) {
    case "figure":
      return figureHtml(medium.plotly, medium.svg, medium.description);
    case "svg":
      return imageHtml("image/svg+xml", Buffer.from(medium.svg).toString("base64"), medium.description);
    case "image":
      return imageHtml(medium.mediaType, medium.base64, medium.description);
    case "table":
      return tableHtml(medium.table);
    case "html":
      return frameHtml(medium.html);
    case "markdown":
      return `<div class="prose">${proseHtml(medium.markdown, {})}</div>`;
    case "text":
      return textHtml({ type: "text", text: medium.text, tone: "output" });
  }
}

/** The drawing, which stays where no script runs, and the data from which the interactive one is made. */
function figureHtml(plotly: unknown, svg: string | null, description: string): string {
  const still =
    svg === null
      ? `<p class="note">${escapeHtml(description)}</p>`
      : imageHtml("image/svg+xml", Buffer.from(svg).toString("base64"), description);
  return `<div class="figure">${still}<script type="text/plain">${packed(JSON.stringify(plotly))}</script></div>`;
}

function imageHtml(mediaType: string, base64: string, description: string): string {
  return `<img alt="${escapeHtml(description)}" src="data:${mediaType};base64,${base64}">`;
}

function tableHtml({ head, rows }: Table): string {
  const line = (cells: readonly string[], name: "td" | "th"): string =>
    `<tr>${cells.map((cell) => `<${name}>${escapeHtml(cell)}</${name}>`).join("")}</tr>`;
  return `<div class="wide"><table><thead>${line(head, "th")}</thead><tbody>${rows.map((row) => line(row, "td")).join("")}</tbody></table></div>`;
}

/** Foreign HTML in a frame in which nothing runs and nothing loads; its height is set by the page's script, or by eye. */
function frameHtml(html: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`;
  const style =
    "<style>body{margin:0;font:14px system-ui,sans-serif}table{border-collapse:collapse}td,th{padding:0.2em 0.6em}</style>";
  const page = `<!doctype html><meta charset="utf-8">${policy}${style}${html}`;
  const lines = (html.match(/<(?:tr|p|br|li|h\d|div)\b|\n/gi) ?? []).length;
  const height = Math.min(600, 40 + 14 * lines);
  return `<iframe title="output" sandbox="allow-same-origin" referrerpolicy="no-referrer" height="${height}" srcdoc="${escapeHtml(page)}"></iframe>`;
}

function factsHtml(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>`;
}

function verdictHtml({ verdict, sentence }: VerdictBlock): string {
  const badge = verdict === null ? "still running" : badgeHtml(verdict);
  const colour = verdict === null ? "#666" : VERDICT_LOOKS[verdict].colour;
  return `<p class="verdict" style="border-color:${colour}">${badge} ${escapeHtml(sentence)}</p>`;
}
