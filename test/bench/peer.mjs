// @ts-check
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Everything runs on one thread: what is compared is the work, not the number of cores. */
const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** @typedef {{ cpu: number, wall: number, status?: number, error?: string }} Used */

/** The Python process with the peers; it starts once, so that its start is in no figure. */
export class Peer {
  /** @param {string} python the interpreter that has the peers */
  constructor(python) {
    this.process = spawn(python, [fileURLToPath(new URL("peer.py", import.meta.url))], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...ONE_THREAD },
    });
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param {object} message
   * @returns {Promise<Used>}
   */
  async ask(message) {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error("the process with the peers has ended");
    const answer = JSON.parse(value);
    if (answer.failed !== undefined) throw new Error(`a peer failed: ${answer.failed}`);
    return answer;
  }

  end() {
    this.process.stdin.end();
  }
}
