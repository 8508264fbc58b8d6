import { createHash } from "node:crypto";

/** The alphabet of crypt's own base 64. */
const DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Rounds when the hash does not say how many. */
const ROUNDS = 5000;

/** The bytes of the digest that each group of four digits holds, from the highest: U. Drepper, "SHA-crypt", step 22. */
const GROUPS = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
] as const;

/**
 * A password as elogd wants it told: SHA-256-crypt with an empty salt, less the `$5$$` in front. Steps and letters are
 * those of U. Drepper, "Unix crypt using SHA-256 and SHA-512" (2016). It is as good as the password itself.
 */
export function elogPassword(password: string): string {
  const key = Buffer.from(password);
  const alternate = digestOf(key, key);
  const first = createHash("sha256").update(key).update(repeated(alternate, key.length));
  for (let bits = key.length; bits > 0; bits >>= 1) {
    first.update((bits & 1) === 1 ? alternate : key);
  }
  const keys = repeated(digestOf(...Array.from({ length: key.length }, () => key)), key.length);
  let digest: Buffer = first.digest();
  for (let round = 0; round < ROUNDS; round++) {
    const inner = round % 7 === 0 ? [] : [keys];
    digest = round % 2 === 1 ? digestOf(keys, ...inner, digest) : digestOf(digest, ...inner, keys);
  }
  return encoded(digest);
}

function digestOf(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function repeated(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes);
}

function encoded(digest: Buffer): string {
  const groups = GROUPS.map(([a, b, c]) => digits((digest[a]! << 16) | (digest[b]! << 8) | digest[c]!, 4));
  return groups.join("") + digits((digest[31]! << 8) | digest[30]!, 3);
}

function digits(value: number, count: number): string {
  return Array.from({ length: count }, (_, place) => DIGITS[(value >> (6 * place)) & 63]!).join("");
}
