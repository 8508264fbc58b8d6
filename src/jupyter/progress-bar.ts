import { randomUUID } from "node:crypto";
import type { Progress } from "../core/progress.js";
import { escapeHtml } from "../figure/badge.js";
import { display, isInKernel, type MimeBundle, updateDisplay } from "./display.js";

/** At least this many milliseconds lie between two drawings. */
const PAUSE = 100;
/** In a terminal, which keeps every line, a line comes at each of this many parts of the work. */
const TERMINAL_STEPS = 10;

/** Draws how far work called `label` is: a bar in a cell, lines in a terminal. */
export function progressBar(label: string): (progress: Progress) => void {
  return isInKernel() ? cellBar(label) : terminalLines(label);
}

/** One output of the cell, drawn anew as the work goes on. */
function cellBar(label: string): (progress: Progress) => void {
  const displayId = `progress-${randomUUID()}`;
  let drawnAt: number | undefined;
  return (now) => {
    const time = performance.now();
    const bundle = barBundle(label, now);
    if (drawnAt === undefined) display(bundle, { displayId });
    else if (now.fraction >= 1 || time - drawnAt >= PAUSE) updateDisplay(displayId, bundle);
    else return;
    drawnAt = time;
  };
}

function barBundle(label: string, { fraction, message }: Progress): MimeBundle {
  const percent = percentOf(fraction);
  const text = message === undefined ? `${percent} %` : `${percent} % · ${message}`;
  const name = escapeHtml(label);
  return {
    "text/html": `<label>${name} <progress max="100" value="${percent}" aria-label="${name}"></progress> ${escapeHtml(text)}</label>`,
    "text/plain": line(label, fraction, message),
  };
}

function terminalLines(label: string): (progress: Progress) => void {
  let step = -1;
  return ({ fraction, message }) => {
    const reached = Math.floor(percentOf(fraction) / (100 / TERMINAL_STEPS));
    if (reached <= step) return;
    step = reached;
    display({ "text/plain": line(label, fraction, message) });
  };
}

function line(label: string, fraction: number, message: string | undefined): string {
  return `${label}: ${percentOf(fraction)} %${message === undefined ? "" : ` (${message})`}`;
}

function percentOf(fraction: number): number {
  return Math.round(100 * Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0)));
}
