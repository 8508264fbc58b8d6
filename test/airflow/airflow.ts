import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { House } from "../runbook/house.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAMS = join(ROOT, ".venv-airflow", "bin");

/** Where its API is not there yet, or something has not happened yet. */
const LOOK = 500;

/** One task of a DAG run, as the API tells of it. */
export interface TaskRun {
  readonly task_id: string;
  readonly map_index: number;
  readonly state: string | null;
  readonly try_number: number;
}

/** An Airflow of its own, with the DAGs that `runbooks/airflow` makes of lisalab's runbooks and of those of a house. */
export class Airflow {
  readonly house: House = new House();
  readonly home: string = join(this.house.root, "airflow");
  readonly #env: NodeJS.ProcessEnv;
  readonly #port: number;
  #standalone: ChildProcess | undefined;
  #token = "";

  private constructor(port: number) {
    this.#port = port;
    mkdirSync(this.home);
    this.#env = {
      ...process.env,
      PATH: `${PROGRAMS}:${process.env["PATH"]}`,
      PYTHONDONTWRITEBYTECODE: "1",
      LISALAB_HOME: this.house.home,
      LISALAB_COMMAND: `'${process.execPath}' '${join(ROOT, "dist", "cli", "main.js")}'`,
      LISALAB_RUNBOOKS: `${join(ROOT, "runbooks")}:${this.house.runbooks}`,
      AIRFLOW_HOME: this.home,
      AIRFLOW__CORE__DAGS_FOLDER: join(ROOT, "runbooks", "airflow"),
      AIRFLOW__CORE__LOAD_EXAMPLES: "False",
      AIRFLOW__CORE__PARALLELISM: "4",
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: "ada:admin",
      AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${port}/execution/`,
      AIRFLOW__API__HOST: "127.0.0.1",
      AIRFLOW__API__PORT: String(port),
      AIRFLOW__API__BASE_URL: `http://127.0.0.1:${port}`,
      AIRFLOW__API__WORKERS: "1",
      AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(port + 1),
      AIRFLOW__TRIGGERER__DEFAULT_CAPACITY: "4",
    };
  }

  /** Nothing runs yet but what it is asked for. */
  static async prepared(): Promise<Airflow> {
    const airflow = new Airflow(await freePort());
    await airflow.airflow("db", "migrate");
    return airflow;
  }

  /** Runs `airflow` with these words; gives what it printed. */
  airflow(...words: string[]): Promise<string> {
    return this.#program(join(PROGRAMS, "airflow"), words);
  }

  /** Runs a script of Python beside the DAGs, with these words and more in its environment; gives what it printed. */
  python(script: string, words: readonly string[] = [], more: NodeJS.ProcessEnv = {}): Promise<string> {
    return this.#program(join(PROGRAMS, "python"), ["-c", script, ...words], more);
  }

  /** Starts scheduler, API and all, and waits for them to answer. */
  async start(): Promise<void> {
    const log = openSync(join(this.home, "standalone.log"), "a");
    this.#standalone = spawn(join(PROGRAMS, "airflow"), ["standalone"], {
      env: this.#env,
      detached: true,
      stdio: ["ignore", log, log],
    });
    await this.until("Airflow answers", async () => {
      const answer = await fetch(`http://127.0.0.1:${this.#port}/api/v2/monitor/health`).catch(() => undefined);
      if (answer?.ok !== true) return undefined;
      const health = (await answer.json()) as Record<string, { status: string | null }>;
      return health["scheduler"]?.status === "healthy" && health["dag_processor"]?.status === "healthy";
    });
    const passwords = readFileSync(join(this.home, "simple_auth_manager_passwords.json.generated"), "utf8");
    const { ada } = JSON.parse(passwords) as { ada: string };
    const { access_token: token } = (await this.api("POST", "/auth/token", { username: "ada", password: ada })) as {
      access_token: string;
    };
    this.#token = token;
  }

  /** Asks the API. @throws what it refused */
  async api(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method,
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.#token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as unknown;
  }

  /** Waits until a DAG is there, and lets it run. */
  async unpause(dag: string): Promise<void> {
    await this.until(`the DAG ${dag}`, () =>
      this.api("PATCH", `/api/v2/dags/${dag}?update_mask=is_paused`, { is_paused: false }).catch(() => undefined),
    );
  }

  /** Starts a run; gives its id. */
  async trigger(dag: string, conf: Record<string, unknown> = {}): Promise<string> {
    const asked = { logical_date: null, conf };
    return ((await this.api("POST", `/api/v2/dags/${dag}/dagRuns`, asked)) as { dag_run_id: string }).dag_run_id;
  }

  /** The runs of a DAG. */
  async runs(dag: string): Promise<readonly { readonly dag_run_id: string; readonly state: string }[]> {
    const found = (await this.api("GET", `/api/v2/dags/${dag}/dagRuns`)) as {
      dag_runs: { dag_run_id: string; state: string }[];
    };
    return found.dag_runs;
  }

  /** The tasks of a run that is over, with its state. */
  async ended(dag: string, run: string): Promise<{ readonly state: string; readonly tasks: readonly TaskRun[] }> {
    const path = `/api/v2/dags/${dag}/dagRuns/${encodeURIComponent(run)}`;
    const state = await this.until(`the end of ${dag} ${run}`, async () => {
      const { state: now } = (await this.api("GET", path)) as { state: string };
      return now === "success" || now === "failed" ? now : undefined;
    });
    return { state, tasks: await this.tasks(dag, run) };
  }

  async tasks(dag: string, run: string): Promise<readonly TaskRun[]> {
    const path = `/api/v2/dags/${dag}/dagRuns/${encodeURIComponent(run)}/taskInstances`;
    return ((await this.api("GET", path)) as { task_instances: TaskRun[] }).task_instances;
  }

  /** What a task of a run wrote into its log. */
  log(dag: string, run: string, task: string): string {
    const folder = join(this.home, "logs", `dag_id=${dag}`, `run_id=${run}`, `task_id=${task}`);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".log"));
    return files.map((name) => readFileSync(join(folder, name), "utf8")).join("");
  }

  /** Looks until there is something. */
  async until<T>(what: string, look: () => Promise<T | undefined | false>, patience = 240_000): Promise<T> {
    for (const end = Date.now() + patience; ; ) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > end) throw new Error(`waited for ${what} in vain\n${this.#lastWords()}`);
      await sleep(LOOK);
    }
  }

  /** Ends Airflow with all that it started, and takes everything away. */
  async stop(): Promise<void> {
    if (this.#standalone !== undefined) process.kill(-this.#standalone.pid!, "SIGTERM");
    // Ended or not, its workers are processes in sessions of their own.
    for (let round = 0; round < 20 && ownProcesses(this.house.root).length > 0; round++) {
      await sleep(LOOK);
    }
    for (const pid of ownProcesses(this.house.root)) process.kill(pid, "SIGKILL");
    await this.house.close();
    rmSync(this.house.root, { recursive: true, force: true });
  }

  #program(program: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { env: { ...this.#env, ...more }, cwd: join(ROOT, "runbooks", "airflow"), maxBuffer: 1e8 };
      execFile(program, words, options, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${words.join(" ")}: ${stdout}${stderr}`)),
      );
    });
  }

  #lastWords(): string {
    return readFileSync(join(this.home, "standalone.log"), "utf8").slice(-4000);
  }
}

/** Processes that know of a folder by their environment, but Jupyter's, which is told to stop. */
function ownProcesses(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      const [environment, command] = ["environ", "cmdline"].map((name) => contentOf(`/proc/${pid}/${name}`));
      return (
        environment!.includes(`AIRFLOW_HOME=${folder}`) ||
        (environment!.includes(folder) && command!.includes("\0run\0"))
      );
    });
}

/** "" of a process that is gone. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes((error as NodeJS.ErrnoException).code!)) return "";
    throw error;
  }
}

/** A port that is free, and the next one very likely. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
