import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { EnvironmentError } from "../core/errors.js";
import { packageRoot } from "./installation.js";

const run = promisify(execFile);

/**
 * The Python that the Jupyter server runs on: LISALAB_PYTHON, else the virtual environment of the checkout, else the
 * `python3` of the PATH when it has jupyter_server.
 */
export async function serverPython(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env["LISALAB_PYTHON"];
  if (named) {
    await assertJupyterServer(named, "LISALAB_PYTHON names it");
    return named;
  }
  const own = join(packageRoot(), ".venv", "bin", "python");
  const python = existsSync(own) ? own : "python3";
  await assertJupyterServer(python, python === own ? "the checkout's virtual environment" : "found on the PATH");
  return python;
}

async function assertJupyterServer(python: string, why: string): Promise<void> {
  try {
    await run(python, ["-c", "import importlib.util as u, sys; sys.exit(u.find_spec('jupyter_server') is None)"]);
  } catch (error) {
    throw new EnvironmentError(
      `no Jupyter server: ${python} (${why}) can't import jupyter_server. ` +
        "Install it with `pip install jupyter_server`, or set LISALAB_PYTHON to a Python that has it.",
      { python },
      error,
    );
  }
}
