import type { Verdict } from "../core/verdict.js";
import type { Check } from "./check.js";
import { quantity } from "./limits.js";

/** Background of a verdict's badge: dark enough for white letters (contrast at least 4.5 to 1). */
const COLOURS: Readonly<Record<Verdict, string>> = {
  Pass: "#1a7f37",
  Warn: "#9a6700",
  Fail: "#cf222e",
  Error: "#6e3b9e",
};

/** The measured value for people: "-8.25 dB", "yes", "not measured". */
export function measured(check: Check): string {
  if (check.value === null) {
    return "not measured";
  }
  if (typeof check.value === "number") {
    return quantity(check.value, check.unit);
  }
  return typeof check.value === "boolean" ? (check.value ? "yes" : "no") : check.value;
}

/** One line of plain text: "Fail  data are complete: 0.91 (fail below 0.95); 0.91 is below 0.95". */
export function checkText(check: Check): string {
  const why = check.reason === "" ? "" : `; ${check.reason}`;
  return `${check.verdict.padEnd(5)} ${check.name}: ${measured(check)} (${check.expected})${why}`;
}

/** Checks as an HTML table, a badge per line. */
export function checksHtml(checks: readonly Check[]): string {
  const head = ["", "check", "measured", "expected", "why"].map((title) => `<th style="${CELL}">${title}</th>`);
  return `<table style="border-collapse:collapse"><thead><tr>${head.join("")}</tr></thead><tbody>${checks
    .map(rowHtml)
    .join("")}</tbody></table>`;
}

const CELL = "text-align:left;padding:0.2em 0.8em";

function rowHtml(check: Check): string {
  const texts = [check.name, measured(check), check.expected, check.reason].map(escaped);
  const cells = [badgeHtml(check.verdict), ...texts].map((cell) => `<td style="${CELL}">${cell}</td>`);
  return `<tr>${cells.join("")}</tr>`;
}

/** A verdict as a coloured badge. */
export function badgeHtml(verdict: Verdict): string {
  const style = `background:${COLOURS[verdict]};color:#fff;border-radius:0.3em;padding:0.1em 0.6em;font-weight:600`;
  return `<span style="${style}">${verdict}</span>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
