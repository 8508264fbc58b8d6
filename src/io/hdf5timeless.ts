import { open } from "node:fs/promises";

/** What an object's header begins with, and its version. */
const HEADER = Buffer.from("OHDR\u0002", "latin1");
/** Bits of the flags that say that there are times, and that there are numbers of attributes. */
const [TIMES, PHASES] = [0x20, 0x10];
const TIME_BYTES = 16;
/** Bytes that are looked at at a time, and the longest header that is. */
const PIECE = 16_777_216;
const LONGEST = 65_536 + 64;

/**
 * Takes the times at which objects were made out of an HDF5 file, so that the same data are the same bytes. A header is one whose
 * checksum is right (HDF5 File Format Specification 3.0, IV.A.1.b); it gets the one of what it then is.
 */
export async function withoutTimes(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, PIECE + LONGEST));
    for (let start = 0; start < size; start += PIECE) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      const piece = bytes.subarray(0, bytesRead);
      for (let at = piece.indexOf(HEADER); at >= 0 && at < PIECE; at = piece.indexOf(HEADER, at + 1)) {
        const end = forgetTimes(piece, at);
        if (end > at) await file.write(piece, at, end - at, start + at);
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Zeros for the times of the header at a place; where it ends, or the place itself when there is none or it has no times. */
function forgetTimes(bytes: Buffer, at: number): number {
  const flags = bytes[at + HEADER.length] ?? 0;
  if ((flags & TIMES) === 0) return at;
  const times = at + HEADER.length + 1;
  const size = times + TIME_BYTES + ((flags & PHASES) === 0 ? 0 : 4);
  const width = 1 << (flags & 3);
  if (width > 4 || size + width > bytes.length) return at;
  const end = size + width + bytes.readUIntLE(size, width);
  if (end + 4 > bytes.length || bytes.readUInt32LE(end) !== checksum(bytes, at, end)) return at;
  bytes.fill(0, times, times + TIME_BYTES);
  bytes.writeUInt32LE(checksum(bytes, at, end), end);
  return end + 4;
}

/** B. Jenkins' lookup3 (public domain), little endian, of the bytes from one place to before another. */
function checksum(bytes: Buffer, from: number, to: number): number {
  const words = Uint32Array.of(0, 0, 0).fill(0xdeadbeef + (to - from));
  let at = from;
  for (; to - at > 12; at += 12) {
    for (let n = 0; n < 3; n++) words[n]! += bytes.readUInt32LE(at + 4 * n);
    mix(words);
  }
  for (let n = 0; at < to; n++, at++) words[n >> 2]! += bytes[at]! * 2 ** (8 * (n & 3));
  return from === to ? words[2]! : last(words);
}

function turned(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** x, y: which word is subtracted from which; then which is added, and by how much it is turned before. */
const ROUNDS = [4, 6, 8, 16, 19, 4] as const;

function mix(words: Uint32Array): void {
  ROUNDS.forEach((by, n) => {
    const [one, other, third] = [n % 3, (n + 2) % 3, (n + 1) % 3];
    words[one]! -= words[other]!;
    words[one]! ^= turned(words[other]!, by);
    words[other]! += words[third]!;
  });
}

function last(words: Uint32Array): number {
  [14, 11, 25, 16, 4, 14, 24].forEach((by, n) => {
    const [one, other] = [(n + 2) % 3, (n + 1) % 3];
    words[one]! ^= words[other]!;
    words[one]! -= turned(words[other]!, by);
  });
  return words[2]!;
}
