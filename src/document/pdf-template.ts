/** How a document looks on paper: Typst that reads `document.json` and pictures, and nothing else. */
export const TEMPLATE: string = String.raw`
#let data = json("/document.json")
#let mono = ("DejaVu Sans Mono",)
#let serif = ("Libertinus Serif", "DejaVu Sans Mono")
#let soft = rgb("#5A6370")
#let hairline = 0.5pt + rgb("#C9CFD6")
#let panel = rgb("#F5F7F9")

#set document(title: data.title, author: data.author, date: if data.date == none { none } else { datetime(..data.date) })
#set page(
  paper: "a4",
  margin: (x: 20mm, top: 25mm, bottom: 24mm),
  header: context if counter(page).get().first() > 1 {
    set text(size: 8pt, fill: soft)
    grid(columns: (auto, 1fr), column-gutter: 8mm, data.running.title, align(right, data.running.id))
    v(-6pt)
    line(length: 100%, stroke: hairline)
  },
  footer: context {
    set text(size: 8pt, fill: soft)
    align(center)[#counter(page).display() / #counter(page).final().first()]
  },
)
#set text(font: serif, size: 10.5pt, lang: "en", hyphenate: false)
#set par(leading: 0.62em, spacing: 0.95em)
#set heading(numbering: none)
#show heading.where(level: 1): it => block(above: 1.9em, below: 0.9em, sticky: true, width: 100%, stroke: (bottom: hairline), inset: (bottom: 4pt), text(size: 15pt, weight: "semibold", it.body))
#show heading.where(level: 2): it => block(above: 1.6em, below: 0.8em, sticky: true, text(size: 13pt, weight: "semibold", it.body))
#show heading.where(level: 3): it => block(above: 1.4em, below: 0.7em, sticky: true, text(size: 11.5pt, weight: "semibold", it.body))
#show heading: set text(hyphenate: false)
#show outline.entry: set text(size: 9.5pt)
#show link: set text(fill: rgb("#0550AE"))
#set table(stroke: none, inset: (x: 5pt, y: 3.6pt), align: left)

// Text with places to break it, marked by zero-width spaces, which must not get into the PDF: they would spoil search.
// A space of no width at all would be dropped.
#let soften(it) = it.split("\u{200b}").join(h(0.001pt))

// Math from instructions.
#let align-point = $&$.body
#let math-of(n) = {
  let parts = n.at("c", default: ()).map(math-of)
  if n.f == "symbol" { [#symbol(n.v)] }
  else if n.f == "upright" { math.upright(symbol(n.v)) }
  else if n.f == "text" { text(n.v) }
  else if n.f == "op" { math.op(n.v) }
  else if n.f == "space" { h(n.em * 1em) }
  else if n.f == "row" { parts.join() }
  else if n.f == "fenced" { math.lr(parts.join()) }
  else if n.f == "frac" { math.frac(..parts) }
  else if n.f == "sqrt" { math.sqrt(..parts) }
  else if n.f == "root" { math.root(..parts) }
  else if n.f == "sub" { math.attach(parts.at(0), b: parts.at(1)) }
  else if n.f == "sup" { math.attach(parts.at(0), t: parts.at(1)) }
  else if n.f == "subsup" { math.attach(parts.at(0), b: parts.at(1), t: parts.at(2)) }
  else if n.f == "under" { math.attach(math.limits(parts.at(0)), b: parts.at(1)) }
  else if n.f == "over" { math.attach(math.limits(parts.at(0)), t: parts.at(1)) }
  else if n.f == "underover" { math.attach(math.limits(parts.at(0)), b: parts.at(1), t: parts.at(2)) }
  else if n.f == "accent" { math.accent(parts.at(0), n.v) }
  else if n.f == "overline" { math.overline(..parts) }
  else if n.f == "underline" { math.underline(..parts) }
  else if n.f == "overbrace" { math.overbrace(..parts) }
  else if n.f == "underbrace" { math.underbrace(..parts) }
  else if n.f == "cancel" { math.cancel(..parts) }
  else if n.f == "hide" { hide(parts.join()) }
  else if n.f == "mat" { math.mat(delim: none, ..n.rows.map(row => row.map(math-of))) }
  else if n.f == "cases" { math.mat(delim: none, align: left, column-gap: 1em, ..n.rows.map(row => row.map(math-of))) }
  else if n.f == "lines" { n.rows.map(row => row.map(math-of).join(align-point)).join(linebreak()) }
}

// Text of fixed width, in lines of spans.
#let fixed(lines, style) = {
  set text(font: mono, size: 8pt, ligatures: false, hyphenate: false)
  set par(leading: 0.52em, justify: false)
  lines.map(line => line.map(style).join()).join(linebreak())
}
#let kinds = (plain: black, keyword: rgb("#7A3DBF"), string: rgb("#0A5C36"), number: rgb("#0550AE"), comment: soft)
#let terminal = (black, rgb("#B3261E"), rgb("#1A7A47"), rgb("#7D4E00"), rgb("#0550AE"), rgb("#7A3DBF"), rgb("#116A7B"), soft)
#let terminal-span(span) = text(
  fill: if span.at("colour", default: none) == none { black } else { terminal.at(span.colour) },
  weight: if span.at("bold", default: false) { "bold" } else { "regular" },
  span.text,
)

#let picture(p) = layout(size => {
  let natural = measure(image("/" + p.file))
  let factor = calc.min(1, 0.9 * size.width / natural.width, 225mm / natural.height)
  image("/" + p.file, width: natural.width * factor, alt: p.alternative)
})

#let badge(row) = box(fill: rgb(row.colour), radius: 2.5pt, inset: (x: 4.5pt, y: 0pt), outset: (y: 2.6pt), text(fill: white, size: 0.9em, weight: "semibold", row.symbol + " " + row.verdict))

// Markdown.
#let inline-of(piece) = {
  let parts = piece.at("children", default: ()).map(inline-of).join()
  if piece.type == "text" { soften(piece.text) }
  else if piece.type == "code" { text(font: mono, size: 0.84em, soften(piece.text)) }
  else if piece.type == "strong" { strong(parts) }
  else if piece.type == "em" { emph(parts) }
  else if piece.type == "strike" { strike(parts) }
  else if piece.type == "break" { linebreak() }
  else if piece.type == "math" { math.equation(math-of(piece.tree), block: piece.display) }
  else if piece.type == "link" { if piece.href == "" { parts } else { link(piece.href, parts) } }
  else if piece.type == "picture" { if piece.k == "picture" { picture(piece) } else { soften(piece.text) } }
}
#let prose-of(part) = {
  if part.type == "paragraph" { part.children.map(inline-of).join(); parbreak() }
  else if part.type == "heading" { heading(level: calc.min(3, part.level + 1), part.children.map(inline-of).join()) }
  else if part.type == "quote" { block(above: 1em, below: 1em, inset: (left: 9pt, y: 3pt), stroke: (left: 2pt + rgb("#C9CFD6")), text(fill: soft, part.children.map(prose-of).join())) }
  else if part.type == "list" {
    let items = part.items.map(item => item.map(prose-of).join())
    if part.ordered { enum(start: part.start, ..items) } else { list(..items) }
  }
  else if part.type == "fence" { block(fill: panel, width: 100%, inset: 6pt, radius: 2pt, fixed(part.lines, span => span.text)) }
  else if part.type == "rule" { line(length: 100%, stroke: hairline) }
  else if part.type == "table" {
    let cells(row) = row.map(cell => cell.map(inline-of).join())
    block(table(columns: part.head.len(), table.header(..cells(part.head).map(strong)), table.hline(stroke: hairline), ..part.rows.map(cells).flatten()))
  }
}

// Blocks.
#let block-of(b) = {
  if b.k == "heading" { heading(level: b.level, soften(b.text)) }
  else if b.k == "prose" { b.blocks.map(prose-of).join() }
  else if b.k == "code" {
    block(fill: panel, width: 100%, inset: (x: 7pt, y: 6pt), radius: 2pt, above: 1.3em, below: 0.6em, sticky: b.lines.len() <= 30, {
      if b.label != "" { place(top + right, dx: 3pt, dy: -2pt, text(font: mono, size: 7pt, fill: soft, b.label)) }
      fixed(b.lines, span => text(fill: kinds.at(span.kind), span.text))
    })
  }
  else if b.k == "text" {
    let edge = if b.tone == "error" { rgb("#B3261E") } else if b.tone == "warning" { rgb("#BF8700") } else { rgb("#DDE2E7") }
    block(width: 100%, inset: (left: 7pt, y: 2.5pt), stroke: (left: 1.5pt + edge), above: 0.7em, below: 0.7em, fixed(b.lines, terminal-span))
  }
  else if b.k == "contents" {
    context if counter(page).final().first() > 8 { outline(title: "Contents", depth: 3) }
  }
  else if b.k == "picture" { block(width: 100%, above: 0.9em, below: 0.9em, breakable: false, align(center, picture(b))) }
  else if b.k == "note" { block(above: 0.7em, below: 0.7em, text(size: 9pt, style: "italic", fill: soft, soften(b.text))) }
  else if b.k == "facts" {
    set text(size: 9.5pt)
    table(columns: (31mm, 1fr), inset: (x: 0pt, y: 2.6pt), column-gutter: 8pt, ..b.rows.map(row => (text(fill: soft, soften(row.at(0))), soften(row.at(1)))).flatten())
  }
  else if b.k == "table" {
    set text(size: 8.5pt)
    block(table(columns: b.head.len(), table.header(..b.head.map(soften).map(strong), table.hline(stroke: hairline)), ..b.rows.flatten().map(soften)))
  }
  else if b.k == "verdict" {
    block(width: 100%, fill: rgb(b.tint), stroke: (left: 3pt + rgb(b.colour)), inset: (x: 10pt, y: 9pt), {
      text(size: 12pt, badge(b))
      if b.sentence != "" { h(8pt); soften(b.sentence) }
    })
  }
  else if b.k == "checks" {
    set text(size: 9pt)
    table(
      columns: (18mm, 1fr, 21%, 31%),
      table.header(..("Verdict", "Check", "Value", "Expected").map(strong), table.hline(stroke: hairline)),
      ..b.rows.map(row => (
        badge(row),
        table.cell(breakable: row.long, { soften(row.name); if row.reason != "" { linebreak(); text(fill: soft, soften(row.reason)) } }),
        soften(row.value),
        soften(row.expected),
      )).flatten(),
      table.hline(stroke: hairline),
    )
  }
}

#block(above: 0pt, below: 0.6em, text(size: 22pt, weight: "semibold", soften(data.heading.title)))
#text(font: mono, size: 8.5pt, fill: soft, soften(data.heading.id))
#v(0.4em)
#for b in data.blocks { block-of(b) }
`;
