import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeEvidence } from "../../src/runbook/evidence.js";
import { code, notebookOf, RECORD } from "./sample-run.js";

const SMALL = notebookOf([code("1 + 1", [])]);

describe("evidence on disk", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "evidence "));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is an HTML and a PDF, told with their hashes and sizes, and nothing else", async () => {
    const artefacts = await writeEvidence(folder, RECORD, SMALL);
    expect(artefacts.map(({ role, path }) => `${role}: ${path}`)).toEqual(["html: report.html", "pdf: report.pdf"]);
    for (const { path, sha256, bytes } of artefacts) {
      const content = readFileSync(join(folder, path));
      expect(content.length).toBe(bytes);
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
    }
    expect(readdirSync(folder).sort()).toEqual(["report.html", "report.pdf"]);
  });

  it("written twice is the same", async () => {
    expect(await writeEvidence(folder, RECORD, SMALL)).toEqual(await writeEvidence(folder, RECORD, SMALL));
  });

  it("refuses a folder that isn't there in one sentence", async () => {
    await expect(writeEvidence(join(folder, "none"), RECORD, SMALL)).rejects.toThrow(
      /could not be written.*Check that the folder exists/,
    );
  });
});
