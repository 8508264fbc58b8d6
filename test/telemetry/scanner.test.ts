import { describe, expect, it } from "vitest";
import { packetOf } from "../../src/telemetry/packet.js";
import { PacketScanner } from "../../src/telemetry/scanner.js";

const LENGTHS = new Map([
  [0x110, 43],
  [0x120, 33],
]);

function packet(apid: number, count: number): Uint8Array {
  const header = { apid, sequenceFlags: 3, sequenceCount: count, service: 3, subtype: 25, messageCounter: 0 };
  const data = new Uint8Array((LENGTHS.get(apid) ?? 28) - 23).fill(count);
  return packetOf({ ...header, destination: 0, seconds: 100 + count, ticks: 0 }, data);
}

function scanned(
  pieces: readonly Uint8Array[],
  step = Number.POSITIVE_INFINITY,
): { found: number[]; damage: number[] } {
  const bytes = new Uint8Array(Buffer.concat(pieces));
  const found: number[] = [];
  const damage: number[] = [];
  const scanner = new PacketScanner(LENGTHS, {
    packet: (_bytes, _at, _apid, offset) => found.push(offset),
    damage: (_bytes, _at, _apid, offset) => damage.push(offset),
  });
  // As a file is read: a window that grows at one end and is used up at the other.
  for (let from = 0, to = 0; to < bytes.length; ) {
    to = Math.min(bytes.length, to + step);
    const window = bytes.slice(from, to);
    from += scanner.scan(window, 0, window.length, to === bytes.length, from);
  }
  return { found, damage };
}

describe("a scan for packets", () => {
  const [a, b, c] = [packet(0x110, 1), packet(0x120, 2), packet(0x110, 3)];

  it("finds them, whatever the pieces that the file is read in", () => {
    const many = Array.from({ length: 4000 }, (_, n) => packet(n % 3 ? 0x110 : 0x120, n));
    const expected = scanned(many);
    expect(expected.found).toHaveLength(4000);
    for (const step of [70_001, 80_000]) expect(scanned(many, step)).toEqual(expected);
  });

  it("goes on behind what is none", () => {
    expect(scanned([a, new Uint8Array(99).fill(0xa5), b, c])).toEqual({ found: [0, 142, 175], damage: [43] });
    expect(scanned([a.subarray(0, 20), b])).toEqual({ found: [20], damage: [0] });
  });

  it("tells of each damaged packet whose headers can be read", () => {
    const spoilt = [a, b].map((one) => one.map((byte, n) => (n === 30 ? byte ^ 1 : byte)));
    expect(scanned([...spoilt, c])).toEqual({ found: [76], damage: [0, 43] });
  });

  it("tells of one that is cut at the end", () => {
    expect(scanned([a, b.subarray(0, 30)])).toEqual({ found: [0], damage: [43] });
    expect(scanned([a, b.subarray(0, 2)])).toEqual({ found: [0], damage: [43] });
  });

  it("steps over idle packets, not over applications that it does not know", () => {
    const idle = packetOf(
      {
        apid: 0x7ff,
        sequenceFlags: 3,
        sequenceCount: 0,
        service: 0,
        subtype: 0,
        messageCounter: 0,
        destination: 0,
        seconds: 0,
        ticks: 0,
      },
      new Uint8Array(100),
    );
    expect(scanned([a, idle, b])).toEqual({ found: [0, 166], damage: [] });
    expect(scanned([a, idle])).toEqual({ found: [0], damage: [] });
    const unknown = packet(0x130, 1);
    expect(scanned([a, unknown, b]).found).toEqual([0, 43 + unknown.length]);
  });

  it("ends, and soon, on bytes that look like headers everywhere", () => {
    const header = packet(0x110, 1).subarray(0, 6);
    const all = new Uint8Array(300_000);
    for (let n = 0; n < all.length; n++) all[n] = header[n % 6]!;
    expect(scanned([all]).found).toEqual([]);
  });
});
