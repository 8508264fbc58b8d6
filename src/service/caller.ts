import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { EnvironmentError } from "../core/errors.js";

/** Characters of a secret: a shorter one can be guessed. */
const SHORTEST = 16;

/** Both are hashed with it before they are compared: their lengths tell nothing, and nobody can work towards a hash. */
const PEPPER = randomBytes(32);

/** How a caller showed that it knows the secret. */
export type Proof = "signature" | "token";

/** The secret of an entrance, from the environment. @throws EnvironmentError when there is none, or one that can be guessed */
export function callerSecret(variable: string, env: NodeJS.ProcessEnv = process.env): string {
  const value = env[variable] ?? "";
  const isToken = /^[\x21-\x7e]*$/.test(value);
  if (value.length >= SHORTEST && isToken) return value;
  const length = isToken ? `has ${value.length} characters` : "has spaces or letters that no token can have";
  const found = value === "" ? "is not set" : length;
  throw new EnvironmentError(`${variable} ${found}; a secret of ${SHORTEST} or more characters is expected`, {
    variable,
  });
}

/** The variable that has the secret of a hook. */
export function hookVariable(hook: string): string {
  return `LISALAB_HOOK_${hook.toUpperCase().replaceAll("-", "_")}_SECRET`;
}

/** Has the secret of stores that tell of new objects; without it none is heard, and buckets are only listed. */
export const EVENTS_SECRET = "LISALAB_EVENTS_SECRET";

/** The environment of a worker, whose cells need not know who may call the service. */
export function withoutCallerSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSecret = (name: string): boolean => name === EVENTS_SECRET || /^LISALAB_HOOK_\w+_SECRET$/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)));
}

/** Whether a caller brings anything that could show it, before its body is read. */
export function hasProof(headers: Headers, secret: string): boolean {
  return headers.has(SIGNATURE) || sameText(tokenOf(headers.get("authorization") ?? ""), secret);
}

/**
 * How the caller shows that it knows the secret: HMAC-SHA256 of the body in `X-Hub-Signature-256`, as GitHub and others
 * write it, or the secret itself as bearer token or as password of Basic. null when it does not.
 */
export function proofOf(headers: Headers, body: Uint8Array, secret: string): Proof | null {
  const given = headers.get(SIGNATURE);
  if (given !== null) {
    const wanted = createHmac("sha256", secret).update(body).digest("hex");
    return sameText(given.toLowerCase().replace(/^sha256=/, ""), wanted) ? "signature" : null;
  }
  return sameText(tokenOf(headers.get("authorization") ?? ""), secret) ? "token" : null;
}

const SIGNATURE = "x-hub-signature-256";

function tokenOf(authorization: string): string {
  const [, scheme = "", token = ""] = /^(\w+) +(\S+)\s*$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === "bearer") return token;
  if (scheme.toLowerCase() !== "basic") return "";
  return Buffer.from(token, "base64")
    .toString()
    .replace(/^[^:]*:/, "");
}

/** In a time that does not tell where they differ. */
function sameText(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHmac("sha256", PEPPER).update(text).digest());
  return timingSafeEqual(a!, b!);
}
