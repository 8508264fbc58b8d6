import { FLAGS, type FlagSeries } from "../core/flags.js";
import { putCode, takeCode, widthOf } from "./bits.js";
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

/** Consecutive samples: `count` of an array's elements from `from` on, the first of which is a field's sample `first`. */
export interface Stretch {
  readonly first: number;
  readonly from: number;
  readonly count: number;
}

/** Consecutive packets in one piece of memory: the first one's data at byte `at`, the others' every `size` bytes. */
export interface PacketRow {
  readonly view: DataView;
  readonly at: number;
  readonly size: number;
}

/** Upper word of IEEE 754's quiet NaN; the lower word says why: 0 nothing measured, 1 a planned interruption. */
const NAN_HIGH = 0x7ff80000;
/** Samples with these flags have no value that may be sent. */
const NOTHING = FLAGS.missing | FLAGS.gap | FLAGS.corrupt;

/** Writes a stretch of a channel into a row of packets. What has no value gets the code that says why. */
export function writeField(row: PacketRow, field: Field, samples: Samples, stretch: Stretch): void {
  const { encoding } = field.channel;
  if (encoding === "float64") writeDoubles(row, field, samples, stretch);
  else if (encoding !== "spare") writeIntegers(row, field, samples, stretch);
}

/** Reads a stretch of a channel from a row of packets. */
export function readField(row: PacketRow, field: Field, out: Samples, stretch: Stretch): void {
  const { encoding } = field.channel;
  if (encoding === "float64") readDoubles(row, field, out, stretch);
  else if (encoding !== "spare") readIntegers(row, field, out, stretch);
  else {
    out.values.fill(0, stretch.from, stretch.from + stretch.count);
    out.flags.fill(0, stretch.from, stretch.from + stretch.count);
  }
}

/** Copies all samples of some packets, as they are written, to where they follow one another from a bit on. */
export function copyField(row: PacketRow, field: Field, packets: number, to: DataView, bit: number): void {
  const { bits } = field.channel;
  // Numbers of more than 32 bits go in parts; the last one takes the rest.
  for (let done = 0; done < bits; done += 32) copyPart(row, field, packets, to, bit, done);
}

function copyPart(row: PacketRow, field: Field, packets: number, to: DataView, bit: number, done: number): void {
  const { view, at, size } = row;
  const { channel, offset, stride, count } = field;
  const part = Math.min(32, channel.bits - done);
  const aligned = widthOf(part, bit, channel.bits) === part;
  const width = aligned ? widthOf(part, offset, stride) : 0;
  let target = bit + done;
  for (let packet = 0; packet < packets; packet++) {
    let source = (at + packet * size) * 8 + offset + done;
    for (let n = 0; n < count; n++, source += stride, target += channel.bits) {
      putCode(to, target, takeCode(view, source, part, width), part, width);
    }
  }
}

function writeDoubles({ view, at, size }: PacketRow, field: Field, { values, flags }: Samples, stretch: Stretch): void {
  const { offset, stride, count: epochs } = field;
  const stop = stretch.from + stretch.count;
  let packet = Math.floor(stretch.first / epochs);
  let epoch = stretch.first - packet * epochs;
  for (let n = stretch.from; n < stop; packet++, epoch = 0) {
    let bit = (at + packet * size) * 8 + offset + epoch * stride;
    for (const end = Math.min(stop, n + epochs - epoch); n < end; n++, bit += stride) {
      const value = values[n]!;
      if (Number.isNaN(value) || flags[n]! & NOTHING) writeNaN(view, bit, flags[n]!);
      else if (bit & 7) writeUnaligned(view, bit, value);
      else view.setFloat64(bit >> 3, value);
    }
  }
}

function writeIntegers(
  { view, at, size }: PacketRow,
  { channel, offset, stride, count: epochs }: Field,
  { values, flags }: Samples,
  stretch: Stretch,
): void {
  const { bits, resolution } = channel;
  const [low, high] = codesOf(channel);
  const [none, planned] = noValueCodes(channel);
  const width = widthOf(bits, offset, stride);
  // A power of two: dividing by it and multiplying with its inverse are the same.
  const scale = 1 / resolution;
  const stop = stretch.from + stretch.count;
  let packet = Math.floor(stretch.first / epochs);
  let epoch = stretch.first - packet * epochs;
  for (let n = stretch.from; n < stop; packet++, epoch = 0) {
    let bit = (at + packet * size) * 8 + offset + epoch * stride;
    for (const end = Math.min(stop, n + epochs - epoch); n < end; n++, bit += stride) {
      const nearest = Math.floor(values[n]! * scale + 0.5);
      let code = nearest > high ? high : nearest < low ? low : nearest;
      if (Number.isNaN(nearest) || flags[n]! & NOTHING) code = flags[n]! & FLAGS.gap ? planned : none;
      putCode(view, bit, code, bits, width);
    }
  }
}

function readDoubles({ view, at, size }: PacketRow, field: Field, { values, flags }: Samples, stretch: Stretch): void {
  const { channel, offset, stride, count: epochs } = field;
  const largest = channel.range[1];
  const stop = stretch.from + stretch.count;
  let packet = Math.floor(stretch.first / epochs);
  let epoch = stretch.first - packet * epochs;
  for (let n = stretch.from; n < stop; packet++, epoch = 0) {
    let bit = (at + packet * size) * 8 + offset + epoch * stride;
    for (const end = Math.min(stop, n + epochs - epoch); n < end; n++, bit += stride) {
      const value = bit & 7 ? readUnaligned(view, bit) : view.getFloat64(bit >> 3);
      values[n] = value;
      // Within its range: neither NaN nor too large.
      flags[n] = Math.abs(value) <= largest ? 0 : Number.isNaN(value) ? reasonAt(view, bit) : FLAGS.limits;
    }
  }
}

function readIntegers({ view, at, size }: PacketRow, field: Field, { values, flags }: Samples, stretch: Stretch): void {
  const { channel, offset, stride, count: epochs } = field;
  const { bits, resolution } = channel;
  const width = widthOf(bits, offset, stride);
  const signed = channel.encoding === "int";
  const [low, high] = codesOf(channel);
  const [none, planned] = noValueCodes(channel);
  // The sign is the highest of the bits.
  const shift = signed ? 32 - bits : 0;
  const stop = stretch.from + stretch.count;
  let packet = Math.floor(stretch.first / epochs);
  let epoch = stretch.first - packet * epochs;
  for (let n = stretch.from; n < stop; packet++, epoch = 0) {
    let bit = (at + packet * size) * 8 + offset + epoch * stride;
    for (const end = Math.min(stop, n + epochs - epoch); n < end; n++, bit += stride) {
      const code = (takeCode(view, bit, bits, width) << shift) >> shift;
      const nothing = code === none || code === planned;
      values[n] = nothing ? Number.NaN : code * resolution;
      if (nothing) flags[n] = code === none ? FLAGS.missing : FLAGS.missing | FLAGS.gap;
      else flags[n] = code === high || (signed && code === low) ? FLAGS.limits : 0;
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
  putCode(view, bit, NAN_HIGH, 32, 0);
  putCode(view, bit + 32, flags & FLAGS.gap ? 1 : 0, 32, 0);
}

function reasonAt(view: DataView, bit: number): number {
  return takeCode(view, bit + 32, 32, 0) & 1 ? FLAGS.missing | FLAGS.gap : FLAGS.missing;
}

function writeUnaligned(view: DataView, bit: number, value: number): void {
  const words = new DataView(new ArrayBuffer(8));
  words.setFloat64(0, value);
  putCode(view, bit, words.getInt32(0), 32, 0);
  putCode(view, bit + 32, words.getInt32(4), 32, 0);
}

function readUnaligned(view: DataView, bit: number): number {
  const words = new DataView(new ArrayBuffer(8));
  words.setInt32(0, takeCode(view, bit, 32, 0));
  words.setInt32(4, takeCode(view, bit + 32, 32, 0));
  return words.getFloat64(0);
}
