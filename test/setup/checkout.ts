import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../architecture/sources.js";

/** How a command ended and what it printed, both streams together. */
export interface Ended {
  readonly status: number | null;
  readonly text: string;
}

/** A small checkout in a folder with a space, with a stand-in for npm and a Python of our choice, and nothing else on the PATH. */
export class Checkout {
  readonly folder: string = realpathSync(mkdtempSync(path.join(tmpdir(), "lisalab set up ")));

  constructor() {
    cpSync(path.join(ROOT, ".setup"), this.path(".setup"), {
      recursive: true,
      filter: (source) => !path.basename(source).startsWith(".lock"),
    });
    this.write("package.json", "{}");
    this.write("package-lock.json", JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.0" } } }));
    this.write("tsconfig.json", "{}");
    this.write("src/index.ts", "");
    this.write("npm.js", NPM);
    mkdirSync(this.path("bin"));
  }

  path(...names: readonly string[]): string {
    return path.join(this.folder, ...names);
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Puts a stand-in for Python on the PATH. */
  python(version: string, hasVenv: boolean, name = "python3"): void {
    this.write(`bin/${name}`, PYTHON.replace("VERSION", version).replace("VENV", hasVenv ? "True" : "False"));
    chmodSync(this.path("bin", name), 0o755);
  }

  /** What the stand-ins did, in order. */
  log(): readonly string[] {
    return existsSync(this.path("log")) ? readFileSync(this.path("log"), "utf8").trim().split("\n") : [];
  }

  /** Starts the setup; `milliseconds` is how long each of npm's works takes. */
  start(parts: readonly string[], milliseconds = 0): { readonly pid: number; readonly ended: Promise<Ended> } {
    const child = spawn(process.execPath, [this.path(".setup/setup.cjs"), ...parts], {
      cwd: tmpdir(),
      env: {
        PATH: `${this.path("bin")}:/usr/bin:/bin`,
        npm_execpath: this.path("npm.js"),
        DELAY: String(milliseconds),
      },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
    }
    const ended = new Promise<Ended>((resolve) => child.on("close", (status) => resolve({ status, text })));
    return { pid: child.pid!, ended };
  }

  run(...parts: readonly string[]): Promise<Ended> {
    return this.start(parts).ended;
  }
}

const NPM = `
const { appendFileSync, cpSync, mkdirSync, writeFileSync, rmSync } = require("node:fs");
const [command] = process.argv.slice(2);
const say = (word) => appendFileSync("log", "npm " + command + " " + word + "\\n");
say("begins");
if (command === "ci") rmSync("node_modules", { recursive: true, force: true });
setTimeout(() => {
  if (command === "ci") { mkdirSync("node_modules", { recursive: true }); cpSync("package-lock.json", "node_modules/.package-lock.json"); }
  else { mkdirSync("dist", { recursive: true }); writeFileSync("dist/index.js", ""); }
  say("ends");
}, Number(process.env.DELAY));
`;

const PYTHON = `#!/bin/sh
case "$1 $2" in
  "-c "*) echo "$0"; echo "VERSION"; echo "VENV" ;;
  "-m venv") echo "venv" >> log; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  "-m pip") echo "pip" >> log; [ ! -e no-network ] || { echo "no route to host"; exit 1; } ;;
esac
`;
