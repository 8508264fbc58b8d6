import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { crc16 } from "../../src/telemetry/crc.js";
import { packetOf, readHeader } from "../../src/telemetry/packet.js";

interface Vectors {
  readonly crc16: { readonly vectors_hex_to_crc: Readonly<Record<string, string>> };
  readonly packets: readonly {
    readonly hex: string;
    readonly apid: number;
    readonly sequenceFlags: number;
    readonly sequenceCount: number;
    readonly service: number;
    readonly subtype: number;
    readonly messageCounter: number;
    readonly destination: number;
    readonly cucSeconds: number;
    readonly cucFraction24: number;
  }[];
}

const vectors = JSON.parse(readFileSync("test/fixtures/telemetry/ccsds-vectors.json", "utf8")) as Vectors;
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
/** Primary and secondary header, and the check sum at the other end. */
const [HEADERS, CRC] = [21, 2];

describe("the check sum", () => {
  test.each(Object.entries(vectors.crc16.vectors_hex_to_crc))("of %s is %s", (hex, expected) => {
    expect(crc16(bytesOf(hex)).toString(16).padStart(4, "0")).toBe(expected);
  });

  it("is the same over eight bytes at a time as over one", () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, n) => (n * 7919) >> 3);
    for (const [start, stop] of [
      [0, 1000],
      [3, 998],
      [5, 12],
      [7, 15],
      [9, 9],
    ] as const) {
      expect(crc16(bytes, start, stop)).toBe(bitByBit(bytes.subarray(start, stop)));
    }
  });
});

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const out = ((crc >> 15) ^ (byte >> bit)) & 1;
      crc = ((crc << 1) & 0xffff) ^ (out ? 0x1021 : 0);
    }
  }
  return crc;
}

describe.each(vectors.packets)(
  "the reference's packet of APID $apid",
  ({ hex, cucSeconds, cucFraction24, ...fields }) => {
    const bytes = bytesOf(hex);
    const { apid, sequenceFlags, sequenceCount, service, subtype, messageCounter, destination } = fields;
    const header = { apid, sequenceFlags, sequenceCount, service, subtype, messageCounter, destination };

    it("is read with all its fields", () => {
      expect(readHeader(bytes)).toEqual({ ...header, seconds: cucSeconds, ticks: cucFraction24 });
    });

    it("is written bit by bit", () => {
      const data = bytes.subarray(HEADERS, bytes.length - CRC);
      expect(packetOf({ ...header, seconds: cucSeconds, ticks: cucFraction24 }, data)).toEqual(bytes);
    });

    it("is refused cut, or with any bit of another value", () => {
      expect(() => readHeader(bytes.subarray(0, bytes.length - 1))).toThrow(/no whole telemetry packet/);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = bytes.slice();
        flipped[bit >> 3]! ^= 1 << (bit % 8);
        expect(() => readHeader(flipped), `bit ${bit}`).toThrow(/no whole telemetry packet|damaged/);
      }
    });
  },
);

describe("a header", () => {
  const header = { apid: 257, sequenceFlags: 3, sequenceCount: 0, service: 3, subtype: 25 };
  const rest = { messageCounter: 0, destination: 0, seconds: 1, ticks: 0 };

  it("counts packets modulo 16384", () => {
    const packet = packetOf({ ...header, ...rest, sequenceCount: 16_385 }, new Uint8Array(1));
    expect(readHeader(packet).sequenceCount).toBe(1);
  });

  it("is refused with fields that do not fit", () => {
    expect(() => packetOf({ ...header, ...rest, apid: 2048 }, new Uint8Array(1))).toThrow(/within 0 to 2047/);
    expect(() => packetOf({ ...header, ...rest, seconds: -1 }, new Uint8Array(1))).toThrow(/within 2\^32 s/);
    expect(() => packetOf({ ...header, ...rest }, new Uint8Array(65_520))).toThrow(/can't hold 65520 bytes/);
  });
});
