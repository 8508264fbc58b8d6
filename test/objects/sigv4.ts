import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * The signature that a request must have, worked out anew as AWS describes it ("Signature Version 4", "Create a signed
 * AWS API request"): nothing here is shared with what signs.
 */
export function signatureOf({ method, url, headers }: IncomingMessage, secret: string): string {
  const authorization = headers.authorization ?? "";
  const [, scope = "", signed = ""] = /Credential=[^/]+\/([^,]+), *SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const { pathname, searchParams } = new URL(url!, "http://host");
  const query = [...searchParams].map((pair) => pair.map(encoded).join("=")).sort();
  const lines = signed.split(";").map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, " ")}\n`);
  const path = pathname
    .split("/")
    .map((part) => encoded(decodeURIComponent(part)))
    .join("/");
  const body = String(headers["x-amz-content-sha256"]);
  const canonical = [method, path, query.join("&"), lines.join(""), signed, body].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`);
  return hmac(key, text).toString("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** All but letters, digits and -._~ by their bytes. */
function encoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((one) =>
      /[A-Za-z0-9\-._~]/.test(one) ? one : `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}
