import { describe, expect, it } from "vitest";
import { elogPassword } from "../../src/logbook/sha256crypt.js";

describe("a password for ELOG", () => {
  // As glibc's crypt() has them for the salt "$5$$", less that salt: perl -e 'print crypt("secret", q($5$$))'.
  it.each([
    ["secret", "o1w7HPzHt8gHmL5zUzDkRqt6Az.BjDfkvuDNNLWnXx5"],
    ["", "3c2QQ0KjIU1OLtB29cl8Fplc2WN7X89bnoEjaR7tWu."],
    ["a much longer password of more than thirty-two bytes, é", "pmRpUseSQ6mJMFCKwdEFbzZiPXLl5aa8s9R0L3/8A76"],
  ])("is hashed as glibc does: %s", (password, hash) => {
    expect(elogPassword(password)).toBe(hash);
  });
});
