import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { type RandomStream, randomStream } from "../../src/core/random.js";
import { newFolder } from "../logbook/sample.js";
import { damages, heldIn } from "./committed.js";
import { figure, times } from "./figures.js";

const COMMITTER = fileURLToPath(new URL("committer.mjs", import.meta.url));

const KILLS = times(1000, 20);

/** Processes that commit to one home at once. */
const AT_ONCE = 8;

/** Kills after which all of a home is read again, and another one begins. */
const A_HOME = 40;

/** How long after its first commit a process is killed at the latest, in ms. */
const LIFE = 60;

vi.setConfig({ testTimeout: Math.max(120_000, KILLS * 5000) });

/** What does not hold, and how many commits were acknowledged. */
interface Found {
  readonly acknowledged: number;
  readonly damaged: readonly string[];
  readonly lost: readonly string[];
}

/** A process that commits when it is told where. While others commit, it starts. */
class Committer {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<unknown>;
  #out = "";
  #err = "";

  constructor() {
    this.#child = spawn(process.execPath, [COMMITTER], { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stdout.on("data", (text) => {
      this.#out += String(text);
    });
    this.#child.stderr.on("data", (text) => {
      this.#err += String(text);
    });
    this.#ended = once(this.#child, "close");
  }

  /** Lets it commit for so long after its first commit, in ms, and kills it; gives what it said was acknowledged. */
  async killed(home: string, prefix: string, life: number): Promise<readonly string[]> {
    this.#child.stdin.write(`${JSON.stringify({ home, prefix })}\n`);
    await Promise.race([once(this.#child.stdout, "data"), this.#ended]);
    await sleep(life);
    // When all is well it never ends by itself.
    if (!this.#child.kill("SIGKILL")) throw new Error(`the process that commits ended: ${this.#err}`);
    await this.#ended;
    return this.#out.split("\n").slice(0, -1);
  }

  /** Ends one that was never told anything. */
  async dismiss(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}

const batch = (): readonly Committer[] => Array.from({ length: AT_ONCE }, () => new Committer());

/** Kills `count` processes in one home, several at a time, and reads all that they left. */
async function trial(count: number, random: RandomStream): Promise<Found> {
  const home = newFolder();
  const lines: string[] = [];
  const damaged: string[] = [];
  let next = batch();
  for (let n = 0; n < count; n += AT_ONCE) {
    const present = next;
    next = batch();
    const said = present.map((one, k) => one.killed(home, `p${n + k}`, random.uniform() * LIFE));
    lines.push(...(await Promise.all(said)).flat());
    damaged.push(...damages(home));
  }
  await Promise.all(next.map((one) => one.dismiss()));
  const held = await heldIn(home);
  const lost = lines.filter((line) => !held.lines.has(line));
  return { acknowledged: lines.length, damaged: [...damaged, ...held.faults], lost };
}

it(`${KILLS} processes that are killed while they commit leave all that was acknowledged, and nothing damaged`, async () => {
  const random = randomStream(2037n, "commits");
  const found = { acknowledged: 0, damaged: [] as string[], lost: [] as string[] };
  for (let n = 0; n < KILLS; n += A_HOME) {
    const { acknowledged, damaged, lost } = await trial(Math.min(A_HOME, KILLS - n), random);
    found.acknowledged += acknowledged;
    found.damaged.push(...damaged);
    found.lost.push(...lost);
  }
  figure({
    what: "`kill -9` in commits to the record of runs, the logbook and the spool",
    times: KILLS,
    asked: "it opens, the chain and the attachments verify, nothing acknowledged is lost",
    found: `${found.lost.length} of ${found.acknowledged} acknowledged commits lost, ${found.damaged.length} damaged`,
  });
  expect(found.damaged).toEqual([]);
  expect(found.lost).toEqual([]);
  expect(found.acknowledged).toBeGreaterThan(KILLS);
});
