/** A picture of few colours: rows from the top, each spot the index of its colour; index 0 is transparent. */
export interface PalettePicture {
  readonly width: number;
  readonly height: number;
  readonly indices: Uint8Array;
  /** Red, green and blue of each colour. */
  readonly colours: readonly (readonly [number, number, number])[];
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** A stored block of deflate holds no more than that. */
const LONGEST_BLOCK = 65_535;

/**
 * The picture as a PNG file (ISO/IEC 15948), not compressed: it is small, and its bytes are then the same with every version
 * of every compressor.
 */
export function toPng({ width, height, indices, colours }: PalettePicture): Uint8Array {
  const header = [...word(width), ...word(height), 8, 3, 0, 0, 0];
  const lines = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) {
    lines.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", header),
    ...chunk("PLTE", colours.flat()),
    ...chunk("tRNS", [0]),
    ...chunk("IDAT", stored(lines)),
    ...chunk("IEND", []),
  ]);
}

function chunk(name: string, content: readonly number[]): number[] {
  const checked = [...name].map((letter) => letter.charCodeAt(0)).concat(content);
  return [...word(content.length), ...checked, ...word(crc32(checked))];
}

/** A zlib stream (RFC 1950, 1951) of blocks that are stored as they are. */
function stored(content: Uint8Array): number[] {
  const blocks: number[] = [0x78, 0x01];
  for (let start = 0; start < content.length; start += LONGEST_BLOCK) {
    const block = content.subarray(start, start + LONGEST_BLOCK);
    const isLast = start + block.length === content.length;
    const [low, high] = [block.length & 0xff, block.length >> 8];
    blocks.push(isLast ? 1 : 0, low, high, low ^ 0xff, high ^ 0xff);
    for (const byte of block) blocks.push(byte);
  }
  return [...blocks, ...word(adler32(content))];
}

function word(value: number): number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}
