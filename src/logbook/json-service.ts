import { asked, type HttpAnswer } from "./http.js";
import type { Form } from "./multipart.js";
import { RemoteError } from "./remote.js";

/** Who asks, where a server wants to know. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

/** What is asked of a service, besides where. */
export interface ServiceAsk {
  readonly method?: "GET" | "POST" | "PUT";
  readonly form?: Form;
  readonly signal: AbortSignal;
}

/** A service that speaks JSON over HTTP. Its messages name the host, never the path, which may be secret. */
export class JsonService {
  readonly #name: string;
  readonly #base: URL;
  readonly #account: Record<string, string>;

  /** @param name what it is called in messages, such as "Olog" */
  constructor(name: string, url: string, account?: Account) {
    this.#name = name;
    this.#base = new URL(url);
    const told = account && Buffer.from(`${account.user}:${account.password}`).toString("base64");
    this.#account = told === undefined ? {} : { Authorization: `Basic ${told}` };
  }

  /** The answer to a question at `path` below the service's URL; "" for the URL itself. */
  async ask(path: string, { method = "GET", form, signal }: ServiceAsk): Promise<HttpAnswer> {
    const href = path === "" ? this.#base.href : `${this.#base.href.replace(/\/+$/, "")}/${path}`;
    const headers = { Accept: "application/json", ...this.#account, ...(form && { "Content-Type": form.type }) };
    const answer = await asked({ method, url: new URL(href), headers, signal, ...(form && { body: form.body }) });
    if (answer.status < 200 || answer.status > 299) {
      const advice = ADVICE[answer.status] ?? "";
      const said = answer.body.toString().replace(/\s+/g, " ").slice(0, 200);
      throw this.refusal(`refused with status ${answer.status}${advice}: ${said}`, answer.status >= 500);
    }
    return answer;
  }

  /** The same, when the answer is JSON. */
  async json(path: string, ask: ServiceAsk): Promise<unknown> {
    const { body } = await this.ask(path, ask);
    try {
      return JSON.parse(body.toString()) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw this.refusal("answered something that is not JSON; is its URL right?", true);
    }
  }

  /** @param unreached whether nobody knows what it did */
  refusal(what: string, unreached = false): RemoteError {
    return new RemoteError(`${this.#name} at ${this.#base.host} ${what}`, unreached, { host: this.#base.host });
  }
}

const ADVICE: Readonly<Record<number, string>> = {
  401: " (it takes neither user nor password; see `user` in logbooks.yaml and its _PASSWORD variable)",
  403: " (this user may not post)",
  404: " (nothing is there; check its URL)",
  413: " (the attachments are too long for it; raise its limit for uploads)",
  429: " (too many at once; it is tried again later)",
};

/** A value as the body of a question. */
export function jsonForm(value: unknown): Form {
  return { type: "application/json", body: Buffer.from(JSON.stringify(value)) };
}

/** Attachments by name and hash, for logbooks that take none. */
export function attachmentLines(files: readonly { readonly name: string; readonly sha256: string }[]): string[] {
  return files.map(({ name, sha256 }) => `Attachment in the embedded logbook: ${name}, SHA-256 ${sha256}`);
}
