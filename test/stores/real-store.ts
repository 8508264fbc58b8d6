import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsClient } from "aws4fetch";

const ACCESS_KEY = "lisalab-test";
const SECRET_KEY = "lisalab-test-secret";

/** A store's program, and how it is started. */
export interface StoreKind {
  readonly program: string;
  /** What to do when it is not there. */
  readonly install: string;
  arguments(port: number, folder: string, webhook: string): readonly string[];
  environment(webhook: string, folder: string): Readonly<Record<string, string>>;
  /** Whether it tells of new objects by itself. */
  readonly tells: "all" | "asked" | "never";
}

/** The secret that webhooks bring. */
export const WEBHOOK_SECRET = "a-secret-of-the-stores";

export const STORES: Readonly<Record<string, StoreKind>> = {
  MinIO: {
    program: "minio",
    install: "go install github.com/minio/minio@latest",
    arguments: (port, folder) => ["server", "--quiet", "--address", `127.0.0.1:${port}`, join(folder, "data")],
    environment: (webhook, folder) => ({
      MINIO_ROOT_USER: ACCESS_KEY,
      MINIO_ROOT_PASSWORD: SECRET_KEY,
      MINIO_NOTIFY_WEBHOOK_ENABLE_LISALAB: "on",
      MINIO_NOTIFY_WEBHOOK_ENDPOINT_LISALAB: webhook,
      MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_LISALAB: WEBHOOK_SECRET,
      MINIO_NOTIFY_WEBHOOK_QUEUE_DIR_LISALAB: join(folder, "queue"),
    }),
    tells: "asked",
  },
  VersityGW: {
    program: "versitygw",
    install: "go install github.com/versity/versitygw/cmd/versitygw@latest",
    arguments: (port, folder, webhook) => {
      const url = webhook.replace("://", `://lisalab:${WEBHOOK_SECRET}@`);
      const place = ["--quiet", "--port", `127.0.0.1:${port}`];
      return [...place, "--event-webhook-url", url, "posix", join(folder, "data")];
    },
    environment: () => ({ ROOT_ACCESS_KEY_ID: ACCESS_KEY, ROOT_SECRET_ACCESS_KEY: SECRET_KEY }),
    tells: "all",
  },
  moto: {
    program: "moto_server",
    install: 'pip install "moto[server,s3]"',
    arguments: (port) => ["-H", "127.0.0.1", "-p", String(port)],
    environment: () => ({}),
    tells: "never",
  },
};

/** A real store that runs for a test. */
export class RealStore {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #client: AwsClient;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
    this.#client = new AwsClient({
      accessKeyId: ACCESS_KEY,
      secretAccessKey: SECRET_KEY,
      service: "s3",
      region: "us-east-1",
    });
  }

  /** @param webhook where it tells of new objects */
  static async start(kind: StoreKind, webhook: string): Promise<RealStore> {
    const folder = mkdtempSync(join(tmpdir(), "lisalab-store-"));
    mkdirSync(join(folder, "data"));
    const port = await freePort();
    const child = spawn(kind.program, kind.arguments(port, folder, webhook), {
      cwd: folder,
      env: { ...process.env, ...kind.environment(webhook, folder) },
      stdio: "ignore",
    });
    const failed = once(child, "error").then(([error]: unknown[]) => {
      throw new Error(`${kind.program} does not start (${String(error)}): ${kind.install}, and have it on the PATH`);
    });
    const store = new RealStore(`http://127.0.0.1:${port}`, child, folder);
    await Promise.race([store.#answers(), failed]);
    return store;
  }

  get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_REGION: "us-east-1",
    };
  }

  async makeBucket(name: string, kind: StoreKind): Promise<void> {
    await this.#must("PUT", `/${name}`);
    if (kind.tells === "asked") await this.#must("PUT", `/${name}?notification`, NOTIFICATION);
  }

  async put(bucket: string, key: string, content: string): Promise<void> {
    await this.#must("PUT", `/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`, content);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #must(method: string, path: string, body?: string): Promise<void> {
    const answer = await this.#client.fetch(`${this.url}${path}`, { method, ...(body !== undefined && { body }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }

  async #answers(): Promise<void> {
    for (let time = 0; time < 300; time++) {
      const answer = await this.#client.fetch(this.url, { method: "GET" }).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`${this.url} does not answer`);
  }
}

const NOTIFICATION = `<NotificationConfiguration><QueueConfiguration><Id>lisalab</Id>
<Queue>arn:minio:sqs::LISALAB:webhook</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
