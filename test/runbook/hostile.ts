import { PLOTLY_MIME } from "../../src/figure/plotly.js";
import { CHECK_MIME } from "../../src/runbook/check.js";
import type { Notebook } from "../../src/runbook/notebook.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { check, code, notebookOf, prose, RECORD, shown } from "./sample-run.js";

/** Tries to leave every place it may be put into. */
export const BREAKOUT = `</script></style></title></pre>--><script>window.broken=1</script>"' onload="window.broken=1" <img src=x onerror="window.broken=1">`;

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" onload="window.broken=1"><script>window.broken=1</script><image href="http://elsewhere.example/a.png" width="9" height="9"/><image href="file:///etc/hostname" width="9" height="9"/><foreignObject><iframe src="http://elsewhere.example/"/></foreignObject><rect width="90" height="40"/></svg>`;

const ENTITIES = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&c;&d;</text></svg>`;

const HTML = `<script>top.broken=1</script>${BREAKOUT}</iframe><a href="javascript:top.broken=1" target="_top">x</a><link rel="stylesheet" href="http://elsewhere.example/x.css"><meta http-equiv="refresh" content="0;url=http://elsewhere.example/">`;

/** Cells and outputs that want to run, load or break something. */
export const HOSTILE_NOTEBOOK: Notebook = notebookOf([
  prose(
    `# ${BREAKOUT}\n\n${BREAKOUT} [x](javascript:alert(1)) [y](data:text/html,z) ![i](http://elsewhere.example/i.png) ![j](javascript:1)\n\n` +
      `$\\href{javascript:alert(1)}{x}$ $</math><script>window.broken=1</script>$ $\\rule{9999em}{9999em}$ #read("/etc/hostname") $#panic()$ ${"w".repeat(500)}\n\n#let x = 1`,
  ),
  code(`const s = "${BREAKOUT}"; // ${BREAKOUT} <!-- <script>\nconst open = "`, [
    { output_type: "stream", name: "stdout", text: `${BREAKOUT}\u0000\u202e 中文 😀` },
    shown({ "text/html": HTML }),
    shown({ "image/svg+xml": SVG }),
    shown({ "image/svg+xml": ENTITIES }),
    shown({ "image/svg+xml": "<svg" }),
    shown({ "image/png": "AAAA" }),
    shown({ "image/png": `"><script>window.broken=1</script>` }),
    shown({ [PLOTLY_MIME]: { data: [{ name: BREAKOUT }], layout: { title: { text: BREAKOUT } } } }),
    shown({ [PLOTLY_MIME]: "nonsense", "text/plain": BREAKOUT }),
    shown({ "text/markdown": BREAKOUT }),
    shown({ "text/latex": "$$x^2$$" }),
    shown({ "application/json": { key: BREAKOUT } }),
    shown({
      "application/vnd.dataresource+json": {
        schema: { fields: [null, { name: BREAKOUT }, { name: "__proto__" }] },
        data: [1, null],
      },
    }),
    shown({ [CHECK_MIME]: { name: BREAKOUT, verdict: "Pass<script>" }, "text/plain": "not a check" }),
    shown({}),
    { output_type: "error", ename: BREAKOUT, evalue: BREAKOUT, traceback: [BREAKOUT] },
  ]),
  prose(""),
  { cell_type: "raw", id: "raw", metadata: {}, source: BREAKOUT },
]);

/** A record whose every text is hostile. */
export const HOSTILE_RECORD: RunRecord = {
  ...RECORD,
  id: `run ${BREAKOUT}`,
  operator: BREAKOUT,
  startedAt: BREAKOUT,
  reason: BREAKOUT,
  notes: [BREAKOUT],
  runbook: { ...RECORD.runbook, name: BREAKOUT },
  parameters: { [BREAKOUT]: BREAKOUT },
  checks: [{ ...check(BREAKOUT, "Warn", BREAKOUT, BREAKOUT), unit: BREAKOUT, expected: BREAKOUT }],
  environment: { [BREAKOUT]: BREAKOUT },
};
