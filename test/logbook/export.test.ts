import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { exportTo, markdownOf, saveAttachments } from "../../src/logbook/export.js";
import { sha256 } from "../../src/logbook/seal.js";
import { attachment, draft, filledLogbook, newFolder, tamper } from "./sample.js";

describe("an export to a folder", () => {
  it("has all entries, their Markdown, and their attachments by name", async () => {
    const logbook = openLogbook(await filledLogbook(2));
    const entries = [...(await logbook.list())].reverse();
    const folder = await exportTo(logbook, entries, join(newFolder(), "out"));
    expect(readdirSync(folder).sort()).toEqual(["attachments", "entries.json", "logbook.md"]);
    expect(JSON.parse(readFileSync(join(folder, "entries.json"), "utf8"))).toEqual(entries);
    expect(readFileSync(join(folder, "logbook.md"), "utf8")).toContain("](attachments/2/report.pdf)");
    const content = readFileSync(join(folder, "attachments", "2", "report.pdf"));
    expect(sha256(content)).toBe(entries[1]!.attachments[0]!.sha256);
  });

  it("is there entirely or not at all", async () => {
    const folder = await filledLogbook(3);
    const logbook = openLogbook(folder);
    const entries = await logbook.list();
    const hash = entries[1]!.attachments[0]!.sha256;
    rmSync(join(folder, "attachments", hash.slice(0, 2), hash));
    const place = newFolder();
    await expect(exportTo(logbook, entries, join(place, "out"))).rejects.toThrow("is missing");
    expect(readdirSync(place)).toEqual([]);
  });

  it("does not touch a folder that is there", async () => {
    const logbook = openLogbook(await filledLogbook(1));
    await expect(exportTo(logbook, await logbook.list(), newFolder())).rejects.toThrow("is there already");
  });
});

describe("saving attachments", () => {
  it("keeps out names that lead elsewhere, also from a logbook that someone changed", async () => {
    const folder = await filledLogbook(1);
    tamper(folder, "UPDATE entry SET attachments = replace(attachments, 'report.pdf', '../escaped.pdf')");
    const logbook = openLogbook(folder);
    const place = join(newFolder(), "saved");
    await expect(saveAttachments(logbook, await logbook.get(1), place)).rejects.toThrow(
      "a plain file name is expected",
    );
    expect(existsSync(join(place, "../escaped.pdf"))).toBe(false);
  });

  it("does not write over a file", async () => {
    const logbook = openLogbook(await filledLogbook(1));
    const place = newFolder();
    const [path] = await saveAttachments(logbook, await logbook.get(1), place);
    expect(readFileSync(path!, "utf8")).toBe("PDF of run 1");
    await expect(saveAttachments(logbook, await logbook.get(1), place)).rejects.toThrow("is there already");
  });
});

describe("Markdown", () => {
  it("keeps fields in their cells and names in their links", async () => {
    const logbook = openLogbook(join(newFolder(), "logbook"));
    const entry = await logbook.post(
      draft("run 1", { author: "A | B", attachments: [attachment("a [1] (2).pdf", "x")], text: "Some *text*." }),
    );
    const lines = markdownOf(entry).split("\n");
    expect(lines[0]).toBe("## 1. Daily OPS checks");
    expect(lines).toContain("| Author | A \\| B |");
    expect(lines.find((line) => line.startsWith("| Attachment"))).toContain(
      "[a \\[1\\] (2).pdf](a%20%5B1%5D%20%282%29.pdf)",
    );
    expect(lines.at(-2)).toBe("Some *text*.");
  });
});
