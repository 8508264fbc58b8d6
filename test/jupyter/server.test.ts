import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ensureServer, findServer, isHealthy, type RunningServer, stopServer } from "../../src/jupyter/server.js";
import { knownServers, serverFolder } from "../../src/jupyter/server-folder.js";
import { isAlive, withLock } from "../../src/jupyter/server-lock.js";
import { serverPython } from "../../src/jupyter/server-python.js";

// A loaded machine takes its time to start a server.
vi.setConfig({ testTimeout: 90_000 });

/** A process id that no process has: Linux gives none above 2^22. */
const NO_PROCESS = 2 ** 22 + 1;

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lisalab server "));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A program that stands in for Python. */
function program(text: string): string {
  const path = join(home, "python");
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("ensureServer", () => {
  it("starts one server for all who ask, replaces it when it hangs, and ends it", async () => {
    const [first, second] = await Promise.all([ensureServer({ home }), ensureServer({ home })]);
    expect(first.pid).toBe(second.pid);
    expect([first.started, second.started].sort()).toEqual([false, true]);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    await expect(isHealthy({ url: first.url, token: "" })).resolves.toBe(false);
    expect(statSync(first.file).mode & 0o077).toBe(0);

    process.kill(first.pid, "SIGSTOP");
    const third: RunningServer = await ensureServer({ home });
    expect(third).toMatchObject({ started: true });
    expect(third.pid).not.toBe(first.pid);
    expect(isAlive(first.pid)).toBe(false);

    await stopServer(third);
    expect(isAlive(third.pid)).toBe(false);
    await expect(findServer(home)).resolves.toBeUndefined();
  });

  it("says what the server said when it could not start", async () => {
    // It has jupyter_server, but can't run it.
    const python = program('[ "$1" = -c ] && exit 0\necho "OSError: address already in use" >&2\nexit 1');
    const started = ensureServer({ home, env: { ...process.env, LISALAB_PYTHON: python } });
    await expect(started).rejects.toThrow(/^the Jupyter server did not start: OSError: address already in use \(all/);
    expect(existsSync(serverFolder(home).lock)).toBe(false);
  });

  it("says when its folder can't be made", async () => {
    const file = join(home, "file");
    writeFileSync(file, "");
    await expect(ensureServer({ home: file })).rejects.toThrow(/^can't write .*jupyter: .*Set LISALAB_HOME/);
  });

  it("stops waiting when told to", async () => {
    const python = program('[ "$1" = -c ] && exit 0\nexec sleep 60');
    const options = { home, env: { ...process.env, LISALAB_PYTHON: python }, signal: AbortSignal.timeout(300) };
    await expect(ensureServer(options)).rejects.toThrow(/aborted/);
  });
});

describe("serverPython", () => {
  it("takes the one that LISALAB_PYTHON names", async () => {
    const python = program("exit 0");
    await expect(serverPython({ LISALAB_PYTHON: python })).resolves.toBe(python);
  });

  it.each(["exit 1", undefined])("says what to install when it has no server (%s)", async (text) => {
    const python = text === undefined ? join(home, "none") : program(text);
    await expect(serverPython({ LISALAB_PYTHON: python })).rejects.toThrow(
      `${python} (LISALAB_PYTHON names it) can't import jupyter_server. Install it with \`pip install jupyter_server\``,
    );
  });
});

describe("knownServers", () => {
  it("reads connection files, and skips one that is still being written", () => {
    const folder = serverFolder(home);
    mkdirSync(folder.runtime, { recursive: true });
    expect(knownServers(folder)).toEqual([]);
    writeFileSync(join(folder.runtime, "jpserver-1.json"), '{"port": 1');
    const server = { port: 8888, base_url: "/lab", token: "t", pid: 2 };
    writeFileSync(join(folder.runtime, "jpserver-2.json"), JSON.stringify(server));
    expect(knownServers(folder)).toMatchObject([{ url: "http://127.0.0.1:8888/lab/", token: "t", pid: 2 }]);
  });
});

describe("withLock", () => {
  it("lets one in at a time", async () => {
    const path = join(home, "lock");
    let inside = 0;
    const enter = (): Promise<void> =>
      withLock(path, async () => {
        inside += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(inside).toBe(1);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 5 }, enter));
    expect(existsSync(path)).toBe(false);
  });

  it("takes over from a process that was killed before it wrote its name", async () => {
    const path = join(home, "lock");
    writeFileSync(path, "");
    utimesSync(path, new Date(0), new Date(0));
    await expect(withLock(path, () => Promise.resolve("in"))).resolves.toBe("in");
  });

  it("takes over from a process that died and had the id that we have now, as in a container started again", async () => {
    const path = join(home, "lock");
    writeFileSync(path, String(process.pid));
    await expect(withLock(path, () => Promise.resolve("in"))).resolves.toBe("in");
  });

  it("takes over from a process that died, and gives back after a failure", async () => {
    const path = join(home, "lock");
    writeFileSync(path, String(NO_PROCESS));
    await expect(withLock(path, () => Promise.reject(new Error("work failed")))).rejects.toThrow("work failed");
    await expect(withLock(path, () => Promise.resolve(readFileSync(path, "utf8")))).resolves.toBe(String(process.pid));
  });
});
