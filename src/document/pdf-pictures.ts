import { breakable } from "./wrapping.js";

/** What the template reads of a picture; without a file it says what is missing. */
export type PictureData = Readonly<Record<string, unknown>>;

const ENDINGS: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif" };

/** Pixels of a picture that is unpacked: a few kilobytes can hold a thousand times as many. */
const MOST_PIXELS = 50_000_000;

/** Letters of a word that fit into a line. */
const NOTE_WORD = 60;

/** The pictures of a document on their way into the PDF. */
export class Pictures {
  /** Content by file name. */
  readonly files: Map<string, Buffer> = new Map();

  /** `isSound` says whether the typesetter can read a picture. */
  constructor(private readonly isSound: (name: string, content: Buffer) => boolean) {}

  /** A drawing; without what it would load from elsewhere. */
  addSvg(svg: string, description: string): PictureData {
    return this.add("svg", Buffer.from(alone(svg), "utf8"), description);
  }

  /** A picture of pixels. */
  addImage(mediaType: string, base64: string, description: string): PictureData {
    return this.add(ENDINGS[mediaType] ?? "png", Buffer.from(base64, "base64"), description);
  }

  private add(ending: string, content: Buffer, description: string): PictureData {
    const name = `picture-${this.files.size + 1}.${ending}`;
    const tooLarge = pixelsOf(content) > MOST_PIXELS;
    const what = tooLarge ? "of too many pixels" : "that can't be read";
    const note = breakable(`[A picture ${what}: ${description}]`, NOTE_WORD);
    if (tooLarge || !this.isSound(name, content)) return { k: "note", text: note };
    this.files.set(name, content);
    return { k: "picture", file: name, alternative: description };
  }
}

/** How many pixels a PNG, GIF or JPEG says that it has; 0 for anything else. */
export function pixelsOf(content: Buffer): number {
  if (content.length < 24) return 0;
  if (content.readUInt32BE(0) === 0x89504e47) return content.readUInt32BE(16) * content.readUInt32BE(20);
  if (content.toString("latin1", 0, 3) === "GIF") return content.readUInt16LE(6) * content.readUInt16LE(8);
  return content.readUInt16BE(0) === 0xffd8 ? pixelsOfJpeg(content) : 0;
}

/** The largest of its frames' headers, which stand between segments that say how long they are. */
function pixelsOfJpeg(content: Buffer): number {
  let pixels = 0;
  for (let at = 2; at + 9 < content.length && content[at] === 0xff; at += 2 + content.readUInt16BE(at + 2)) {
    const marker = content[at + 1]!;
    // SOF0 to SOF15, but for the tables of Huffman, of extensions and of arithmetic coding between them.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) pixels = Math.max(pixels, content.readUInt16BE(at + 5) * content.readUInt16BE(at + 7));
  }
  return pixels;
}

/** The drawing without references to anything outside of it. */
function alone(svg: string): string {
  return svg
    .replace(/<!DOCTYPE[^>[]*(\[[^\]]*\])?[^>]*>/gi, "")
    .replace(/((?:xlink:)?href)\s*=\s*("[^"]*"|'[^']*')/gi, (whole, _name, value: string) =>
      /^["'](#|data:image\/(png|jpe?g|gif|webp);)/i.test(value) ? whole : "",
    );
}
