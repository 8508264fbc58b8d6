import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { isAlive } from "../../src/jupyter/server-lock.js";
import { isGone, THIS_PROCESS } from "../../src/runs/owner.js";

const DEAD = spawnSync(process.execPath, ["-e", ""]).pid;

describe("an owner", () => {
  it.each([
    ["is gone when its process is", `${hostname()}:${DEAD}:1a2b3c4d`, true],
    ["is gone when it had our number, in a container started again", `${hostname()}:${process.pid}:1a2b3c4d`, true],
    ["is not when it is this process", THIS_PROCESS, false],
    ["is not while its process lives", `${hostname()}:${process.ppid}:1a2b3c4d`, false],
    ["is not known to be on another host", `elsewhere:${DEAD}:1a2b3c4d`, false],
  ])("%s", (_, owner, gone) => {
    expect(isGone(owner, isAlive)).toBe(gone);
  });
});
