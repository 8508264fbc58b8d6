import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { seal, unseal } from "../../src/runbook/sealed-file.js";

const CONTENT = Buffer.from("first line\nsecond line");

function sealed(): string {
  const path = join(mkdtempSync(join(tmpdir(), "lisalab sealed ")), "folder", "x.checkpoint");
  seal(path, "run 1", "x", CONTENT);
  return path;
}

function damage(path: string, belongsTo = "run 1", name = "x"): string {
  const found = unseal(path, belongsTo, name);
  return found !== null && "damage" in found ? found.damage : "none";
}

describe("a sealed file", () => {
  it("gives back what was put into it, and leaves nothing beside itself", () => {
    const path = sealed();
    expect(unseal(path, "run 1", "x")).toEqual({ content: CONTENT });
    expect(readdirSync(join(path, ".."))).toEqual(["x.checkpoint"]);
    expect(unseal(`${path}.none`, "run 1", "x")).toBeNull();
  });

  it("is of nobody else", () => {
    expect(damage(sealed(), "run 2")).toMatch(/made by another run, notebook/);
    expect(damage(sealed(), "run 1", "y")).toMatch(/made by another run, notebook/);
  });

  it("tells of every byte that is another, and of every end that is missing", () => {
    const path = sealed();
    const file = readFileSync(path);
    for (let at = 0; at < file.length; at++) {
      const changed = Buffer.from(file);
      changed[at]! ^= 1;
      writeFileSync(path, changed);
      expect(damage(path), `byte ${at}`).not.toBe("none");
    }
    for (let length = 0; length < file.length; length += 7) {
      writeFileSync(path, file);
      truncateSync(path, length);
      expect(damage(path), `${length} bytes`).not.toBe("none");
    }
    writeFileSync(path, file);
    expect(damage(path)).toBe("none");
  });

  it("that can't be read or written is told of", () => {
    expect(damage(tmpdir())).toMatch(/it can't be read: EISDIR/);
    expect(() => seal("/dev/null/x", "run 1", "x", CONTENT)).toThrow(
      /can't write \/dev\/null\/x: a part of the path is a/,
    );
  });
});
