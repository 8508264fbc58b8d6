import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { isLisalabError } from "../core/errors.js";
import { isNestedDeeper } from "../core/nesting.js";
import { isRefusal, type Log } from "./arrivals.js";
import { callerSecret, hasProof, type Proof, proofOf } from "./caller.js";

/** Longest body of a request, in bytes. */
const LONGEST = 2 ** 20;

/** How deep lists and objects in a body may be nested: what is passed on is read by functions that call themselves. */
const DEEPEST = 100;

/** A request whose caller knows the secret. */
export interface Entered {
  readonly body: Uint8Array;
  readonly proof: Proof;
  /** The body as JSON; an empty one is {}. */
  readonly content: unknown;
}

/** Why a request is turned away; the message goes to the caller and, with the reason, into the log. */
export class TurnedAway extends Error {
  readonly status: ContentfulStatusCode;

  constructor(status: ContentfulStatusCode, message: string) {
    super(message);
    this.status = status;
  }
}

/** Answers a request with what `work` gives; who is turned away gets a short answer, and a line in the log. */
export async function answered(
  context: Context,
  place: string,
  log: Log,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const away = turnedAway(error);
    log("refused", `${place}: ${away.status} ${(error as Error).message}`);
    return context.json({ error: away.message }, away.status);
  }
}

/** Reads a request of somebody who knows the secret in this environment variable. @throws TurnedAway */
export async function entered(request: Request, variable: string): Promise<Entered> {
  const secret = callerSecret(variable);
  // Who brings nothing has nothing read.
  if (!hasProof(request.headers, secret)) throw new TurnedAway(401, "neither signature nor token is right");
  const body = await bodyOf(request);
  const proof = proofOf(request.headers, body, secret);
  if (proof === null) throw new TurnedAway(401, "neither signature nor token is right");
  return { body, proof, content: jsonOf(body) };
}

function turnedAway(error: unknown): TurnedAway {
  if (error instanceof TurnedAway) return error;
  if (isRefusal(error)) return new TurnedAway(422, error.message);
  // What is wrong with this machine is for its log: the caller may come again.
  if (isLisalabError(error)) return new TurnedAway(503, "not now");
  throw error;
}

async function bodyOf(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > LONGEST) throw tooLong();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.byteLength;
    if (length > LONGEST) throw tooLong();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLong(): TurnedAway {
  return new TurnedAway(413, `the body is longer than ${LONGEST} bytes`);
}

function jsonOf(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {};
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new TurnedAway(400, "the body is no JSON");
    throw error;
  }
  if (isNestedDeeper(content, DEEPEST)) throw new TurnedAway(400, `the body is nested more than ${DEEPEST} deep`);
  return content;
}
