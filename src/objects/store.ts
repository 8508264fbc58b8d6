import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type ObjectAccess, urlOf } from "./access.js";
import { isBucket, isKey, type ObjectAddress, objectUrl } from "./address.js";
import { headOf, type ObjectHead, pieces, reasonOf, refusal, textOfAnswer } from "./answer.js";
import { ObjectError } from "./error.js";
import { listedPage, type ObjectEntry } from "./listing.js";

/** How long, in ms, the answer to one question may take to begin; how often it is asked, and the first pause between. */
export interface ObjectPatience {
  readonly answer: number;
  readonly attempts: number;
  readonly pause: number;
}

const PATIENCE: ObjectPatience = { answer: 60_000, attempts: 4, pause: 200 };

interface Question {
  readonly method: "GET" | "HEAD" | "PUT";
  readonly at: ObjectAddress;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
}

/** Asks the store for what it knows of the content's SHA-256. */
const WITH_CHECKSUM = { "X-Amz-Checksum-Mode": "ENABLED" };

/** Buckets of objects that speak S3's protocol. Each question can be repeated, and is when nobody answers it. */
export class ObjectStore {
  readonly #access: ObjectAccess;
  readonly #patience: ObjectPatience;
  /** Signing keys of the day, kept by the signer. */
  readonly #keys = new Map<string, ArrayBuffer>();

  constructor(access: ObjectAccess, patience: ObjectPatience = PATIENCE) {
    this.#access = access;
    this.#patience = patience;
  }

  /** What is known of an object; null when it is not there. */
  async head(at: ObjectAddress, signal: AbortSignal): Promise<ObjectHead | null> {
    try {
      const answer = await this.#answer({ method: "HEAD", at, headers: WITH_CHECKSUM, signal });
      return headOf(at.key, answer.headers);
    } catch (error) {
      if (error instanceof ObjectError && error.status === 404) return null;
      throw error;
    }
  }

  /** The content of an object as a stream, and its head. @param etag the content must still be this one; any when "" */
  async get(
    at: ObjectAddress,
    etag: string,
    signal: AbortSignal,
  ): Promise<{ readonly head: ObjectHead; readonly content: AsyncIterable<Uint8Array> }> {
    const headers = { ...WITH_CHECKSUM, ...(etag !== "" && { "If-Match": `"${etag}"` }) };
    const answer = await this.#answer({ method: "GET", at, headers, signal });
    return { head: headOf(at.key, answer.headers), content: pieces(answer, objectUrl(at)) };
  }

  /** Puts an object where there is none; false when there is one. The store itself verifies the content's SHA-256. */
  async putNew(at: ObjectAddress, content: Uint8Array, type: string, signal: AbortSignal): Promise<boolean> {
    const sum = createHash("sha256").update(content).digest();
    const headers = {
      "If-None-Match": "*",
      "Content-Type": type,
      "X-Amz-Sdk-Checksum-Algorithm": "SHA256",
      "X-Amz-Checksum-Sha256": sum.toString("base64"),
      "X-Amz-Meta-Sha256": sum.toString("hex"),
    };
    try {
      await this.#answer({ method: "PUT", at, headers, body: content, signal });
      return true;
    } catch (error) {
      if (error instanceof ObjectError && error.status === 412) return false;
      throw error;
    }
  }

  /** All objects whose keys begin so, in the order of their keys, page after page. */
  async *list({ bucket, key }: ObjectAddress, signal: AbortSignal): AsyncGenerator<readonly ObjectEntry[], void, void> {
    let next = "";
    do {
      const query = {
        "list-type": "2",
        "encoding-type": "url",
        prefix: key,
        ...(next !== "" && { "continuation-token": next }),
      };
      const answer = await this.#answer({ method: "GET", at: { bucket, key: "" }, query, signal });
      const page = listedPage(await textOfAnswer(answer, bucket));
      if (page === null) throw new ObjectError(`the listing of the bucket ${bucket} is not whole; ask again`, null);
      yield page.entries;
      next = page.next;
    } while (next !== "");
  }

  async #answer(question: Question): Promise<Response> {
    const { at, signal } = question;
    if (!isBucket(at.bucket) || !isKey(at.key)) throw new ObjectError(`${objectUrl(at)} can't be asked for`, 400);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#asked(question);
      } catch (error) {
        // 409: somebody else puts the same object at this moment.
        const again = error instanceof ObjectError && (error.isTransient || error.status === 409);
        if (!again || attempt >= this.#patience.attempts || signal.aborted) throw error;
      }
      await wait(this.#patience.pause * 2 ** (attempt - 1), undefined, { signal });
    }
  }

  async #asked({ method, at, query = {}, headers = {}, body, signal }: Question): Promise<Response> {
    const { AwsV4Signer } = await import("aws4fetch");
    const url = urlOf(this.#access, at.bucket, at.key);
    url.search = new URLSearchParams(query).toString();
    const hash = createHash("sha256")
      .update(body ?? "")
      .digest("hex");
    const { accessKeyId, secretAccessKey, sessionToken, region } = this.#access;
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      headers: { ...headers, "X-Amz-Content-Sha256": hash },
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      service: "s3",
      region,
      cache: this.#keys,
    }).sign();
    const answer = await this.#fetched(signed.url, {
      method,
      headers: signed.headers,
      redirect: "manual",
      ...(body && { body }),
      signal,
    });
    if (answer.ok) return answer;
    throw await refusal(answer, at);
  }

  /** The answer's begin in the time it is given; its content may take longer. */
  async #fetched(url: URL, init: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error("not in the time it was given")), this.#patience.answer);
    try {
      return await fetch(url, { ...init, signal: AbortSignal.any([init.signal, late.signal]) });
    } catch (error) {
      init.signal.throwIfAborted();
      throw new ObjectError(`the store at ${url.host} gave no answer: ${reasonOf(error)}`, null, {}, error);
    } finally {
      clearTimeout(timer);
    }
  }
}
