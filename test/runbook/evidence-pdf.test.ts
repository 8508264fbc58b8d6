import { extractText, getDocumentProxy, getMeta } from "unpdf";
import { beforeAll, describe, expect, it } from "vitest";
import { toPdf } from "../../src/document/pdf.js";
import type { Notebook } from "../../src/runbook/notebook.js";
import type { RunRecord } from "../../src/runbook/record.js";
import { reportOf } from "../../src/runbook/report.js";
import { HOSTILE_NOTEBOOK, HOSTILE_RECORD } from "./hostile.js";
import { check, code, NOTEBOOK, notebookOf, RECORD } from "./sample-run.js";

async function pagesOf(record: RunRecord, notebook: Notebook): Promise<readonly string[]> {
  const pdf = await getDocumentProxy(Uint8Array.from(toPdf(reportOf(record, notebook))));
  const { text } = await extractText(pdf, { mergePages: false });
  return text;
}

describe("a run's PDF", () => {
  let pages: readonly string[] = [];
  let whole = "";

  beforeAll(async () => {
    pages = await pagesOf(RECORD, NOTEBOOK);
    whole = pages.join("\n");
  });

  it("says what came out: id, verdict, reason, parameters and checks", () => {
    for (const part of [
      RECORD.id,
      "✗ Fail",
      "observation.h5",
      "observation is complete",
      "clock drift measured",
      "not measured",
    ])
      expect(whole).toContain(part);
  });

  it("shows cells with outputs, the figure's labels, and the traceback", () => {
    for (const part of ["psd", "two", "Power spectral density (Hz²/Hz)", "10⁻³", "at cell 5, line 1"])
      expect(whole).toContain(part);
  });

  it("sets math rather than showing TeX", () => {
    expect(whole).toContain("∑");
    expect(whole).not.toContain("\\sum");
  });

  it("numbers its pages and names the run in their headers", () => {
    pages.forEach((page, index) => expect(page).toContain(`${index + 1} / ${pages.length}`));
    expect(pages[1]).toContain(RECORD.id);
  });

  it("has title, author and the run's time for a date", async () => {
    const { info } = await getMeta(await getDocumentProxy(Uint8Array.from(toPdf(reportOf(RECORD, NOTEBOOK)))));
    expect(info).toMatchObject({ Title: "daily-ops 0.1.0", Author: "lisauser", CreationDate: "D:20370102060000Z" });
  });

  it("is the same every time", () => {
    const [one, other] = [toPdf(reportOf(RECORD, NOTEBOOK)), toPdf(reportOf(RECORD, NOTEBOOK))];
    expect(Buffer.compare(one, other)).toBe(0);
  });
});

describe("a PDF of awkward runs", () => {
  it("is set of hostile texts, which it shows and does not obey", async () => {
    const whole = (await pagesOf(HOSTILE_RECORD, HOSTILE_NOTEBOOK)).join("\n");
    for (const part of ['#read("/etc/hostname")', "#let x = 1", "window.broken=1", "A picture that can't be read"])
      expect(whole.replace(/[\u200b\n]/g, "")).toContain(part);
  });

  it("is set of an empty notebook and of a run that is not over", async () => {
    const record = {
      ...RECORD,
      checks: [],
      notes: [],
      parameters: {},
      artefacts: [],
      environment: {},
      endedAt: null,
      verdict: null,
    };
    const [page] = await pagesOf(record, notebookOf([]));
    expect(page).toContain("No check was made.");
    expect(page).toContain("still running");
  });

  it("leaves out the middle of ten thousand lines, and says so", async () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `line ${index}`).join("\n");
    const pages = await pagesOf(
      RECORD,
      notebookOf([code("loop()", [{ output_type: "stream", name: "stdout", text }])]),
    );
    expect(pages.length).toBeLessThan(6);
    const whole = pages.join("\n");
    for (const part of ["line 0\n", "line 9999", "9,940 lines omitted (see notebook.ipynb)"])
      expect(whole).toContain(part);
    expect(whole).not.toContain("line 5000");
  });

  it("has every one of two hundred checks, NaN and long words among them, and contents", async () => {
    const checks = Array.from({ length: 200 }, (_, index) =>
      check(
        `check ${index} ${index % 50 === 0 ? "w".repeat(90) : ""}`,
        "Warn",
        index % 3 === 0 ? Number.NaN : index * 1e-9,
        `because ${index}`,
      ),
    );
    const pages = await pagesOf({ ...RECORD, checks }, NOTEBOOK);
    const whole = pages.join("\n");
    for (const one of [0, 99, 199]) expect(whole).toContain(`because ${one}\n`);
    expect(whole).toContain("Contents");
    expect(whole).toMatch(/w{20,30}\nw{20,30}\n/);
    expect(pages.filter((page) => page.includes("Verdict Check Value Expected")).length).toBeGreaterThan(4);
  });
});
