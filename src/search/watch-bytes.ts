import { BadDataError } from "../core/errors.js";

/** Bytes that are made letters at once: as many as a call takes arguments. */
const PIECE = 8192;

/** The bytes of an array as text (RFC 4648). */
export function base64Of(array: Float64Array | Float32Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let letters = "";
  for (let n = 0; n < bytes.length; n += PIECE) letters += String.fromCharCode(...bytes.subarray(n, n + PIECE));
  return btoa(letters);
}

/** So many bytes of such a text. @throws BadDataError for what is none, or of another length */
export function bytesOf(text: unknown, length: number): ArrayBuffer {
  const letters = typeof text === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? atob(text) : "";
  if (letters.length !== length) {
    throw new BadDataError(
      `A watch's state has ${letters.length} bytes of samples where ${length} are expected; it is damaged, or of another configuration. Begin anew from the files of level 1.`,
      { length },
    );
  }
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer;
}
