import { FLAGS, type FlagSeries } from "../core/flags.js";
import { putBits, putterOf, takerOf } from "./bits.js";
import type { Channel } from "./channel.js";

/** Where a channel's samples are in the data of a packet. */
export interface Field {
  readonly channel: Channel;
  /** Offset of the first sample (bits). */
  readonly offset: number;
  /** From one sample to the next (bits). */
  readonly stride: number;
  /** Samples in a packet. */
  readonly count: number;
}

/** Samples of one channel: values, and the flags that say why there is none. */
export interface Samples {
  readonly values: Float64Array;
  readonly flags: FlagSeries;
}

/** Consecutive packets in one piece of memory: the first one's data at byte `at`, the others' every `size` bytes. */
export interface PacketRow {
  readonly view: DataView;
  readonly at: number;
  readonly size: number;
  readonly count: number;
}

/** Data of one packet somewhere in memory. */
export interface PacketData {
  readonly view: DataView;
  /** Byte where the data begin. */
  readonly at: number;
}

/** Upper word of IEEE 754's quiet NaN; the lower word says why: 0 nothing measured, 1 a planned interruption. */
const NAN_HIGH = 0x7ff80000;
/** Samples with these flags have no value that may be sent. */
const NOTHING = FLAGS.missing | FLAGS.gap | FLAGS.corrupt;

/** Writes a channel into a row of packets, from its first sample on. What has no value gets the code that says why. */
export function writeField(row: PacketRow, field: Field, samples: Samples | undefined): void {
  const { encoding } = field.channel;
  if (encoding === "spare") return;
  if (samples === undefined) writeNothing(row, field);
  else if (encoding === "float64") writeDoubles(row, field, samples);
  else writeIntegers(row, field, samples);
}

/** Reads a channel from packets, each in its place; places without a packet are left as they are. */
export function readField(packets: readonly (PacketData | undefined)[], field: Field, out: Samples): void {
  const { encoding } = field.channel;
  if (encoding === "float64") readDoubles(packets, field, out);
  else if (encoding !== "spare") readIntegers(packets, field, out);
  else for (const [n, packet] of packets.entries()) if (packet !== undefined) clear(out, n * field.count, field.count);
}

function writeDoubles({ view, at, size, count }: PacketRow, field: Field, { values, flags }: Samples): void {
  let n = 0;
  for (let packet = 0; packet < count; packet++) {
    let bit = (at + packet * size) * 8 + field.offset;
    for (const stop = n + field.count; n < stop; n++, bit += field.stride) {
      const value = values[n]!;
      if (Number.isNaN(value) || flags[n]! & NOTHING) writeNaN(view, bit, flags[n]!);
      else if (bit & 7) writeUnaligned(view, bit, value);
      else view.setFloat64(bit >> 3, value);
    }
  }
}

function writeIntegers({ view, at, size, count }: PacketRow, field: Field, { values, flags }: Samples): void {
  const { bits, resolution } = field.channel;
  const [low, high] = codesOf(field.channel);
  const [none, planned] = noValueCodes(field.channel);
  const put = putterOf(bits, field.offset, field.stride);
  // A power of two: dividing by it and multiplying with its inverse are the same.
  const scale = 1 / resolution;
  let n = 0;
  for (let packet = 0; packet < count; packet++) {
    let bit = (at + packet * size) * 8 + field.offset;
    for (const stop = n + field.count; n < stop; n++, bit += field.stride) {
      const value = values[n]!;
      const flag = flags[n]!;
      let code = Math.floor(value * scale + 0.5);
      if (!(code <= high)) code = high;
      else if (code < low) code = low;
      if (Number.isNaN(value) || flag & NOTHING) code = flag & FLAGS.gap ? planned : none;
      put(view, bit, code, bits);
    }
  }
}

function writeNothing(row: PacketRow, field: Field): void {
  const length = row.count * field.count;
  const values = new Float64Array(length).fill(Number.NaN);
  writeField(row, field, { values, flags: new Uint16Array(length).fill(FLAGS.missing) });
}

function clear({ values, flags }: Samples, from: number, count: number): void {
  values.fill(0, from, from + count);
  flags.fill(0, from, from + count);
}

function readDoubles(
  packets: readonly (PacketData | undefined)[],
  { channel, offset, stride, count }: Field,
  { values, flags }: Samples,
): void {
  const largest = channel.range[1];
  for (let packet = 0; packet < packets.length; packet++) {
    if (packets[packet] === undefined) continue;
    const { view, at } = packets[packet]!;
    let bit = at * 8 + offset;
    for (let n = packet * count; n < (packet + 1) * count; n++, bit += stride) {
      const value = bit & 7 ? readUnaligned(view, bit) : view.getFloat64(bit >> 3);
      values[n] = value;
      // Within its range: neither NaN nor too large.
      flags[n] = Math.abs(value) <= largest ? 0 : Number.isNaN(value) ? reasonAt(view, bit) : FLAGS.limits;
    }
  }
}

function readIntegers(
  packets: readonly (PacketData | undefined)[],
  { channel, offset, stride, count }: Field,
  { values, flags }: Samples,
): void {
  const { bits, resolution, encoding } = channel;
  const take = takerOf(bits, offset, stride);
  const signed = encoding === "int";
  const [low, high] = codesOf(channel);
  const [none, planned] = noValueCodes(channel);
  const half = signed ? 2 ** (bits - 1) : Number.POSITIVE_INFINITY;
  for (let packet = 0; packet < packets.length; packet++) {
    if (packets[packet] === undefined) continue;
    const { view, at } = packets[packet]!;
    let bit = at * 8 + offset;
    for (let n = packet * count; n < (packet + 1) * count; n++, bit += stride) {
      const raw = take(view, bit, bits);
      const code = raw >= half ? raw - 2 * half : raw;
      if (code === none || code === planned) {
        values[n] = Number.NaN;
        flags[n] = code === none ? FLAGS.missing : FLAGS.missing | FLAGS.gap;
      } else {
        values[n] = code * resolution;
        flags[n] = code === high || (signed && code === low) ? FLAGS.limits : 0;
      }
    }
  }
}

/** Smallest and largest code that is a value. */
function codesOf({ range, resolution }: Channel): readonly [number, number] {
  return [Math.round(range[0] / resolution), Math.round(range[1] / resolution)];
}

/** The codes for nothing measured and for a planned interruption: the lowest of a number, the highest of a count. */
function noValueCodes({ encoding, bits }: Channel): readonly [number, number] {
  return encoding === "int" ? [-(2 ** (bits - 1)), 1 - 2 ** (bits - 1)] : [2 ** bits - 1, 2 ** bits - 2];
}

function writeNaN(view: DataView, bit: number, flags: number): void {
  putBits(view, bit, NAN_HIGH, 32);
  putBits(view, bit + 32, flags & FLAGS.gap ? 1 : 0, 32);
}

function reasonAt(view: DataView, bit: number): number {
  const why = takerOf(32, bit, 8)(view, bit + 32, 32);
  return why & 1 ? FLAGS.missing | FLAGS.gap : FLAGS.missing;
}

function writeUnaligned(view: DataView, bit: number, value: number): void {
  const words = new DataView(new ArrayBuffer(8));
  words.setFloat64(0, value);
  putBits(view, bit, words.getUint32(0), 32);
  putBits(view, bit + 32, words.getUint32(4), 32);
}

function readUnaligned(view: DataView, bit: number): number {
  const take = takerOf(32, 1, 1);
  const words = new DataView(new ArrayBuffer(8));
  words.setUint32(0, take(view, bit, 32));
  words.setUint32(4, take(view, bit + 32, 32));
  return words.getFloat64(0);
}
