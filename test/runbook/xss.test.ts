import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { toHtml } from "../../src/document/html.js";
import { reportOf } from "../../src/runbook/report.js";
import { ATTACKS, attackedNotebook, attackedRecord } from "./xss.js";

interface Found {
  readonly localName: string;
  readonly textContent: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
}

/** What the page may have; everything else could load or run something. */
const HARMLESS =
  /^(html|head|meta|title|style|script|body|header|main|div|p|h[1-6]|pre|code|span|table|thead|tbody|tr|td|th|dl|dt|dd|img|iframe|a|strong|em|s|br|hr|ul|ol|li|blockquote|b|i|small|math|m[a-z]+|semantics|annotation)$/;

function elementsOf(html: string): readonly Found[] {
  const { document } = parseHTML(html) as unknown as { document: { querySelectorAll(all: string): Iterable<Found> } };
  return [...document.querySelectorAll("*")];
}

/** What in a page could run or load something that isn't the page's own. */
function violations(html: string): readonly string[] {
  const elements = elementsOf(html);
  const policy = elements.find((element) => element.getAttribute("http-equiv") === "Content-Security-Policy")!;
  return elements.flatMap((element) => [
    ...(HARMLESS.test(element.localName) ? [] : [`<${element.localName}>`]),
    ...(element.localName === "script" ? scriptViolations(element, policy.getAttribute("content")!) : []),
    ...(element.localName === "iframe" ? frameViolations(element) : []),
    ...[...element.attributes].flatMap(({ name, value }) => attributeViolations(name, value)),
  ]);
}

/** Scripts are data, or have their hash in the policy. */
function scriptViolations(script: Found, policy: string): readonly string[] {
  if (script.getAttribute("type") === "text/plain") return /^[\w+/=]*$/.test(script.textContent) ? [] : ["script data"];
  const hash = createHash("sha256").update(script.textContent).digest("base64");
  return policy.includes(`'sha256-${hash}'`) && script.getAttribute("src") === null ? [] : ["script"];
}

function frameViolations(frame: Found): readonly string[] {
  const sandbox = frame.getAttribute("sandbox");
  const isClosed = sandbox === "allow-same-origin" && frame.getAttribute("src") === null;
  // The frame's own policy comes first, before what is foreign.
  const head = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'`;
  return isClosed && frame.getAttribute("srcdoc")!.startsWith(head) ? [] : [`frame: ${sandbox}`];
}

function attributeViolations(name: string, value: string): readonly string[] {
  if (/^on|^(srcset|formaction|action|ping|background|poster|data|xlink:href|is)$/i.test(name)) return [name];
  if (name === "src" && !/^data:image\/(png|jpeg|gif|svg\+xml);base64,[\w+/]+=*$/.test(value)) return [`src ${value}`];
  if (name === "href" && !/^(https?:|mailto:|#)/.test(value)) return [`href ${value}`];
  if (name === "http-equiv" && value !== "Content-Security-Policy") return [`http-equiv ${value}`];
  return name === "style" && /url|expression|import/i.test(value) ? [`style ${value}`] : [];
}

describe("the HTML of a run that wants to run something in it", () => {
  it("has at least a hundred attempts, none twice", () => {
    expect(new Set(ATTACKS).size).toBe(ATTACKS.length);
    expect(ATTACKS.length).toBeGreaterThanOrEqual(100);
  });

  it.each(ATTACKS.map((attack, index) => [index, attack]))("%d: %s", (_, attack) => {
    const html = toHtml(reportOf(attackedRecord(attack as string), attackedNotebook(attack as string)));
    expect(violations(html.replace(/(<script type="text\/plain" id="plotly">)[^<]*/, "$1"))).toEqual([]);
  });

  it("would show what it has", () => {
    const page = `<html><head><meta http-equiv="Content-Security-Policy" content=""></head><body>ATTACK</body></html>`;
    const seen = ATTACKS.filter((attack) => violations(page.replace("ATTACK", () => attack)).length > 0);
    // All but those for Markdown, formulae and other encodings.
    expect(seen.length).toBeGreaterThan(70);
  });
});
