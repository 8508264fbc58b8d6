import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError } from "../core/errors.js";
import { packageRoot } from "./installation.js";
import { installKernelSpecs, kernelName } from "./kernelspec.js";
import { isHealthy } from "./server.js";
import { type KnownServer, knownServers, makeServerFolder, type ServerFolder, serverFolder } from "./server-folder.js";

/** What `startLab` needs to know. */
export interface LabOptions {
  /** LISALAB_HOME. */
  readonly home: string;
  /** The folder that JupyterLab shows. */
  readonly folder: string;
  /** The first port to try; the next free one is taken. */
  readonly port: number;
  /** Whether JupyterLab opens the machine's browser. */
  readonly browser: boolean;
}

/** A JupyterLab that runs. */
export interface RunningLab {
  /** The page to open, with the token in it. */
  readonly url: string;
  /** Settles when JupyterLab has ended. */
  readonly ended: Promise<void>;
  /** Asks JupyterLab and its kernels to end. */
  stop(): void;
}

/** Longest time, in ms, that JupyterLab takes to start. */
const START_PATIENCE = 90_000;

/** Starts JupyterLab with the lisalab kernels; everything that it writes lies below `home`. */
export async function startLab(options: LabOptions): Promise<RunningLab> {
  const folder = labFolder(options.home);
  makeServerFolder(folder);
  installKernelSpecs(folder.data);
  const python = labPython();
  const log = openSync(folder.log, "w", 0o600);
  const child = spawn(python, labArguments(options), {
    // A group of its own: Ctrl-C in the terminal is for us, and we end JupyterLab without its question.
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, ...labEnvironment(folder) },
  });
  closeSync(log);
  // A program that can't be started has no process; without a listener the error would end ours.
  child.on("error", (error) => appendFileSync(folder.log, `${error.message}\n`));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const server = await listening(child, folder);
  return { url: `${server.url}lab?token=${server.token}`, ended, stop: () => child.kill("SIGTERM") };
}

/** Beside the runner's own server, whose folders it must not share. */
function labFolder(home: string): ServerFolder {
  return serverFolder(join(home, "lab"));
}

/** LISALAB_PYTHON, else the virtual environment that `npm run lab` makes, else the `python3` of the PATH. */
function labPython(): string {
  const own = join(packageRoot(), ".venv-lab", "bin", "python");
  const python = process.env["LISALAB_PYTHON"] || (existsSync(own) ? own : "python3");
  const { status } = spawnSync(python, ["-c", "import jupyterlab"], { stdio: "ignore" });
  if (status !== 0) {
    throw new EnvironmentError(
      `no JupyterLab: ${python} can't import jupyterlab. ` +
        "Install it with `pip install jupyterlab plotly`, or set LISALAB_PYTHON to a Python that has both.",
      { python },
    );
  }
  return python;
}

async function listening(child: ChildProcess, folder: ServerFolder): Promise<KnownServer> {
  const deadline = Date.now() + START_PATIENCE;
  while (Date.now() < deadline && child.exitCode === null && child.pid !== undefined) {
    const server = knownServers(folder).find(({ pid }) => pid === child.pid);
    if (server !== undefined && (await isHealthy(server))) {
      return server;
    }
    await sleep(50);
  }
  child.kill("SIGKILL");
  const lastLine = readFileSync(folder.log, "utf8").trim().split("\n").at(-1) || "it said nothing";
  throw new EnvironmentError(`JupyterLab did not start: ${lastLine} (all it said is in ${folder.log})`, {
    log: folder.log,
  });
}

function labArguments({ folder, port, browser }: LabOptions): readonly string[] {
  return [
    "-m",
    "jupyterlab",
    ...(browser ? [] : ["--no-browser"]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    `--ServerApp.root_dir=${folder}`,
    "--ServerApp.log_level=WARN",
    `--MultiKernelManager.default_kernel_name=${kernelName("development")}`,
    // No news and no question about updates: nothing is asked of the network.
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
  ];
}

/** The token goes by the environment: argument lists can be read by everyone on the machine. */
function labEnvironment(folder: ServerFolder): NodeJS.ProcessEnv {
  return {
    JUPYTER_TOKEN: randomBytes(24).toString("hex"),
    JUPYTER_RUNTIME_DIR: folder.runtime,
    JUPYTER_CONFIG_DIR: folder.config,
    JUPYTER_DATA_DIR: folder.data,
    JUPYTERLAB_SETTINGS_DIR: join(folder.root, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(folder.root, "workspaces"),
    IPYTHONDIR: folder.ipython,
  };
}
