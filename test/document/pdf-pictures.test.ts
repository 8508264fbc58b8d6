import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Pictures, pixelsOf } from "../../src/document/pdf-pictures.js";

/** A PNG of one bit a pixel, all black. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const parts: readonly (readonly [string, Buffer])[] = [
    ["IHDR", header],
    ["IDAT", deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))))],
  ];
  // The sums of the parts are left out: nothing here gets so far as to check them.
  const bytes = parts.flatMap(([name, content]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return [length, Buffer.from(name), content, Buffer.alloc(4)];
  });
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...bytes]);
}

const jpeg = Buffer.from(
  `ffd8ffe000104a46494600010100000100010000ffc2000b08ea60ea60010111 00ffd9`.replace(/ /g, ""),
  "hex",
);
const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.from([0x10, 0x27, 0x20, 0x4e]), Buffer.alloc(20)]);

describe("pictures on their way into the PDF", () => {
  it("tell how many pixels they have before they are unpacked", () => {
    expect(pixelsOf(png(640, 480))).toBe(640 * 480);
    expect(pixelsOf(gif)).toBe(10_000 * 20_000);
    expect(pixelsOf(jpeg)).toBe(60_000 * 60_000);
    for (const other of ["", "<svg/>", "a text that is long enough for a header"]) {
      expect(pixelsOf(Buffer.from(other))).toBe(0);
    }
  });

  it("are left out, with a note, when a few bytes hold more pixels than memory should", () => {
    const bomb = png(20_000, 20_000);
    expect(bomb.length).toBeLessThan(100_000);
    const unpacked: string[] = [];
    const pictures = new Pictures((name) => unpacked.push(name) > 0);
    expect(pictures.addImage("image/png", bomb.toString("base64"), "a bomb")).toEqual({
      k: "note",
      text: "[A picture of too many pixels: a bomb]",
    });
    expect([unpacked, pictures.files.size]).toEqual([[], 0]);
    expect(pictures.addImage("image/png", png(640, 480).toString("base64"), "a plot")).toMatchObject({ k: "picture" });
  });
});
