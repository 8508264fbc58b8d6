/** Writes the lower `bits` (at most 32) of a whole number, which may be negative, at a bit: most significant first. */
export type Putter = (view: DataView, bit: number, code: number, bits: number) => void;

/** Reads `bits` (at most 32) at a bit as a whole number, not negative. */
export type Taker = (view: DataView, bit: number, bits: number) => number;

/** How numbers are written whose first one is at `offset` and the others every `stride` bits. */
export function putterOf(bits: number, offset: number, stride: number): Putter {
  if (offset % 8 !== 0 || stride % 8 !== 0) return putBits;
  return bits === 32 ? put32 : bits === 24 ? put24 : bits === 16 ? put16 : putBits;
}

/** How they are read. */
export function takerOf(bits: number, offset: number, stride: number): Taker {
  if (offset % 8 !== 0 || stride % 8 !== 0) return takeBits;
  return bits === 32 ? take32 : bits === 24 ? take24 : bits === 16 ? take16 : takeBits;
}

function put32(view: DataView, bit: number, code: number): void {
  view.setInt32(bit >> 3, code);
}

function put24(view: DataView, bit: number, code: number): void {
  view.setInt16(bit >> 3, code >> 8);
  view.setInt8((bit >> 3) + 2, code);
}

function put16(view: DataView, bit: number, code: number): void {
  view.setInt16(bit >> 3, code);
}

function take32(view: DataView, bit: number): number {
  return view.getUint32(bit >> 3);
}

function take24(view: DataView, bit: number): number {
  return (view.getUint16(bit >> 3) << 8) | view.getUint8((bit >> 3) + 2);
}

function take16(view: DataView, bit: number): number {
  return view.getUint16(bit >> 3);
}

/** A number at any bit, in parts that do not cross bytes. */
export function putBits(view: DataView, bit: number, code: number, bits: number): void {
  for (let left = bits, at = bit; left > 0; ) {
    const taken = Math.min(8 - (at & 7), left);
    const room = 8 - (at & 7) - taken;
    const mask = ((1 << taken) - 1) << room;
    const part = ((code >> (left - taken)) << room) & mask;
    view.setUint8(at >> 3, (view.getUint8(at >> 3) & ~mask) | part);
    at += taken;
    left -= taken;
  }
}

function takeBits(view: DataView, bit: number, bits: number): number {
  let code = 0;
  for (let left = bits, at = bit; left > 0; ) {
    const taken = Math.min(8 - (at & 7), left);
    const part = (view.getUint8(at >> 3) >> (8 - (at & 7) - taken)) & ((1 << taken) - 1);
    // Above 2^31 a shift would be negative.
    code = code * 2 ** taken + part;
    at += taken;
    left -= taken;
  }
  return code;
}
