/**
 * One step of xoshiro128++ (D. Blackman, S. Vigna, ACM Trans. Math. Software 47, 36 (2021), doi:10.1145/3460772): 32 bits, as
 * a signed number. The four words of its state are `stride` apart.
 */
export function nextWord(words: Int32Array, at: number, stride: number): number {
  const a = words[at]!;
  const b = words[at + stride]!;
  const c = words[at + 2 * stride]! ^ a;
  const last = words[at + 3 * stride]!;
  const d = last ^ b;
  const sum = (a + last) | 0;
  words[at] = a ^ d;
  words[at + stride] = b ^ c;
  words[at + 2 * stride] = c ^ (b << 9);
  words[at + 3 * stride] = (d << 11) | (d >>> 21);
  return (((sum << 7) | (sum >>> 25)) + a) | 0;
}

/** A number in (0, 1), from 52 bits; the words of the state lie side by side. */
export function nextFraction(words: Int32Array, at: number): number {
  const high = nextWord(words, at, 1) >>> 6;
  const low = nextWord(words, at, 1) >>> 6;
  return (high * 2 ** 26 + low + 0.5) * 2 ** -52;
}
