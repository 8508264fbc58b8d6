import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** Where Debian keeps the servers' programs, one folder a version. */
const PROGRAMS = "/usr/lib/postgresql";

/** A real PostgreSQL server with nothing in it, which listens on a socket in its own folder. */
export class PostgresServer {
  readonly folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.folder = folder;
    this.#process = process;
  }

  static async start(): Promise<PostgresServer> {
    const programs = join(PROGRAMS, readdirSync(PROGRAMS).sort().at(-1)!, "bin");
    const folder = mkdtempSync(join(tmpdir(), "lisalab-pg-"));
    const owner = process.getuid!() === 0 ? postgresUser() : null;
    if (owner !== null) chownSync(folder, owner.uid, owner.gid);
    const data = join(folder, "data");
    const made = spawnSync(join(programs, "initdb"), ["-D", data, "-U", "lisalab", "-A", "trust", "--no-sync"], {
      ...owner,
      encoding: "utf8",
      cwd: folder,
    });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    const server = spawn(join(programs, "postgres"), ["-D", data, "-k", folder, "-c", "listen_addresses="], {
      ...owner,
      cwd: folder,
      stdio: "ignore",
    });
    const started = new PostgresServer(folder, server);
    while (!existsSync(join(folder, ".s.PGSQL.5432"))) await new Promise((resolve) => setTimeout(resolve, 50));
    return started;
  }

  /** The URL of a new, empty database. */
  async newDatabase(name: string): Promise<string> {
    for (let patience = 100; ; patience--) {
      const client = new pg.Client({ connectionString: this.#url("postgres") });
      try {
        await client.connect();
        await client.query(`CREATE DATABASE ${name}`);
        return this.#url(name);
      } catch (error) {
        // The socket is there a moment before the server takes connections.
        if (patience === 0 || (error as { code?: string }).code !== "57P03") throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      } finally {
        await client.end();
      }
    }
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGINT");
    await once(this.#process, "exit");
    rmSync(this.folder, { recursive: true, force: true });
  }

  #url(database: string): string {
    return `postgres://lisalab@localhost/${database}?host=${encodeURIComponent(this.folder)}`;
  }
}

/** PostgreSQL does not run as root: Debian's package brings a user. */
function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((one) => one.startsWith("postgres:"));
  const [, , uid, gid] = line!.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}
