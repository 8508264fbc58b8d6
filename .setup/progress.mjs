// @ts-check
// Says which step is going on and for how long: a line that counts in a terminal, else one line at the start and at the end.
import { spawn } from "node:child_process";
import { SetupError } from "./failure.mjs";
import { root } from "./paths.mjs";

const TICK_MS = 1000;
const TELL_EVERY_S = 15;
const TAIL_LINES = 25;

export class Progress {
  #count;
  #done = 0;
  #start = Date.now();

  /** @param {number} count of steps */
  constructor(count) {
    this.#count = count;
    say(`lisalab: setting up, ${count} ${count === 1 ? "step" : "steps"}\n`);
  }

  /**
   * @param {string} title
   * @param {(task: Task) => Promise<void>} work
   */
  async step(title, work) {
    const label = `  [${++this.#done}/${this.#count}] ${title}`;
    const start = Date.now();
    const tty = process.stderr.isTTY === true;
    say(tty ? label : `${label} …\n`);
    const clock = setInterval(() => tick(label, seconds(start), tty), TICK_MS);
    try {
      await work(new Task());
      say(`${tty ? "\r" : ""}${label}: ${seconds(start).toFixed(1)} s\n`);
    } catch (error) {
      say(tty ? "\n" : "");
      throw error;
    } finally {
      clearInterval(clock);
    }
  }

  end() {
    say(`lisalab: ready after ${seconds(this.#start).toFixed(1)} s\n`);
  }
}

/** What a step runs its programs with. */
export class Task {
  /** @type {import("./lock.mjs").Lock | undefined} */
  #lock;

  /** @param {import("./lock.mjs").Lock} lock that learns which programs work under it */
  watching(lock) {
    this.#lock = lock;
    return this;
  }

  /**
   * Runs a program silently; when it fails, its last lines are the message.
   * @param {string} program
   * @param {readonly string[]} args
   * @param {{ env?: NodeJS.ProcessEnv, hint?: string }} options
   * @returns {Promise<void>}
   */
  program(program, args, { env = process.env, hint = "" } = {}) {
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#lock?.worker(child.pid);
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-100_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
    let interrupted = 0;
    const handlers = signals.map((signal) => ({
      signal,
      handler: () => {
        interrupted = signal === "SIGINT" ? 130 : 143;
        passOn(signal);
      },
    }));
    handlers.forEach(({ signal, handler }) => process.on(signal, handler));
    /** @type {Promise<void>} */
    const ended = new Promise((resolve, reject) => {
      child.on("error", (error) => reject(new SetupError(`${program} could not be started: ${error.message}`)));
      child.on("close", (code) => {
        if (interrupted > 0) {
          reject(new SetupError("interrupted; the next start goes on from here", interrupted));
        } else if (code === 0) {
          resolve();
        } else {
          reject(new SetupError(failureText(program, args, output, hint)));
        }
      });
    });
    return ended.finally(() => handlers.forEach(({ signal, handler }) => process.off(signal, handler)));
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} output
 * @param {string} hint
 */
function failureText(program, args, output, hint) {
  const tail = output
    .trimEnd()
    .split("\n")
    .slice(-TAIL_LINES)
    .map((line) => `  | ${line}`)
    .join("\n");
  return `this failed: ${[program, ...args].join(" ")}\n${tail}${hint === "" ? "" : `\n${hint}`}`;
}

/**
 * @param {string} label
 * @param {number} elapsed
 * @param {boolean} tty
 */
function tick(label, elapsed, tty) {
  if (tty) {
    say(`\r${label}: ${Math.round(elapsed)} s`);
  } else if (Math.round(elapsed) % TELL_EVERY_S === 0) {
    say(`${label}: ${Math.round(elapsed)} s so far\n`);
  }
}

/** @param {number} start */
const seconds = (start) => (Date.now() - start) / 1000;

/** @param {string} text */
export function say(text) {
  process.stderr.write(text);
}
