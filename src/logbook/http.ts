import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { RemoteError } from "./remote.js";

/** What is asked of a server. */
export interface HttpAsk {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
}

/** What it answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Time for one question and its whole answer, in ms: elogd is single-threaded, and others' stalls delay ours. */
const PATIENCE = 30_000;

/** Longest answer, in bytes: an attachment that is read back must fit. */
const LONGEST = 256 * 2 ** 20;

/**
 * Asks once, on a connection of its own, without following redirections. The body goes out as one piece behind
 * `Content-Length`, spelt so: elogd knows neither `content-length` nor chunks.
 * @throws RemoteError, unreached, when there is no whole answer
 */
export async function asked(ask: HttpAsk): Promise<HttpAnswer> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
  try {
    return await answerTo(ask, AbortSignal.any([ask.signal, patience.signal]));
  } catch (error) {
    throw error instanceof RemoteError ? error : unreached(ask.url, reasonOf(error, ask, patience.signal), error);
  } finally {
    clearTimeout(timer);
  }
}

/** A name of the place that holds no secret: neither a query nor what stands in the path of a webhook. */
export function placeOf(url: URL): string {
  return url.host;
}

function answerTo({ method, url, headers, body, signal }: HttpAsk, stop: AbortSignal): Promise<HttpAnswer> {
  signal.throwIfAborted();
  const length = body === undefined ? {} : { "Content-Length": String(body.byteLength) };
  const send = url.protocol === "https:" ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const options = { method, agent: false as const, signal: stop, headers: { ...headers, ...length } };
    const sent = send(url, options, (answer) => {
      collected(answer).then(
        (content) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: content }),
        reject,
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function collected(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST) {
      answer.destroy();
      throw new Error(`the answer is longer than ${LONGEST} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Why there was no answer; of an end that was asked for, what was said when asking. */
function reasonOf(error: unknown, { signal }: HttpAsk, patience: AbortSignal): string {
  const asked = [patience, signal].find(({ aborted }) => aborted)?.reason as unknown;
  const { code, message } = (asked ?? error) as { code?: unknown; message?: unknown };
  const text = String(message ?? code);
  return asked === undefined && typeof code === "string" && !text.includes(code) ? `${text} (${code})` : text;
}

function unreached(url: URL, reason: string, cause: unknown): RemoteError {
  return new RemoteError(`${placeOf(url)} gave no whole answer: ${reason}`, true, { host: url.host }, cause);
}
