import { escapeHtml } from "../figure/badge.js";
import { type Inline, type Prose, readMarkdown } from "./markdown.js";
import { mathMarkup } from "./math.js";
import { type Attachments, attachmentOf } from "./media.js";

/** Markdown as HTML: links only to the web and to mail, images only from within, HTML in it as text. */
export function proseHtml(markdown: string, attachments: Attachments): string {
  return readMarkdown(markdown)
    .map((block) => blockHtml(block, attachments))
    .join("");
}

function blockHtml(block: Prose, attachments: Attachments): string {
  const line = (children: readonly Inline[]): string =>
    children.map((child) => inlineHtml(child, attachments)).join("");
  const inner = (children: readonly Prose[]): string => children.map((child) => blockHtml(child, attachments)).join("");
  switch (block.type) {
    case "paragraph":
      return `<p>${line(block.children)}</p>`;
    case "heading": {
      // The document's own headings are h1 and h2.
      const name = `h${Math.min(6, block.level + 2)}`;
      return `<${name}>${line(block.children)}</${name}>`;
    }
    case "quote":
      return `<blockquote>${inner(block.children)}</blockquote>`;
    case "list": {
      const items = block.items.map((item) => `<li>${inner(item)}</li>`).join("");
      return block.ordered ? `<ol start="${block.start}">${items}</ol>` : `<ul>${items}</ul>`;
    }
    case "fence":
      return `<pre class="text output"><code>${escapeHtml(block.text)}</code></pre>`;
    case "table":
      return tableHtml(
        block.head.map(line),
        block.rows.map((row) => row.map(line)),
      );
    case "rule":
      return "<hr>";
  }
}

function tableHtml(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], name: string): string =>
    `<tr>${cells.map((cell) => `<${name}>${cell}</${name}>`).join("")}</tr>`;
  return `<div class="wide"><table><thead>${row(head, "th")}</thead><tbody>${rows.map((cells) => row(cells, "td")).join("")}</tbody></table></div>`;
}

function inlineHtml(inline: Inline, attachments: Attachments): string {
  const inner = (children: readonly Inline[]): string =>
    children.map((child) => inlineHtml(child, attachments)).join("");
  switch (inline.type) {
    case "text":
      return escapeHtml(inline.text);
    case "code":
      return `<code>${escapeHtml(inline.text)}</code>`;
    case "strong":
      return `<strong>${inner(inline.children)}</strong>`;
    case "em":
      return `<em>${inner(inline.children)}</em>`;
    case "strike":
      return `<s>${inner(inline.children)}</s>`;
    case "break":
      return "<br>";
    case "math":
      return mathMarkup(inline.tex, inline.display) ?? `<code class="tex">${escapeHtml(inline.tex)}</code>`;
    case "link":
      return /^(https?:|mailto:)/i.test(inline.href)
        ? `<a rel="noreferrer noopener" href="${escapeHtml(inline.href)}">${inner(inline.children)}</a>`
        : inner(inline.children);
    case "image":
      return imageHtml(inline.source, inline.alternative, attachments);
  }
}

/** An image of the cell's own; of any other its description, since the page loads nothing. */
function imageHtml(source: string, alternative: string, attachments: Attachments): string {
  const medium = attachmentOf(source, attachments);
  if (medium?.kind === "image")
    return `<img alt="${escapeHtml(alternative)}" src="data:${medium.mediaType};base64,${medium.base64}">`;
  if (medium?.kind === "svg")
    return `<img alt="${escapeHtml(alternative)}" src="data:image/svg+xml;base64,${Buffer.from(medium.svg).toString("base64")}">`;
  return `<em>[image: ${escapeHtml(alternative === "" ? source : alternative)}]</em>`;
}
