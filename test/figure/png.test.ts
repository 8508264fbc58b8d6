import { crc32, inflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { toPng } from "../../src/figure/png.js";

/** The chunks of a PNG file by name, each with its checksum compared. */
function chunksOf(png: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)));
    chunks.set(png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return chunks;
}

it("a picture is a PNG file with every spot in its place, however large", () => {
  const [width, height] = [400, 300];
  const indices = Uint8Array.from({ length: width * height }, (_, spot) => spot % 3);
  const colours = [
    [255, 255, 255],
    [255, 0, 0],
    [0, 0, 255],
  ] as const;
  const png = Buffer.from(toPng({ width, height, indices, colours }));
  expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks = chunksOf(png);
  expect([...chunks.keys()]).toEqual(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
  expect([...chunks.get("IHDR")!]).toEqual([0, 0, 1, 144, 0, 0, 1, 44, 8, 3, 0, 0, 0]);
  const lines = inflateSync(chunks.get("IDAT")!);
  expect(lines).toHaveLength(height * (width + 1));
  for (const [row, column] of [
    [0, 0],
    [0, 399],
    [150, 200],
    [299, 398],
  ] as const) {
    expect(lines[row * (width + 1)]).toBe(0);
    expect(lines[row * (width + 1) + 1 + column]).toBe((row * width + column) % 3);
  }
});
