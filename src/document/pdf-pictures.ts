import { breakable } from "./wrapping.js";

/** What the template reads of a picture; without a file it says what is missing. */
export type PictureData = Readonly<Record<string, unknown>>;

const ENDINGS: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif" };

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
    const note = breakable(`[A picture that can't be read: ${description}]`, NOTE_WORD);
    if (!this.isSound(name, content)) return { k: "note", text: note };
    this.files.set(name, content);
    return { k: "picture", file: name, alternative: description };
  }
}

/** The drawing without references to anything outside of it. */
function alone(svg: string): string {
  return svg
    .replace(/<!DOCTYPE[^>[]*(\[[^\]]*\])?[^>]*>/gi, "")
    .replace(/((?:xlink:)?href)\s*=\s*("[^"]*"|'[^']*')/gi, (whole, _name, value: string) =>
      /^["'](#|data:image\/(png|jpe?g|gif|webp);)/i.test(value) ? whole : "",
    );
}
