import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { maskLog } from "../../src/runbook/log-redaction.js";

const FOLDER = mkdtempSync(join(tmpdir(), "lisalab-log-"));
const SECRETS = [{ name: "S", value: "vogel-frei-1" }];
/** Bytes that are read at once. */
const CHUNK = 4 << 20;

afterAll(() => rmSync(FOLDER, { recursive: true }));

it("masks secrets in place, while another process goes on writing", () => {
  const path = join(FOLDER, "server.log");
  const writer = openSync(path, "w");
  writeSync(writer, "before vogel-frei-1 and dm9nZWwtZnJlaS0x after\n");
  maskLog(path, SECRETS);
  writeSync(writer, "next\n");
  closeSync(writer);
  expect(readFileSync(path, "utf8")).toBe(`before ${"*".repeat(12)} and ${"*".repeat(16)} after\nnext\n`);
});

it("finds one wherever the log is cut for reading", () => {
  const path = join(FOLDER, "long.log");
  for (const place of [CHUNK - 12, CHUNK - 6, CHUNK - 1, CHUNK, CHUNK + 20]) {
    const content = Buffer.alloc(CHUNK + 100, ".");
    content.write("vogel-frei-1", place);
    writeFileSync(path, content);
    maskLog(path, SECRETS);
    expect(readFileSync(path).indexOf("vogel"), String(place)).toBe(-1);
    expect(readFileSync(path).length).toBe(content.length);
  }
});

it("has nothing to do without a log, or without secrets", () => {
  maskLog(join(FOLDER, "none.log"), SECRETS);
  maskLog(FOLDER, []);
});
