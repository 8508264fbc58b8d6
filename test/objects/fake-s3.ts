import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signatureOf } from "./sigv4.js";

export const ACCESS_KEY = "AKIAFAKEFAKEFAKE";
export const SECRET_KEY = "fake/secret+of=the/fake";

interface Kept {
  content: Buffer;
  readonly etag: string;
  readonly modified: Date;
  readonly meta: Record<string, string>;
}

/** What goes wrong with the next request that `when` is true of; false: it is answered as usual after all. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A store of objects with what lisalab needs of S3, in memory. It verifies signatures and checksums, as real ones do. */
export class FakeS3 {
  readonly buckets: Map<string, Map<string, Kept>> = new Map();
  /** Method and path of every request. */
  readonly asked: string[] = [];
  readonly faults: Fault[] = [];
  /** Keys on a page of a listing. */
  pageSize = 1000;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => refuse(response, 500, "InternalError", String(error)));
    });
  }

  static async start(...buckets: readonly string[]): Promise<FakeS3> {
    const fake = new FakeS3();
    for (const bucket of buckets) fake.buckets.set(bucket, new Map());
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The variables that lead a client here. */
  get env(): Record<string, string> {
    return { AWS_ENDPOINT_URL: this.url, AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET_KEY };
  }

  /** Puts an object as somebody else would, and gives its ETag. */
  put(bucket: string, key: string, content: string | Buffer, meta: Record<string, string> = {}): string {
    const etag = createHash("md5").update(content).digest("hex");
    this.buckets.get(bucket)!.set(key, { content: Buffer.from(content), etag, modified: new Date(), meta });
    return etag;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    this.asked.push(`${request.method} ${request.url}`);
    const fault = this.faults.shift();
    if (fault?.(request, response)) return;
    if (signatureOf(request, SECRET_KEY) !== /Signature=(\w+)/.exec(request.headers.authorization ?? "")?.[1]) {
      return refuse(response, 403, "SignatureDoesNotMatch", "The request signature does not match");
    }
    if (request.headers["x-amz-content-sha256"] !== createHash("sha256").update(body).digest("hex")) {
      return refuse(response, 400, "XAmzContentSHA256Mismatch", "The provided header does not match what was computed");
    }
    const url = new URL(request.url!, this.url);
    const [, name, key] = /^\/([^/]+)(?:\/(.*))?$/s.exec(decodeURIComponent(url.pathname))!;
    const bucket = this.buckets.get(name!);
    if (bucket === undefined) return refuse(response, 404, "NoSuchBucket", "The specified bucket does not exist");
    if (key === undefined) return this.#list(response, bucket, url.searchParams);
    if (request.method === "PUT") return this.#put(request, response, name!, key, body);
    return get(request, response, bucket.get(key));
  }

  #put(request: IncomingMessage, response: ServerResponse, bucket: string, key: string, body: Buffer): void {
    if (request.headers["if-none-match"] === "*" && this.buckets.get(bucket)!.has(key)) {
      return refuse(
        response,
        412,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
      );
    }
    const sum = request.headers["x-amz-checksum-sha256"] as string | undefined;
    if (sum !== undefined && sum !== createHash("sha256").update(body).digest("base64")) {
      return refuse(response, 400, "BadDigest", "The SHA256 you specified did not match");
    }
    const etag = this.put(bucket, key, body, sum === undefined ? {} : { "x-amz-checksum-sha256": sum });
    response.writeHead(200, { ETag: `"${etag}"` }).end();
  }

  #list(response: ServerResponse, bucket: Map<string, Kept>, query: URLSearchParams): void {
    const prefix = query.get("prefix") ?? "";
    const after = Buffer.from(query.get("continuation-token") ?? "", "base64url").toString();
    const keys = [...bucket.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, this.pageSize);
    const more = page.length < keys.length;
    const token = more
      ? `<NextContinuationToken>${Buffer.from(page.at(-1)!).toString("base64url")}</NextContinuationToken>`
      : "";
    const contents = page.map((key) => {
      const { etag, content, modified } = bucket.get(key)!;
      return `<Contents><Key>${encoded(key)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${content.length}</Size></Contents>`;
    });
    response.writeHead(200, { "Content-Type": "application/xml" });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${token}${contents.join("")}</ListBucketResult>`,
    );
  }
}

function get(request: IncomingMessage, response: ServerResponse, kept: Kept | undefined): void {
  if (kept === undefined) return refuse(response, 404, "NoSuchKey", "The specified key does not exist.");
  const { etag, content, modified, meta } = kept;
  const wanted = request.headers["if-match"];
  if (wanted !== undefined && wanted !== `"${etag}"`) return refuse(response, 412, "PreconditionFailed", "It changed");
  const sums = request.headers["x-amz-checksum-mode"] === "ENABLED" ? meta : {};
  response.writeHead(200, {
    ETag: `"${etag}"`,
    "Content-Length": content.length,
    "Last-Modified": modified.toUTCString(),
    ...sums,
  });
  response.end(request.method === "HEAD" ? undefined : content);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { "Content-Type": "application/xml", "Content-Length": Buffer.byteLength(body) });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

/** As S3 encodes keys in listings: a slash stays, a space is a plus. */
function encoded(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");
}
