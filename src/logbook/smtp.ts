import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SMTPConnectionSendInfo, SMTPError } from "nodemailer/lib/smtp-connection";
import type { Account } from "./json-service.js";
import { NotReachedError, RemoteError } from "./remote.js";

/** How a connection to a mail server is kept from those on the way. */
export type Encryption = "starttls" | "tls" | "none";

/** A mail server, and how it is spoken to. */
export interface SmtpPlace {
  readonly host: string;
  readonly port: number;
  readonly encryption: Encryption;
  readonly account?: Account;
}

/** A mail as it goes to its server. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as RFC 5322 has them. */
  readonly content: Buffer;
}

/** The mail server finds the mail too long. */
export class TooLongError extends RemoteError {}

/** How long a server may be silent, in ms. */
const SILENCE = 30_000;

/**
 * Gives one mail to its server, on a connection of its own; gives those of `to` that the server refused, with its words.
 * @throws NotReachedError when the server certainly does not have it, RemoteError with `unreached` when nobody knows
 */
export async function sendLetter(place: SmtpPlace, letter: Letter, signal: AbortSignal): Promise<readonly string[]> {
  signal.throwIfAborted();
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const connection = new Connection(optionsOf(place));
  // Content is asked for when the server has said that it will take it: before that, it has nothing.
  let begun = false;
  const content = Readable.from(
    (function* () {
      begun = true;
      yield letter.content;
    })(),
  );
  try {
    const spoken = conversation(connection, place, { ...letter, content, size: letter.content.length });
    const info = await unlessStopped(spoken, signal);
    return (info.rejectedErrors ?? []).map((error) => `${error.recipient ?? "somebody"} (${wordsOf(error)})`);
  } catch (error) {
    throw failureOf(error as SMTPError, place, begun, signal);
  } finally {
    connection.close();
  }
}

function optionsOf({ host, port, encryption }: SmtpPlace): ConstructorParameters<typeof SMTPConnection>[0] {
  const kept = {
    secure: encryption === "tls",
    requireTLS: encryption === "starttls",
    ignoreTLS: encryption === "none",
  };
  return { host, port, ...kept, connectionTimeout: SILENCE, greetingTimeout: SILENCE, socketTimeout: SILENCE };
}

function conversation(
  connection: SMTPConnection,
  { account }: SmtpPlace,
  { from, to, size, content }: Omit<Letter, "content"> & { readonly size: number; readonly content: Readable },
): Promise<SMTPConnectionSendInfo> {
  return new Promise((resolve, reject) => {
    const send = (): void => {
      connection.send({ from, to: [...to], size }, content, (error, info) => (error ? reject(error) : resolve(info)));
    };
    // It goes on to tell of errors when all is over.
    connection.on("error", reject);
    connection.connect(() => {
      if (account === undefined) return send();
      const { user, password: pass } = account;
      return connection.login({ user, pass, credentials: { user, pass } }, (error) => (error ? reject(error) : send()));
    });
  });
}

function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { signal: over.signal });
  });
  return Promise.race([work, stopped]).finally(() => over.abort());
}

function failureOf(error: SMTPError, place: SmtpPlace, begun: boolean, signal: AbortSignal): RemoteError {
  const server = `the mail server ${place.host}:${place.port}`;
  const context = { host: place.host, port: place.port };
  const { code, responseCode } = error;
  const words = wordsOf(error);
  if (TOO_LONG.test(error.response ?? "") || (code === "EMESSAGE" && responseCode === undefined)) {
    return new TooLongError(`${server} finds the mail too long: ${words}`, false, context, error);
  }
  const advice = adviceFor(error, place);
  if (responseCode !== undefined || advice !== "") {
    return new RemoteError(`${server} refused: ${words}${advice}`, false, context, error);
  }
  const reason = signal.aborted ? "not in the time it was given" : words;
  return begun
    ? new RemoteError(`${server} did not say whether it took the mail: ${reason}`, true, context, error)
    : new NotReachedError(`${server} was not reached: ${reason}`, context, error);
}

/** RFC 5321 and RFC 3463: more than fits in there, or than is taken at once. */
const TOO_LONG = /^552|^523|^5\d\d[ -]5\.3\.4\b/;

/** What the server said, or what went wrong, in one line. */
function wordsOf(error: SMTPError): string {
  const words = error.response || error.message;
  return words.replace(/\s+/g, " ").trim().slice(0, 200);
}

/** What to do about it, when that can be said. */
function adviceFor({ code, originalCode = "", responseCode }: SMTPError, { encryption }: SmtpPlace): string {
  if (code === "EAUTH") {
    return " (it takes neither user nor password; see `user` in logbooks.yaml and its _PASSWORD variable)";
  }
  if (/CERT|SIGNATURE/.test(originalCode)) {
    return " (its certificate is not trusted; that of a house's own authority goes into NODE_EXTRA_CA_CERTS)";
  }
  if (code === "ETLS" && encryption === "starttls") {
    return " (STARTTLS is needed; `encryption: tls` is for servers that speak TLS from the start, on port 465)";
  }
  return responseCode !== undefined && responseCode < 500 ? " (for now: it is tried again)" : "";
}
