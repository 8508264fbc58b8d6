/**
 * How numbers of `bits` may be written and read whose first one is at bit `offset` and the others every `stride` bits: as whole bytes
 * (their number of bits), or bit by bit (0).
 */
export function widthOf(bits: number, offset: number, stride: number): number {
  const inBytes = offset % 8 === 0 && stride % 8 === 0;
  return inBytes && (bits === 8 || bits === 16 || bits === 24 || bits === 32) ? bits : 0;
}

/** Writes the lower `bits` (at most 32) of a whole number, which may be negative: most significant first. `width`: see widthOf. */
export function putCode(view: DataView, bit: number, code: number, bits: number, width: number): void {
  if (width === 16) view.setInt16(bit >> 3, code);
  else if (width === 32) view.setInt32(bit >> 3, code);
  else if (width === 24) {
    view.setInt16(bit >> 3, code >> 8);
    view.setInt8((bit >> 3) + 2, code);
  } else if (width === 8) view.setInt8(bit >> 3, code);
  else putBits(view, bit, code, bits);
}

/** Reads `bits` (at most 32) into the lower bits of a whole number, whose other bits are 0 and whose sign says nothing. */
export function takeCode(view: DataView, bit: number, bits: number, width: number): number {
  if (width === 16) return view.getUint16(bit >> 3);
  if (width === 32) return view.getInt32(bit >> 3);
  if (width === 24) return (view.getUint16(bit >> 3) << 8) | view.getUint8((bit >> 3) + 2);
  if (width === 8) return view.getUint8(bit >> 3);
  return takeBits(view, bit, bits);
}

/** Writes at any bit, in parts that do not cross bytes. */
function putBits(view: DataView, bit: number, code: number, bits: number): void {
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
    code = (code << taken) | ((view.getUint8(at >> 3) >> (8 - (at & 7) - taken)) & ((1 << taken) - 1));
    at += taken;
    left -= taken;
  }
  return code;
}
