import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import type { NewEntry } from "../../src/logbook/logbook.js";
import { attachment, draft, newFolder } from "./sample.js";

/** The error that posting such an entry gives; nothing may have been written. */
async function refusal(changes: Partial<NewEntry>): Promise<string> {
  const folder = newFolder();
  const posted = openLogbook(join(folder, "logbook")).post(draft("run 1", changes));
  const message = await posted.then(
    () => "taken",
    (error: unknown) => (error as Error).message,
  );
  expect(readdirSync(folder)).toEqual(message === "taken" ? ["logbook"] : []);
  return message;
}

describe("an entry is refused", () => {
  it.each([
    ["key", ""],
    ["key", "two\nlines"],
    ["system", "  "],
    ["subject", "a\0b"],
    ["subject", "x".repeat(1001)],
    ["author", "\u001b[2J"],
    ["runId", "half a character \ud800"],
  ] as const)("with the %s %j", async (field, value) => {
    expect(await refusal({ [field]: value })).toContain(`${field} is `);
  });

  it("with a link of several lines", async () => {
    expect(await refusal({ links: ["https://example.org\nhttps://example.com"] })).toContain("links is ");
  });

  it.each([
    "2037-01-31",
    "2037-01-31T06:00:00",
    "2037-01-31T06:00:00+01:00",
    "2037-13-31T06:00:00Z",
    "2037-02-30T06:00:00Z",
    "yesterday",
  ])("with the time %s", async (time) => {
    expect(await refusal({ time })).toContain(`time is "${time}"; ISO 8601 in UTC is expected`);
  });

  it("with a status that is none, or text that can't be kept", async () => {
    expect(await refusal({ status: "Good" as "Pass" })).toBe(
      'status is "Good"; it can be Pass, Warn, Fail, Error, Info',
    );
    expect(await refusal({ text: "a\0b" })).toContain("NUL");
    expect(await refusal({ text: "\udfff" })).toContain("half a character");
  });
});

describe("the name of an attachment", () => {
  it.each([
    "",
    ".",
    "..",
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\boot.ini",
    "a/b",
    "nul\0.pdf",
    "line\nfeed",
    "\u001b]0;title\u0007",
    "gnp.exe\u202efdp.pdf",
    "x".repeat(201),
    "é".repeat(101),
    "half \ud83d",
  ])("is refused: %j", async (name) => {
    expect(await refusal({ attachments: [attachment(name, "x")] })).toContain("a plain file name is expected");
  });

  it.each(["report.pdf", "Bericht für Überwachung.pdf", "報告.pdf", "🛰️.png", "...", "-rf", "a b%20c?.txt", ".bashrc"])(
    "is kept: %s",
    async (name) => {
      expect(await refusal({ attachments: [attachment(name, "x")] })).toBe("taken");
    },
  );

  it("is refused twice in one entry, also in other letters for the same", async () => {
    for (const [one, two] of [
      ["a.pdf", "a.pdf"],
      ["a.pdf", "A.PDF"],
      ["\u00e9", "e\u0301"],
    ] as const) {
      const attachments = [attachment(one, "1"), attachment(two, "2")];
      expect(await refusal({ attachments })).toContain("each needs a name of its own");
    }
  });
});
