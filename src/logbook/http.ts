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

/** Longest answer, in bytes: an attachment that is read back must fit. */
const LONGEST = 256 * 2 ** 20;

/**
 * Asks once, on a connection of its own, without following redirections. The body goes out as one piece behind
 * `Content-Length`, spelt so: elogd knows neither `content-length` nor chunks.
 * @throws RemoteError, unreached, when there is no whole answer
 */
export async function asked(ask: HttpAsk): Promise<HttpAnswer> {
  try {
    return await answerTo(ask);
  } catch (error) {
    const context = { host: ask.url.host };
    throw new RemoteError(`${ask.url.host} gave no whole answer: ${reasonOf(error, ask.signal)}`, true, context, error);
  }
}

function answerTo({ method, url, headers, body, signal }: HttpAsk): Promise<HttpAnswer> {
  signal.throwIfAborted();
  const length = body === undefined ? {} : { "Content-Length": String(body.byteLength) };
  const send = url.protocol === "https:" ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const options = { method, agent: false as const, signal, headers: { ...headers, ...length } };
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
function reasonOf(error: unknown, signal: AbortSignal): string {
  const { code, message, name } = (signal.aborted ? signal.reason : error) as Partial<NodeJS.ErrnoException>;
  if (name === "TimeoutError") return "not in the time it was given";
  const text = message || String(code);
  return signal.aborted || typeof code !== "string" || text.includes(code) ? text : `${text} (${code})`;
}
