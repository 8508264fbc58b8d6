import { FLAGS, type FlagSeries } from "../core/flags.js";
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

/** Upper word of IEEE 754's quiet NaN; the lower word says why: 0 nothing measured, 1 a planned interruption. */
const NAN_HIGH = 0x7ff80000;

/** Writes samples `from` on into the packet whose data begin at byte `at`. What has no value gets the code that says why. */
export function writeField(view: DataView, at: number, field: Field, { values, flags }: Samples, from: number): void {
  const { channel, stride, count } = field;
  if (channel.encoding === "spare") return;
  let bit = at * 8 + field.offset;
  if (channel.encoding === "float64") {
    for (let n = from; n < from + count; n++, bit += stride) writeDouble(view, bit >> 3, values[n]!, flags[n]!);
    return;
  }
  const write = integerWriter(channel.bits, bit, stride);
  const code = coder(channel);
  for (let n = from; n < from + count; n++, bit += stride) write(view, bit, code(values[n]!, flags[n]!), channel.bits);
}

/** Reads the samples of a packet into `out` from index `to` on, with their flags. */
export function readField(view: DataView, at: number, field: Field, { values, flags }: Samples, to: number): void {
  const { channel, stride, count } = field;
  let bit = at * 8 + field.offset;
  if (channel.encoding === "spare") {
    values.fill(0, to, to + count);
    flags.fill(0, to, to + count);
  } else if (channel.encoding === "float64") {
    const largest = channel.range[1];
    for (let n = to; n < to + count; n++, bit += stride) {
      const value = view.getFloat64(bit >> 3);
      values[n] = value;
      // Within its range: neither NaN nor too large.
      flags[n] = Math.abs(value) <= largest ? 0 : Number.isNaN(value) ? reason(view, bit >> 3) : FLAGS.limits;
    }
  } else {
    readIntegers(view, bit, field, { values, flags }, to);
  }
}

function readIntegers(view: DataView, first: number, field: Field, { values, flags }: Samples, to: number): void {
  const { channel, stride, count } = field;
  const { bits, resolution } = channel;
  const read = integerReader(bits, first, stride);
  const signed = channel.encoding === "int";
  const [low, high] = codesOf(channel);
  // Codes of no value: the lowest of a signed number, the highest of a count.
  const [none, planned] = signed ? [-(2 ** (bits - 1)), 1 - 2 ** (bits - 1)] : [2 ** bits - 1, 2 ** bits - 2];
  const wrap = signed ? 2 ** bits : Number.POSITIVE_INFINITY;
  let bit = first;
  for (let n = to; n < to + count; n++, bit += stride) {
    const raw = read(view, bit, bits);
    const code = raw >= wrap / 2 ? raw - wrap : raw;
    if (code === none || code === planned) {
      values[n] = Number.NaN;
      flags[n] = code === none ? FLAGS.missing : FLAGS.missing | FLAGS.gap;
    } else {
      values[n] = code * resolution;
      flags[n] = code === high || (signed && code === low) ? FLAGS.limits : 0;
    }
  }
}

/** Smallest and largest code that is a value. */
function codesOf({ range, resolution }: Channel): readonly [number, number] {
  return [Math.round(range[0] / resolution), Math.round(range[1] / resolution)];
}

/** Value and flags to the unsigned integer that is sent. */
function coder(channel: Channel): (value: number, flags: number) => number {
  const { bits, resolution, encoding } = channel;
  const [low, high] = codesOf(channel);
  const modulus = 2 ** bits;
  const none = encoding === "int" ? modulus / 2 : modulus - 1;
  const planned = encoding === "int" ? modulus / 2 + 1 : modulus - 2;
  return (value, flags) => {
    if (hasNone(value, flags)) return flags & FLAGS.gap ? planned : none;
    const code = Math.min(high, Math.max(low, Math.round(value / resolution)));
    return code < 0 ? code + modulus : code;
  };
}

function hasNone(value: number, flags: number): boolean {
  return Number.isNaN(value) || (flags & (FLAGS.missing | FLAGS.gap | FLAGS.corrupt)) !== 0;
}

function writeDouble(view: DataView, at: number, value: number, flags: number): void {
  if (hasNone(value, flags)) {
    view.setUint32(at, NAN_HIGH);
    view.setUint32(at + 4, flags & FLAGS.gap ? 1 : 0);
  } else {
    view.setFloat64(at, value);
  }
}

function reason(view: DataView, at: number): number {
  return view.getUint32(at + 4) & 1 ? FLAGS.missing | FLAGS.gap : FLAGS.missing;
}

type IntegerWriter = (view: DataView, bit: number, code: number, bits: number) => void;
type IntegerReader = (view: DataView, bit: number, bits: number) => number;

function integerWriter(bits: number, first: number, stride: number): IntegerWriter {
  if (first % 8 !== 0 || stride % 8 !== 0) return writeBits;
  if (bits === 32) return (view, bit, code) => view.setUint32(bit >> 3, code);
  if (bits === 16) return (view, bit, code) => view.setUint16(bit >> 3, code);
  if (bits !== 24) return writeBits;
  return (view, bit, code) => {
    view.setUint16(bit >> 3, code >>> 8);
    view.setUint8((bit >> 3) + 2, code & 0xff);
  };
}

function integerReader(bits: number, first: number, stride: number): IntegerReader {
  if (first % 8 !== 0 || stride % 8 !== 0) return readBits;
  if (bits === 32) return (view, bit) => view.getUint32(bit >> 3);
  if (bits === 16) return (view, bit) => view.getUint16(bit >> 3);
  if (bits !== 24) return readBits;
  return (view, bit) => view.getUint16(bit >> 3) * 256 + view.getUint8((bit >> 3) + 2);
}

/** Writes the lower `bits` (at most 32) of a whole number at any bit, most significant first. */
function writeBits(view: DataView, bit: number, code: number, bits: number): void {
  for (let left = bits, at = bit; left > 0; ) {
    const room = 8 - (at % 8);
    const taken = Math.min(room, left);
    const part = Math.floor(code / 2 ** (left - taken)) % 2 ** taken;
    const mask = ((1 << taken) - 1) << (room - taken);
    view.setUint8(at >> 3, (view.getUint8(at >> 3) & ~mask) | (part << (room - taken)));
    at += taken;
    left -= taken;
  }
}

/** Reads `bits` (at most 32) at any bit as a whole number. */
function readBits(view: DataView, bit: number, bits: number): number {
  let code = 0;
  for (let left = bits, at = bit; left > 0; ) {
    const room = 8 - (at % 8);
    const taken = Math.min(room, left);
    code = code * 2 ** taken + ((view.getUint8(at >> 3) >> (room - taken)) & ((1 << taken) - 1));
    at += taken;
    left -= taken;
  }
  return code;
}
