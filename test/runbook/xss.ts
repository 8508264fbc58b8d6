import { PLOTLY_MIME } from "../../src/figure/plotly.js";
import { CHECK_MIME, NOTE_MIME } from "../../src/runbook/check.js";
import type { Cell, Notebook, Output } from "../../src/runbook/notebook.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { check, code, notebookOf, RECORD, shown } from "./sample-run.js";

/** Attempts to run JS, where JS is a statement without quotes. */
const ATTEMPTS: readonly string[] = [
  // Elements that run when they are read.
  "<script>JS</script>",
  "<SCRIPT>JS</SCRIPT >",
  "<scr\u0000ipt>JS</script>",
  "<script/x>JS</script>",
  "<script\n>JS</script\n>",
  "<scr<script>ipt>JS</scr</script>ipt>",
  "<script src=data:text/javascript,JS></script>",
  "<script type=module>JS</script>",
  "<script>/*<!--*/JS/*-->*/</script>",
  "<svg><script>JS</script></svg>",
  "<svg><script href=data:text/javascript,JS /></svg>",
  "<svg><script>JS",
  "<math><script>JS</script></math>",
  "<template><script>JS</script></template><script>JS</script>",
  "<noscript><p title='</noscript><script>JS</script>'>",
  "<iframe srcdoc='<script>JS</script>'></iframe>",
  "<iframe src=javascript:JS></iframe>",
  "<iframe src='data:text/html,<script>JS</script>'></iframe>",
  "<object data=javascript:JS></object>",
  "<object data='data:text/html,<script>JS</script>'></object>",
  "<embed src=javascript:JS>",
  '<embed src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="JS"/>\'>',
  "<frameset><frame src=javascript:JS></frameset>",
  "<meta http-equiv=refresh content='0;url=javascript:JS'>",
  "<meta http-equiv=refresh content='0;url=data:text/html,<script>JS</script>'>",
  "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\"><script>JS</script>",
  "<base href=javascript:/><a href=JS>x</a>",
  "<link rel=import href='data:text/html,<script>JS</script>'>",
  "<link rel=stylesheet href=javascript:JS>",
  "<style>@import 'javascript:JS';</style>",
  "<style>*{background:url(javascript:JS)}</style>",
  "<div style='background:url(javascript:JS)'>x</div>",
  "<div style='width:expression(JS)'>x</div>",
  "<form action=javascript:JS><button id=b>x</button></form><script>b.click()</script>",
  "<isindex action=javascript:JS type=image>",
  "<input type=image src=x onerror=JS>",
  "<button formaction=javascript:JS>x</button>",
  "<a href=javascript:JS>x</a>",
  "<a href=' java\tscript:JS'>x</a>",
  "<a href='&#106;avascript:JS'>x</a>",
  "<a href='javascript&colon;JS' target=_top>x</a>",
  "<a href='data:text/html,<script>JS</script>' target=_top>x</a>",
  "<a ping=javascript:JS href=#>x</a>",
  "<svg><a xlink:href=javascript:JS><text y=20>x</text></a></svg>",
  "<svg><animate onbegin=JS attributeName=x dur=1s>",
  "<svg><set attributeName=href to=javascript:JS /></svg>",
  "<svg><use href='data:image/svg+xml,<svg id=x xmlns=\"http://www.w3.org/2000/svg\"><script>JS</script></svg>#x'/></svg>",
  "<svg><foreignObject><img src=x onerror=JS></foreignObject></svg>",
  "<math href=javascript:JS>x</math>",
  "<table background=javascript:JS><tr><td>x</table>",
  // What is read one way, and another way when it is written and read again.
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=JS&gt;'>",
  "<form><math><mtext></form><form><mglyph><style></math><img src onerror=JS>",
  "<svg></p><style><a id='</style><img src=1 onerror=JS>'>",
  "<svg><style><img title='</style><img src onerror=JS>'></style></svg>",
  "<math><annotation-xml encoding='text/html'><style><img src onerror=JS></style></annotation-xml></math>",
  "<math><semantics><annotation-xml encoding=text/html><script>JS</script></annotation-xml></semantics></math>",
  "<select><template><img src onerror=JS></template></select><xmp><p title='</xmp><img src onerror=JS>'>",
  "<template shadowrootmode=open><img src onerror=JS></template>",
  "<style>@import url('data:text/css,*{background:url(javascript:JS)}');</style>",
  "<object type=text/html data='data:text/html;base64,PHNjcmlwdD50b3AuYnJva2VuPTE8L3NjcmlwdD4='></object>",
  // Out of what stands around it.
  '"><script>JS</script>',
  "'><script>JS</script>",
  '"><img src=x onerror=JS>',
  "' onload='JS' x='",
  '" onfocus="JS" autofocus tabindex="0',
  "</title><script>JS</script>",
  "</style><script>JS</script>",
  "</script><script>JS</script>",
  "</textarea><script>JS</script>",
  "</pre></div></main><script>JS</script>",
  "</iframe></body><script>JS</script>",
  "--><script>JS</script><!--",
  "]]><script>JS</script>",
  "?><script>JS</script>",
  "</svg></math><script>JS</script>",
  "`${JS}`; //",
  // Through Markdown, formulae and entities.
  "[x](javascript:JS)",
  "[x](<javascript:JS>)",
  "[x](JaVaScRiPt&#58;JS)",
  "![x](javascript:JS)",
  '![x"onerror=JS](x)',
  "<javascript:JS>",
  "[x][1]\n\n[1]: javascript:JS",
  "[x](data:text/html;base64,PHNjcmlwdD50b3AuYnJva2VuPTE8L3NjcmlwdD4=)",
  "$\\href{javascript:JS}{x}$",
  "$\\url{javascript:JS}$",
  "$\\text{<img src=x onerror=JS>}$",
  '$\\class{"onload=JS}{x}$',
  "$</math><script>JS</script>$",
  "&lt;script&gt;JS&lt;/script&gt;",
  "&#60;script&#62;JS&#60;/script&#62;",
  "\\u003cscript\\u003eJS\\u003c/script\\u003e",
  "%3Cscript%3EJS%3C/script%3E",
  "+ADw-script+AD4-JS+ADw-/script+AD4-",
  "\u001b]8;;javascript:JS\u0007x\u001b]8;;\u0007",
  "\u202e>tpircs<JS\u202c<script>JS</script>",
];

/** Elements that call a handler by themselves. */
const HANDLERS: readonly string[] = [
  "<img src=x onerror=JS>",
  "<img/src='x'/onerror='JS'>",
  "<image src=x onerror=JS>",
  "<svg onload=JS>",
  "<svg/onload=JS//",
  "<body onload=JS>",
  "<iframe onload=JS></iframe>",
  "<video src=x onerror=JS></video>",
  "<video><source onerror=JS></video>",
  "<audio src=x onerror=JS></audio>",
  "<input autofocus onfocus=JS>",
  "<select autofocus onfocus=JS></select>",
  "<textarea autofocus onfocus=JS></textarea>",
  "<details open ontoggle=JS><summary>x</summary></details>",
  "<marquee onstart=JS>x</marquee>",
  "<style onload=JS></style>",
  "<link rel=stylesheet href=x onerror=JS>",
  "<object data=x onerror=JS></object>",
  "<div onanimationstart=JS style='animation:a 1s'>x</div><style>@keyframes a{}</style>",
  "<p tabindex=0 id=f onfocusin=JS>x</p>",
];

/** A hundred and more, each of which leaves its number in `broken` of all windows it can reach when it runs. */
export const ATTACKS: readonly string[] = [...ATTEMPTS, ...HANDLERS].map((attempt, index) =>
  attempt.replaceAll("JS", `(top.broken=top.broken||[]).push(${index})`),
);

/** A notebook with an attack in each place where a cell, or what it leaves, is shown. */
export function attackedNotebook(attack: string): Notebook {
  const attachments = { [attack]: { "image/svg+xml": attack }, a: { "image/png": attack } };
  const prose: Cell = {
    cell_type: "markdown",
    id: "p",
    metadata: {},
    source: `${attack}\n\n![a](attachment:a)`,
    attachments,
  };
  return notebookOf([
    prose,
    { cell_type: "raw", id: "r", metadata: {}, source: attack },
    code(attack, outputsOf(attack)),
  ]);
}

function outputsOf(attack: string): readonly Output[] {
  const texts = ["text/html", "image/svg+xml", "text/markdown", "text/latex", "text/plain", "image/png", attack];
  const table = { schema: { fields: [{ name: attack }] }, data: [{ [attack]: attack }] };
  const figure = { data: [{ type: "scatter", name: attack, x: [1], y: [1], text: [attack], hovertemplate: attack }] };
  return [
    { output_type: "stream", name: "stdout", text: attack },
    { output_type: "stream", name: "stderr", text: attack },
    ...texts.map((mime) => shown({ [mime]: attack })),
    shown({ "application/json": { [attack]: attack } }),
    shown({ "application/javascript": attack.replace(/<\/?script>/g, "") }),
    shown({ "application/vnd.dataresource+json": table }),
    shown({ "text/html": `<table><tr><th>${attack}</th></tr><tr><td>${attack}</td></tr></table>` }),
    shown({ [PLOTLY_MIME]: { ...figure, layout: { title: { text: attack } } }, "text/plain": attack }),
    shown({ [CHECK_MIME]: check(attack, "Warn", attack, attack), "text/html": attack }),
    shown({ [NOTE_MIME]: { text: attack }, "text/markdown": attack }),
    { output_type: "error", ename: attack, evalue: attack, traceback: [attack] },
  ];
}

/** A record with an attack in each text. */
export function attackedRecord(attack: string): RunRecord {
  return {
    ...RECORD,
    operator: attack,
    reason: attack,
    notes: [attack],
    problems: [attack],
    runbook: { ...RECORD.runbook, name: attack, path: attack },
    parameters: { [attack]: attack },
    checks: [{ ...check(attack, "Warn", attack, attack), unit: attack, expected: attack }],
    environment: { [attack]: attack },
    artefacts: [{ role: "notebook", path: attack, sha256: attack, bytes: 1 }],
  };
}
