import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { PacketBlock } from "../../src/telemetry/block.js";
import { dictionary } from "../../src/telemetry/dictionary.js";
import { layoutsOf } from "../../src/telemetry/layout.js";
import { seal } from "../../src/telemetry/packet.js";
import { Recorder } from "../../src/telemetry/recorder.js";

const DICTIONARY = dictionary("4Hz");
const LAYOUT = layoutsOf(DICTIONARY).get(0x20)!;
const EPOCH = { seconds: 5, fraction: 0.75 };
const LENGTH = 600;
const PERIOD = 20;
const CHANNEL = "tm_x_left";
const value = (n: number): number => (n % 101) * 2 ** -20;

/** A segment's packets, without the report. */
function packets(): Uint8Array {
  const recorder = new Recorder("1", DICTIONARY, EPOCH, [CHANNEL]);
  recorder.put(
    CHANNEL,
    0,
    Float64Array.from({ length: LENGTH }, (_, n) => value(n)),
  );
  return recorder.next()!.runs[1]!.bytes;
}

/** The same packets, the `index`-th of which says something else and has a right check sum. */
function otherwise(index: number): Uint8Array {
  const bytes = packets();
  bytes[index * LAYOUT.packetBytes + 30]! ^= 1;
  seal(bytes, index * LAYOUT.packetBytes, LAYOUT.packetBytes);
  return bytes;
}

const ALL = Array.from({ length: LENGTH / PERIOD }, (_, n) => n * LAYOUT.packetBytes);

function read(block: PacketBlock): { values: Float64Array; flags: Uint16Array } {
  const out = { values: new Float64Array(LENGTH), flags: new Uint16Array(LENGTH) };
  block.read(CHANNEL, out, { first: 0, from: 0, count: LENGTH });
  return out;
}

/** Each piece is all packets, the third one of which may be another, and may be known to be as it was received. */
interface Piece {
  readonly other: boolean;
  readonly pristine: boolean;
}

describe("a block of packets", () => {
  it("goes by what is as it was received, whatever the order; contradictions leave nothing", () => {
    const piece = fc.record({ other: fc.boolean(), pristine: fc.boolean() });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces: readonly Piece[]) => {
        const block = new PacketBlock(LAYOUT, EPOCH, 0);
        for (const { other, pristine } of pieces) block.place(other ? otherwise(2) : packets(), ALL, pristine);
        const { values, flags } = read(block);
        const best = pieces.some(({ pristine }) => pristine) ? pieces.filter(({ pristine }) => pristine) : pieces;
        const contradicts = new Set(best.map(({ other }) => other)).size > 1;
        const expected = contradicts ? FLAGS.missing | FLAGS.corrupt : 0;
        for (let n = 0; n < LENGTH; n++) {
          const third = Math.floor(n / PERIOD) === 2;
          expect(flags[n]).toBe(third ? expected : 0);
          if (!third || (!contradicts && !best[0]!.other)) expect(values[n]).toBe(value(n));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes packets in any order, and gives any stretch of what it has", () => {
    const kept = fc.subarray([...ALL.keys()]);
    const stretch = fc.record({ first: fc.nat(LENGTH - 1), from: fc.nat(3), count: fc.nat(200) });
    const shuffled = fc.shuffledSubarray([...ALL.keys()], { minLength: ALL.length });
    fc.assert(
      fc.property(kept, shuffled, stretch, (there, order, { first, from, ...wanted }) => {
        const count = Math.min(wanted.count, LENGTH - first);
        const block = new PacketBlock(LAYOUT, EPOCH, 0);
        const places = order.filter((n) => there.includes(n)).map((n) => ALL[n]!);
        block.place(packets(), places, true);
        const out = { values: new Float64Array(from + count).fill(9), flags: new Uint16Array(from + count).fill(9) };
        block.read(CHANNEL, out, { first, from, count });
        for (let n = 0; n < count; n++) {
          const isThere = there.includes(Math.floor((first + n) / PERIOD));
          expect(out.flags[from + n]).toBe(isThere ? 0 : FLAGS.missing);
          expect(out.values[from + n]).toBe(isThere ? value(first + n) : Number.NaN);
        }
        expect(out.values.subarray(0, from).every((untouched) => untouched === 9)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
