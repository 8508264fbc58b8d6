import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { type Channel, type Format, float64, int, spare, uint } from "../../src/telemetry/channel.js";
import { type Field, readField, type Samples, writeField } from "../../src/telemetry/field.js";

const channelOf = (format: Format): Channel => ({
  ...format,
  name: "x",
  row: "x",
  application: 1,
  rate: 1,
  on: true,
  description: "",
});

/** Writes and reads again samples of a channel that begins at some bit, among ones. */
function through(
  format: Format,
  offset: number,
  stride: number,
  given: Samples,
): { found: Samples; bytes: Uint8Array } {
  const count = given.values.length;
  const field: Field = { channel: channelOf(format), offset, stride, count };
  const bytes = new Uint8Array(Math.ceil((offset + stride * count) / 8) + 16).fill(0xff);
  const view = new DataView(bytes.buffer);
  const all = { first: 0, from: 0, count };
  writeField({ view, at: 3, size: bytes.length }, field, given, all);
  const found = { values: new Float64Array(count), flags: new Uint16Array(count) };
  readField({ view, at: 3, size: bytes.length }, field, found, all);
  return { found, bytes };
}

describe("a stretch of a channel", () => {
  const EPOCHS = 4;
  const SIZE = 23;
  const field: Field = { channel: channelOf(int(24, "N", -20)), offset: 16, stride: 40, count: EPOCHS };
  const value = (n: number): number => n / 1024;

  it("is written into and read from the packets that it lies in, wherever it begins and ends", () => {
    const stretch = fc.record({ first: fc.nat(30), from: fc.nat(5), count: fc.nat(30) });
    fc.assert(
      fc.property(stretch, ({ first, from, count }) => {
        const packets = Math.ceil((first + count) / EPOCHS) + 1;
        const view = new DataView(new ArrayBuffer(5 + SIZE * packets + 8));
        const values = Float64Array.from({ length: from + count }, (_, n) => value(first + n - from));
        writeField(
          { view, at: 5, size: SIZE },
          field,
          { values, flags: new Uint16Array(from + count) },
          { first, from, count },
        );
        const row = { view, at: 5, size: SIZE };
        const length = packets * EPOCHS;
        const out = { values: new Float64Array(length).fill(-7), flags: new Uint16Array(length) };
        readField(row, field, out, { first: 0, from: 0, count: length });
        const given = (n: number): number => (n >= first && n < first + count ? value(n) : 0);
        expect(Array.from(out.values)).toEqual(Array.from({ length }, (_, n) => given(n)));
        const part = { values: new Float64Array(from + count).fill(-7), flags: new Uint16Array(from + count) };
        readField(row, field, part, { first, from, count });
        expect(part.values.subarray(from)).toEqual(out.values.subarray(first, first + count));
        expect(part.values.subarray(0, from).every((found) => found === -7)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

const samplesOf = (...values: number[]): Samples => ({
  values: Float64Array.from(values),
  flags: new Uint16Array(values.length),
});

describe("a channel in a packet", () => {
  const formats: readonly (readonly [string, Format])[] = [
    ["float64", float64("Hz", 2.5e7)],
    ["int 32", int(32, "m", -40)],
    ["int 24", int(24, "N", -51)],
    ["int 16", int(16, "V", -9)],
    ["int 13", int(13, "1", -3)],
    ["uint 20", uint(20)],
    ["uint 8", uint(8)],
  ];

  it.each(formats)("%s comes back within half a step, at any bit, and touches no other bits", (_, format) => {
    const [low, high] = format.range;
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 5 }), fc.nat(40), fc.nat(9), (shares, offset, gap) => {
        const values = shares.map((part) => low + part * (high - low));
        const stride = format.bits + gap;
        const { found, bytes } = through(format, offset, stride, samplesOf(...values));
        for (const [n, value] of values.entries()) {
          expect(Math.abs(found.values[n]! - value)).toBeLessThanOrEqual(format.resolution / 2);
          expect(found.flags[n]).toBe(0);
        }
        const own = new Set(
          values.flatMap((__, n) => Array.from({ length: format.bits }, (___, k) => 24 + offset + n * stride + k)),
        );
        let touched = 0;
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          if (!own.has(bit) && !((bytes[bit >> 3]! >> (7 - (bit % 8))) & 1)) touched++;
        }
        expect(touched).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each(formats)("%s says why it has no value, and when it is at an end of its range", (_, format) => {
    for (const offset of [0, 5]) {
      const [low, high] = format.range;
      const given = samplesOf(Number.NaN, 1, high * 2 + 1, low * 2 - 1, 2);
      given.flags.set([0, FLAGS.gap, 0, 0, FLAGS.corrupt]);
      const { found } = through(format, offset, format.bits, given);
      const atLow = format.encoding === "uint" ? 0 : FLAGS.limits;
      const missing = FLAGS.missing;
      expect(Array.from(found.flags)).toEqual([missing, missing | FLAGS.gap, FLAGS.limits, atLow, missing]);
      expect(found.values[0]).toBeNaN();
      expect(found.values[1]).toBeNaN();
      expect(found.values[2]).toBe(format.encoding === "float64" ? high * 2 + 1 : high);
    }
  });

  it("is a two's complement number of the bits that a table says", () => {
    const { bytes } = through(int(24, "1", 0), 0, 24, samplesOf(8_388_607, -1, -8_388_606, 0x123456));
    expect(Buffer.from(bytes.subarray(3, 15)).toString("hex")).toBe("7fffffffffff800002123456");
  });

  it("is 0 where it is a spare one, which is never missing", () => {
    const { found } = through(spare(324), 3, 324, samplesOf(1));
    expect([found.values[0], found.flags[0]]).toEqual([0, 0]);
  });
});
