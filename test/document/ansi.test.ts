import { describe, expect, it } from "vitest";
import { readAnsi } from "../../src/document/ansi.js";

const ESCAPE = "\u001b";

/** The text without colours. */
function plainText(text: string): string {
  return readAnsi(text)
    .map((line) => line.map((span) => span.text).join(""))
    .join("\n");
}

describe("text of a terminal", () => {
  it("keeps colours and weight, over lines", () => {
    expect(readAnsi(`a ${ESCAPE}[1;31mb\nc${ESCAPE}[0m d`)).toEqual([
      [
        { text: "a ", colour: null, bold: false },
        { text: "b", colour: 1, bold: true },
      ],
      [
        { text: "c", colour: 1, bold: true },
        { text: " d", colour: null, bold: false },
      ],
    ]);
  });

  it("maps bright colours to plain ones and passes over those of 256 and of RGB", () => {
    expect(readAnsi(`${ESCAPE}[92mgreen`)[0]![0]!.colour).toBe(2);
    expect(readAnsi(`${ESCAPE}[38;5;31mx`)[0]![0]!.colour).toBe(null);
    expect(readAnsi(`${ESCAPE}[48;2;31;32;33;34mx`)[0]![0]!.colour).toBe(4);
  });

  it.each([
    ["a progress bar that overwrites itself", "1 %\r50 %\r100 %\ndone", "100 %\ndone"],
    ["Windows line ends", "a\r\nb\r\n", "a\nb"],
    ["characters taken back", "ab\bc", "ac"],
    ["cursor movements", `a${ESCAPE}[2K${ESCAPE}[1Gb`, "ab"],
    ["a window's title", `${ESCAPE}]0;title\u0007a`, "a"],
    ["control characters", "a\u0000\u0007b\u009b", "ab"],
    ["tabs", "a\tb", "a    b"],
    ["indentation and empty lines", "  a\n\n b", "  a\n\n b"],
  ])("resolves %s", (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});
