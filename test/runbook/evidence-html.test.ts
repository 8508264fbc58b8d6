import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { toHtml } from "../../src/document/html.js";
import { reportOf } from "../../src/runbook/report.js";
import { HOSTILE_NOTEBOOK, HOSTILE_RECORD } from "./hostile.js";
import { code, NOTEBOOK, notebookOf, RECORD } from "./sample-run.js";

interface ReadElement {
  readonly tagName: string;
  readonly textContent: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<ReadElement>;
}

function read(html: string): ReadElement {
  return (parseHTML(html) as unknown as { document: ReadElement }).document;
}

function all(page: ReadElement, selector: string): readonly ReadElement[] {
  return [...page.querySelectorAll(selector)];
}

const html = toHtml(reportOf(RECORD, NOTEBOOK));
const page = read(html);

describe("a run's HTML", () => {
  it("says what came out: id, verdict, reason, parameters, checks, files and environment", () => {
    const text = all(page, "body")[0]!.textContent;
    for (const part of [
      RECORD.id,
      RECORD.reason,
      "observation.h5",
      "clock drift measured",
      "not measured",
      "notebook.ipynb",
      "v20.20.2",
    ])
      expect(text).toContain(part);
    expect(all(page, "title")[0]!.textContent).toContain(RECORD.id);
  });

  it("shows code in colours, terminal text in colours, and the error with its traceback", () => {
    expect(all(page, ".code .keyword")[0]!.textContent).toBe("import");
    expect(all(page, "pre.text .ansi-2")[0]!.textContent).toBe("two");
    expect(all(page, "pre.error")[0]!.textContent).toContain("at cell 5, line 1");
  });

  it("sets math as MathML", () => {
    expect(all(page, "math").length).toBe(3);
    expect(all(page, "math mfrac").length).toBe(1);
  });

  it("shows a check as its row and not as the HTML that came with it", () => {
    expect(html).not.toContain("unused");
  });

  it("has the drawing of a figure, which stays without scripts, and the figure's data", () => {
    expect(all(page, ".figure img")[0]!.getAttribute("src")).toMatch(/^data:image\/svg\+xml;base64,/);
    const packed = all(page, '.figure script[type="text/plain"]')[0]!.textContent;
    const data = JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString("utf8")) as { data: unknown[] };
    expect(data.data.length).toBe(4);
  });

  it("carries Plotly, whole, once, and only where there is a figure", () => {
    const plotly = all(page, "#plotly");
    expect(plotly).toHaveLength(1);
    const source = gunzipSync(Buffer.from(plotly[0]!.textContent, "base64"));
    const hash = createHash("sha256").update(source).digest("base64");
    expect(all(page, 'meta[http-equiv="Content-Security-Policy"]')[0]!.getAttribute("content")).toContain(hash);
    const without = toHtml(reportOf(RECORD, notebookOf([code("1 + 1", [])])));
    expect(without).not.toContain('id="plotly"');
    expect(without.length).toBeLessThan(20_000);
  });

  it("is the same every time", () => {
    expect(toHtml(reportOf(RECORD, NOTEBOOK))).toBe(html);
  });
});

/** Attributes from which a browser loads without being asked. */
const LOADING = ["src", "srcset", "poster", "data", "background", "action", "formaction", "xlink:href"];

describe.each([
  ["a run", html],
  ["a hostile run", toHtml(reportOf(HOSTILE_RECORD, HOSTILE_NOTEBOOK))],
])("the HTML of %s", (_, text) => {
  const read_ = read(text);
  const elements = all(read_, "*");

  it("loads nothing from elsewhere", () => {
    const loaded = elements.flatMap((element) =>
      LOADING.map((name) => element.getAttribute(name)).filter((value) => value !== null),
    );
    expect(loaded.filter((value) => !value!.startsWith("data:image/"))).toEqual([]);
    expect(all(read_, "link, base, object, embed, form").length).toBe(0);
  });

  it("runs nothing but the script whose hash its policy names", () => {
    const scripts = all(read_, "script").filter((script) => script.getAttribute("type") === null);
    expect(scripts).toHaveLength(1);
    const hash = createHash("sha256").update(scripts[0]!.textContent).digest("base64");
    const policy = all(read_, 'meta[http-equiv="Content-Security-Policy"]')[0]!.getAttribute("content")!;
    expect(policy).toContain(`'sha256-${hash}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe/);
  });

  it("has no handler and no link that runs", () => {
    const attributes = elements.flatMap((element) => [...element.attributes]);
    expect(attributes.filter(({ name }) => name.startsWith("on"))).toEqual([]);
    const links = attributes.filter(({ name }) => name === "href").map(({ value }) => value);
    expect(links.filter((link) => !/^(https?:|mailto:)/.test(link))).toEqual([]);
  });

  it("keeps foreign HTML in frames in which nothing runs", () => {
    for (const frame of all(read_, "iframe")) {
      expect(frame.getAttribute("sandbox")).toBe("allow-same-origin");
      expect(frame.getAttribute("srcdoc")).toContain("default-src 'none'");
    }
  });
});

describe("the HTML of a hostile run", () => {
  const hostile = read(toHtml(reportOf(HOSTILE_RECORD, HOSTILE_NOTEBOOK)));

  it("still shows what was tried, as text", () => {
    expect(all(hostile, "pre.error")[0]!.textContent).toContain("<script>window.broken=1</script>");
    expect(all(hostile, "h1")[0]!.textContent).toContain("</script></style></title>");
  });

  it("has foreign HTML in a frame", () => {
    expect(all(hostile, "iframe").length).toBe(1);
  });
});
