/** The style of HTML documents: light and dark, screen and paper. */
export const STYLE: string = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #ffffff; --panel: #f6f8fa; --line: #d1d9e0;
  --keyword: #8250df; --string: #0a5c36; --number: #0550ae; --comment: #59636e; --link: #0550ae;
  --ansi-0: #1f2328; --ansi-1: #b3261e; --ansi-2: #1a7a47; --ansi-3: #7d4e00; --ansi-4: #0550ae; --ansi-5: #8250df; --ansi-6: #116a7b; --ansi-7: #59636e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9ea7b3; --paper: #0d1117; --panel: #161b22; --line: #3d444d;
  --keyword: #d2a8ff; --string: #7ee787; --number: #79c0ff; --comment: #9ea7b3; --link: #79c0ff;
  --ansi-0: #9ea7b3; --ansi-1: #ff9a94; --ansi-2: #7ee787; --ansi-3: #e3b341; --ansi-4: #79c0ff; --ansi-5: #d2a8ff; --ansi-6: #76e3ea; --ansi-7: #e6edf3; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.3rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 0.8rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); }
h3, .prose h3 { font-size: 1.25rem; margin: 1.8rem 0 0.6rem; } .prose h4 { font-size: 1.1rem; } .prose h5, .prose h6 { font-size: 1rem; }
a { color: var(--link); }
.id { color: var(--soft); font: 0.9rem ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; margin: 0 0 1rem; }
.verdict { border-left: 0.4rem solid; background: var(--panel); padding: 0.7rem 1rem; margin: 1rem 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; margin: 1rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
pre, code { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; font-size: 0.86rem; }
pre { margin: 0; overflow: auto; line-height: 1.45; }
.code { position: relative; margin: 1.4rem 0 0.4rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.code pre { padding: 0.8rem 1rem; } .code .label { position: absolute; top: 0.35rem; right: 0.7rem; color: var(--soft); font-size: 0.78rem; background: var(--panel); padding: 0 0.2rem; }
.keyword { color: var(--keyword); } .string { color: var(--string); } .number { color: var(--number); } .comment { color: var(--comment); font-style: italic; }
.text { padding: 0.4rem 1rem; max-height: 32rem; margin: 0.4rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.text.warning { border-left: 3px solid #bf8700; background: var(--panel); } .text.error { border-left: 3px solid #b3261e; background: var(--panel); }
.bold { font-weight: 700; }
${[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `.ansi-${n} { color: var(--ansi-${n}); }`).join(" ")}
.prose code { background: var(--panel); padding: 0.1em 0.3em; border-radius: 4px; } .prose pre { background: var(--panel); border-radius: 6px; } .prose pre code { padding: 0; }
blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.note { color: var(--soft); font-style: italic; }
.wide { overflow-x: auto; margin: 0.8rem 0; }
table { border-collapse: collapse; font-size: 0.93rem; } th { border-bottom: 2px solid var(--line); text-align: left; } td { border-bottom: 1px solid var(--line); } th, td { padding: 0.3rem 0.8rem; vertical-align: top; }
img, .figure { max-width: 100%; } .figure { margin: 0.8rem 0; background: #fff; border-radius: 4px; } .figure > img { display: block; width: 100%; max-width: 52rem; }
iframe { width: 100%; border: 0; background: #fff; resize: vertical; }
math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", math; } math[display="block"] { margin: 0.8rem 0; }
.tml-overline { border-top: 0.06em solid; padding-top: 0.1em; } .tml-underline { border-bottom: 0.06em solid; }
mtd.tml-right { text-align: right; } mtd.tml-left { text-align: left; }
@media print { @page { size: A4; margin: 18mm; } :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --panel: #f6f8fa; --line: #bbb; }
  body { padding: 0; max-width: none; font-size: 10.5pt; } .text { max-height: none; } .code, .figure, tr, img { break-inside: avoid; } h2, h3, h4 { break-after: avoid; } }
`;
