import { existsSync, lstatSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Checkout } from "./setup/checkout.js";

const ALL = ["npm ci begins", "npm ci ends", "npm run begins", "npm run ends", "venv", "pip"];

let checkout: Checkout;

beforeEach(() => {
  checkout = new Checkout();
  checkout.python("3 11", true);
});

afterEach(() => rmSync(checkout.folder, { recursive: true }));

/** Waits until the stand-ins have done so many things. */
async function untilLogged(lines: number): Promise<void> {
  while (checkout.log().length < lines) {
    await sleep(10);
  }
}

describe("the setup", () => {
  it("makes all that is asked for, says so, and runs the command", async () => {
    const { status, text } = await checkout.run("server", "--", "node", "-e", "console.log(6 * 7); process.exit(5)");
    expect(checkout.log()).toEqual(ALL);
    expect(text).toMatch(
      /\[1\/3\] npm packages[^]*\[2\/3\] build[^]*\[3\/3\] Jupyter server[^]*ready after [\d.]+ s\n42\n$/,
    );
    expect(status).toBe(5);
    expect(lstatSync(checkout.path("node_modules/lisalab")).isSymbolicLink()).toBe(true);
    expect(readlinkSync(checkout.path("node_modules/lisalab"))).toBe("..");
  });

  it("does and says nothing when all is there", async () => {
    await checkout.run("server");
    expect(await checkout.run("server")).toEqual({ status: 0, text: "" });
    expect(checkout.log()).toEqual(ALL);
  });

  it.each([
    ["a source", "src/index.ts", ["npm run begins", "npm run ends"]],
    ["a requirement", ".setup/requirements/server.txt", ["venv", "pip"]],
    ["an unrelated file", "README.md", []],
  ])("after a change of %s makes only what depends on it", async (_name, file, expected) => {
    await checkout.run("server");
    checkout.write(file, "changed");
    await checkout.run("server");
    expect(checkout.log().slice(ALL.length)).toEqual(expected);
  });

  it("installs again when the lock file names another version", async () => {
    await checkout.run();
    checkout.write(
      "package-lock.json",
      JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "2.0.0" } } }),
    );
    await checkout.run();
    expect(checkout.log().filter((line) => line === "npm ci ends")).toHaveLength(2);
  });

  it("makes an environment anew when its Python has gone", async () => {
    await checkout.run("server");
    rmSync(checkout.path(".venv/bin/python"));
    await checkout.run("server");
    expect(checkout.log().slice(ALL.length)).toEqual(["venv", "pip"]);
  });

  it("shows why a step failed, and goes on from there when repeated", async () => {
    checkout.write("no-network", "");
    const { status, text } = await checkout.run("server");
    expect(status).toBe(1);
    expect(text).toMatch(/this failed: .*pip install[^]*no route to host[^]*needs a network/);
    rmSync(checkout.path("no-network"));
    expect((await checkout.run("server")).status).toBe(0);
    expect(checkout.log().slice(ALL.length)).toEqual(["venv", "pip"]);
  });

  it("refuses a part that it does not know", async () => {
    const { status, text } = await checkout.run("kitchen");
    expect(status).toBe(64);
    expect(text).toContain('"kitchen" can\'t be set up; there are: server, lab');
  });
});

describe("an interrupted setup", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("ends its program on %s, and the next one finishes", async (signal) => {
    const { pid, ended } = checkout.start(["server"], 60_000);
    await untilLogged(1);
    process.kill(pid, signal);
    const { status, text } = await ended;
    expect(status).toBe(signal === "SIGINT" ? 130 : 143);
    expect(text).toContain("interrupted; the next start goes on from here");
    expect(existsSync(checkout.path(".setup/.lock"))).toBe(false);
    expect((await checkout.run("server")).status).toBe(0);
    expect(checkout.log()).toEqual(["npm ci begins", ...ALL]);
  });

  it("that was killed leaves its program to end, then the next one takes over", async () => {
    const { pid, ended } = checkout.start([], 1500);
    await untilLogged(1);
    process.kill(pid, "SIGKILL");
    await ended;
    const { status, text } = await checkout.run();
    expect(status).toBe(0);
    expect(text).toContain("another setup is at work here");
    // What the program that outlived its setup did is not done again.
    expect(checkout.log()).toEqual(["npm ci begins", "npm ci ends", "npm run begins", "npm run ends"]);
  });

  it("of a machine that went down leaves a lock that nobody holds", async () => {
    const { pid, ended } = checkout.start(["--", "node", "-e", ""]);
    await ended;
    rmSync(checkout.path("dist"), { recursive: true });
    writeFileSync(
      checkout.path(".setup/.lock"),
      JSON.stringify({ host: (await import("node:os")).hostname(), pids: [pid] }),
    );
    expect((await checkout.run()).status).toBe(0);
  });
});

it("two setups at once do the work once", async () => {
  const both = await Promise.all([checkout.start(["server"], 300).ended, checkout.start(["server"], 300).ended]);
  expect(both.map(({ status }) => status)).toEqual([0, 0]);
  expect(checkout.log()).toEqual(ALL);
});

describe("a machine that lacks something gets one sentence before any work", () => {
  const cases: readonly [string, () => void, RegExp][] = [
    [
      "venv",
      () => checkout.python("3 11", false),
      /^\nlisalab: Python 3\.11 is here but cannot make virtual.*apt-get install python3-venv.*\n$/,
    ],
    [
      "a new Python",
      () => checkout.python("3 8", true),
      /^\nlisalab: Python 3\.10 or newer.*only 3\.8 is on the path: install it, .*\n$/,
    ],
  ];

  it.each(cases)("%s", async (_name, arrange, expected) => {
    for (const name of ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"]) {
      checkout.python("3 8", true, name);
    }
    arrange();
    const { status, text } = await checkout.run("server");
    expect(text).toMatch(expected);
    expect(status).toBe(1);
    expect(checkout.log()).toEqual([]);
  });

  it("takes another Python when the first can't make virtual environments", async () => {
    checkout.python("3 11", false);
    checkout.python("3 12", true, "python3.12");
    expect((await checkout.run("server")).status).toBe(0);
  });
});
