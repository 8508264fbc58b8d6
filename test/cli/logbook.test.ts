import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pageOf, tableOf } from "../../src/cli/logbook-text.js";
import { openLogbook } from "../../src/logbook/embedded.js";
import type { SealedEntry } from "../../src/logbook/rows.js";
import { attachment, draft, newFolder, tamper } from "../logbook/sample.js";

const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** `lisalab logbook …` with LISALAB_HOME at `home`. */
function logbook(home: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const options = {
    encoding: "utf8",
    cwd: home,
    env: { ...process.env, LISALAB_HOME: home },
    input: "from stdin",
  } as const;
  return spawnSync(process.execPath, [cli, "logbook", ...words], options);
}

async function filledHome(): Promise<string> {
  const home = newFolder();
  const book = openLogbook(join(home, "logbook"));
  await book.post(draft("run 1", { status: "Fail", attachments: [attachment("report.pdf", "one")] }));
  await book.post(draft("run 2", { subject: "Second" }));
  await book.close();
  return home;
}

describe("lisalab logbook", () => {
  it("posts, lists, shows and exports", () => {
    const home = newFolder();
    writeFileSync(join(home, "notes 1.txt"), "first");
    writeFileSync(join(home, "plot.png"), "second");
    const words = ["--subject", "Antenna repointed", "--status", "Warn", "--text", "-", "--author", "A. Operator"];
    const files = ["--attach", "notes 1.txt", "--attach=plot.png", "--link", "https://example.org"];
    expect(logbook(home, "post", ...words, ...files)).toMatchObject({ status: 0, stdout: "entry 1 added\n" });
    expect(logbook(home, "list").stdout).toMatch(/^ID .*\n1 .*Warn +operations +Antenna repointed +A\. Operator +2\n$/);
    const [entry] = JSON.parse(logbook(home, "list", "--json").stdout) as SealedEntry[];
    expect(entry).toMatchObject({ id: 1, text: "from stdin", links: ["https://example.org"] });
    expect(logbook(home, "show", "1", "--save", "out").stderr).toContain("saved out/plot.png");
    expect(readFileSync(join(home, "out", "notes 1.txt"), "utf8")).toBe("first");
    expect(JSON.parse(logbook(home, "export").stdout)).toEqual(entry);
    expect(logbook(home, "export", "--format", "markdown").stdout).toContain("## 1. Antenna repointed");
    expect(logbook(home, "export", "--folder", "whole").status).toBe(0);
    expect(JSON.parse(readFileSync(join(home, "whole", "entries.json"), "utf8"))).toEqual([entry]);
  });

  it("filters by status, day and words", async () => {
    const home = await filledHome();
    expect(logbook(home, "list", "--status", "Fail").stdout).not.toContain("Second");
    expect(logbook(home, "list", "--text", "second", "--since", "2037-01-31").stdout).toContain("Second");
    expect(logbook(home, "list", "--since", "2037-02-01").stdout).toBe("no entries\n");
  });

  it("verifies: 0 and the count, or 2 and the first bad entry with what differs", async () => {
    const home = await filledHome();
    const whole = logbook(home, "verify");
    expect(whole).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^2 entries, 2 attachments verified\nhead 2:/) as string,
    });
    const head = whole.stdout.split("head ")[1]!.trim();
    expect(logbook(home, "verify", "--head", head).status).toBe(0);
    tamper(join(home, "logbook"), "UPDATE entry SET status = 'Pass' WHERE id = 1");
    const changed = logbook(home, "verify");
    expect(changed.status).toBe(2);
    expect(changed.stdout).toContain("entry 1 was changed after it was entered");
    rmSync(join(home, "logbook"), { recursive: true });
    expect(logbook(home, "verify")).toMatchObject({
      status: 3,
      stderr: expect.stringContaining("there is no logbook") as string,
    });
  });

  it.each([
    [["post"], "--subject is missing"],
    [["post", "--subject", "S", "--key", "k"], "--key needs --time"],
    [["post", "--subject", "S", "--status", "Good"], 'status is "Good"'],
    [["post", "--subject", "S", "--attach", "nowhere.pdf"], "there is no such file"],
    [["list", "--limit", "0"], "a whole number from 1 is expected"],
    [["list", "--since", "yesterday"], "ISO 8601"],
    [["list", "--unknown"], "--unknown"],
    [["show"], "ID is missing"],
    [["show", "first"], "a whole number from 1 is expected"],
    [["export", "--format", "html"], "json or markdown is expected"],
    [["verify", "--head", "7"], "ID:HASH is expected"],
    [["erase"], 'unknown command "erase"'],
  ])("ends with 64 and one line when called as %j", (words, message) => {
    const { status, stdout, stderr } = logbook(newFolder(), ...words);
    expect(stderr).toMatch(/^lisalab: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
  });
});

describe("the terminal", () => {
  it("fits the table to its width and never obeys what an entry says", async () => {
    const book = openLogbook(join(newFolder(), "logbook"));
    const entry = await book.post(
      draft("run 1", { subject: "s".repeat(300), text: "\u001b]0;title\u0007 red \u001b[31m" }),
    );
    const lines = tableOf([entry], { width: 90, coloured: false }).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBe(90);
    expect(pageOf(entry, { width: 90, coloured: false })).toContain("␛]0;title␛ red ␛[31m");
    expect(tableOf([entry], { width: 90, coloured: true })).toContain("\u001b[32mPass");
  });
});
