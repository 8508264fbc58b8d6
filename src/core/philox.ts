/** Four numbers of 32 bits. */
export type Words = readonly [number, number, number, number];

const ROUNDS = 10;

/**
 * Philox 4x32-10: a bijection of 128 bits, another for each key of 64 bits, whose values at consecutive counters are as good
 * as random (J. Salmon et al., SC11, doi:10.1145/2063384.2063405).
 */
export function philox(counter: Words, key: readonly [number, number]): Words {
  let [a, b, c, d] = counter;
  let [k, l] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const first = productOf(0xd2511f53, a);
    const second = productOf(0xcd9e8d57, c);
    [a, b, c, d] = [(second[0] ^ b ^ k) >>> 0, second[1], (first[0] ^ d ^ l) >>> 0, first[1]];
    k = (k + 0x9e3779b9) >>> 0;
    l = (l + 0xbb67ae85) >>> 0;
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

/** The upper and the lower half of a product of 64 bits. */
function productOf(x: number, y: number): readonly [high: number, low: number] {
  const [xHigh, xLow] = [x >>> 16, x & 0xffff];
  const [yHigh, yLow] = [y >>> 16, y & 0xffff];
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16);
  const other = xLow * yHigh + (middle & 0xffff);
  const high = xHigh * yHigh + Math.floor(middle / 65_536) + Math.floor(other / 65_536);
  return [high >>> 0, Math.imul(x, y) >>> 0];
}

/** `count` words that belong to a seed (its lowest 64 bits) and a name, and to no other pair. */
export function wordsOf(seed: bigint, name: string, count: number): Int32Array {
  const bits = BigInt.asUintN(64, seed);
  const key = [Number(bits & 0xffff_ffffn), Number(bits >> 32n)] as const;
  const origin = digestOf(name, key);
  const words = new Int32Array(count);
  for (let n = 0; n < count; n += 4) {
    const [a, b, c, d] = origin;
    words.set(philox([a, b, c, (d ^ (n / 4 + 1)) >>> 0], key).slice(0, count - n), n);
  }
  return words;
}

/** The name's UTF-16 letters, eight at a time, chained by the bijection; its length comes first. */
function digestOf(name: string, key: readonly [number, number]): Words {
  let digest = philox([name.length, 0, 0, 0], key);
  for (let at = 0; at < name.length; at += 8) {
    const block = [0, 2, 4, 6].map((n) => letterAt(name, at + n) | (letterAt(name, at + n + 1) << 16));
    digest = philox(digest.map((word, n) => (word ^ block[n]!) >>> 0) as unknown as Words, key);
  }
  return digest;
}

function letterAt(name: string, index: number): number {
  return index < name.length ? name.charCodeAt(index) : 0;
}
