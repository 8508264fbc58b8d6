import { escapeHtml } from "../figure/badge.js";
import type { Block, Document } from "./document.js";
import { blockHtml } from "./html-blocks.js";
import { pageScript } from "./html-script.js";
import { STYLE } from "./html-style.js";
import { readBundle } from "./media.js";
import { plotlySource, sha256 } from "./plotly-source.js";

/**
 * The document as one HTML file that needs nothing else. What it says is not trusted: scripts run only by their hash,
 * nothing is loaded, foreign HTML stays in frames without scripts.
 */
export function toHtml(document: Document): string {
  const withFigures = document.blocks.some(isInteractive);
  const script = pageScript(withFigures);
  const hashes = [sha256(script), ...(withFigures ? [plotlySource().sha256] : [])].map((hash) => `'sha256-${hash}'`);
  const body = document.blocks.map(blockHtml).join("\n");
  const plotly = withFigures ? `<script type="text/plain" id="plotly">${plotlySource().packed}</script>\n` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(hashes)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="author" content="${escapeHtml(document.author)}">
<meta name="date" content="${escapeHtml(document.date)}">
<title>${escapeHtml(document.title)} · ${escapeHtml(document.id)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeHtml(document.title)}</h1><p class="id">${escapeHtml(document.id)}</p></header>
<main>
${body}
</main>
${plotly}<script>${script}</script>
</body>
</html>
`;
}

/** Nothing from elsewhere, no script but ours; inline styles are needed by Plotly and by tables in frames. */
function policy(hashes: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function isInteractive(block: Block): boolean {
  return block.type === "media" && readBundle(block.bundle, ["figure"]).kind === "figure";
}
