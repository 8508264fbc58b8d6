import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { EnvironmentError } from "../core/errors.js";

/** SHA-256 of a file in hexadecimal digits. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}

/** @throws EnvironmentError when two SHA-256 of what should be the same differ */
export function mustBeSame(what: string, wanted: string, found: string): void {
  if (wanted === found) return;
  throw new EnvironmentError(
    `${what} has the SHA-256 ${found}, not ${wanted}: it was damaged on its way, or is another; try again`,
    { wanted, found },
  );
}
