/** Bytes that are taken at a time: one table each. */
const SLICES = 8;
const POLYNOMIAL = 0x1021;

/**
 * CRC-16 with the polynomial x^16 + x^12 + x^5 + 1, all ones at the start, most significant bit first (CCITT-FALSE; ECSS-E-ST-70-41C,
 * annex B), of the bytes from `start` to `stop`. That of a packet with its own CRC at the end is 0.
 */
export function crc16(bytes: Uint8Array, start = 0, stop: number = bytes.length): number {
  const t = TABLES;
  let crc = 0xffff;
  let at = start;
  // Eight bytes at a time, each through the table of its distance to the end of the eight.
  for (; at + SLICES <= stop; at += SLICES) {
    const first = (crc >> 8) ^ bytes[at]!;
    const second = (crc & 0xff) ^ bytes[at + 1]!;
    crc =
      t[1792 + first]! ^
      t[1536 + second]! ^
      t[1280 + bytes[at + 2]!]! ^
      t[1024 + bytes[at + 3]!]! ^
      t[768 + bytes[at + 4]!]! ^
      t[512 + bytes[at + 5]!]! ^
      t[256 + bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!;
  }
  for (; at < stop; at++) crc = ((crc << 8) & 0xffff) ^ t[(crc >> 8) ^ bytes[at]!]!;
  return crc;
}

/** For every byte, what it does to the CRC when 0 to 7 bytes follow it. */
const TABLES: Uint16Array = tables();

function tables(): Uint16Array {
  const result = new Uint16Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ POLYNOMIAL) & 0xffff : crc << 1;
    result[byte] = crc;
  }
  for (let index = 256; index < result.length; index++) {
    const before = result[index - 256]!;
    result[index] = ((before << 8) & 0xffff) ^ result[before >> 8]!;
  }
  return result;
}
