import type { Verdict } from "../core/verdict.js";
import { numberLabel, unitLabel } from "./label.js";

/** How a verdict looks wherever people meet it: never by colour alone. */
export interface VerdictLook {
  /** Background of the badge; white text on it has a contrast of at least 4.5 to 1. */
  readonly colour: string;
  /** A very light background for a whole panel. */
  readonly tint: string;
  readonly symbol: string;
}

/** The look of each verdict. */
export const VERDICT_LOOKS: Readonly<Record<Verdict, VerdictLook>> = {
  Pass: { colour: "#1A7A47", tint: "#EAF6EF", symbol: "✓" },
  Warn: { colour: "#9A5B00", tint: "#FDF4E3", symbol: "▲" },
  Fail: { colour: "#B3261E", tint: "#FCECEA", symbol: "✗" },
  Error: { colour: "#6B2FA0", tint: "#F3EBFA", symbol: "!" },
};

/** What a table of checks shows of each. */
export interface CheckRow {
  readonly name: string;
  readonly verdict: Verdict;
  readonly value: number | string | boolean | null;
  readonly unit: string;
  readonly expected: string;
  readonly reason: string;
}

/** A verdict as HTML: symbol, word and colour. */
export function badgeHtml(verdict: Verdict): string {
  const { colour, symbol } = VERDICT_LOOKS[verdict];
  const style = `display:inline-block;padding:0.1em 0.6em;border-radius:0.8em;background:${colour};color:#fff;font-weight:600;white-space:nowrap`;
  return `<span style="${style}"><span aria-hidden="true">${symbol}</span> ${verdict}</span>`;
}

const CELL = "text-align:left;vertical-align:top;padding:0.3em 0.8em";

/** Checks as an HTML table: verdict, what was checked, value, what was asked, and why. */
export function checkTableHtml(checks: readonly CheckRow[]): string {
  const head = ["Verdict", "Check", "Value", "Expected"].map((name) => `<th scope="col" style="${CELL}">${name}</th>`);
  return `<table style="border-collapse:collapse"><thead><tr>${head.join("")}</tr></thead><tbody>${checks.map(rowHtml).join("")}</tbody></table>`;
}

function rowHtml(check: CheckRow): string {
  const reason = check.reason === "" ? "" : `<div style="opacity:0.8">${escapeHtml(check.reason)}</div>`;
  const texts = [valueLabel(check), check.expected].map(escapeHtml);
  const contents = [badgeHtml(check.verdict), escapeHtml(check.name) + reason, ...texts];
  return `<tr>${contents.map((content) => `<td style="${CELL}">${content}</td>`).join("")}</tr>`;
}

/** The measured value for people: "1.235 dB", "yes", "not measured". */
export function valueLabel({ value, unit }: Pick<CheckRow, "value" | "unit">): string {
  if (value === null) return "not measured";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  const label = numberLabel(value, 6);
  return unit === "" ? label : `${label} ${unitLabel(unit)}`;
}

/** Text as it stands in HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
