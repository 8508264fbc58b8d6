import { setTimeout as sleep } from "node:timers/promises";
import { KernelConnection, KernelMessage } from "@jupyterlab/services";
import { EnvironmentError, LisalabError } from "../core/errors.js";
import type { JupyterClient, SessionModel } from "./client.js";
import { killKernel } from "./kernel-process.js";
import { Pulse } from "./session-pulse.js";

/** A message of the iopub channel: output, status, displays. */
export type IopubMessage = KernelMessage.IIOPubMessage;

/** How a kernel answered a request to execute. */
export type ExecuteReply = KernelMessage.IExecuteReplyMsg["content"];

/** Longest time, in ms, between the two signs that a cell ended: the reply and the status `idle`. */
const ENDING_PATIENCE = 5_000;

/** Longest time, in ms, in which a broken connection may come back when the server still has the kernel. */
const RECONNECT_PATIENCE = 15_000;

/** How often, in ms, to look how things are after a broken connection, and after how many idle looks an answer is lost. */
const LOOK_INTERVAL = 500;
const LOST_AFTER = 5;

/** Longest time, in ms, that a kernel takes to start. */
const START_PATIENCE = 90_000;

/** The kernel is gone or can't be trusted any more: nothing can be executed from here on. */
export class KernelLostError extends LisalabError {
  constructor(message: string) {
    super("KernelLost", message);
  }
}

/** After a restart the variables are lost: there is nothing to connect to again. */
class OnceConnection extends KernelConnection {
  override reconnect(): Promise<void> {
    return Promise.resolve();
  }
}

/** A piece of code on its way through the kernel. */
interface Execution {
  readonly onMessage: (message: IopubMessage) => void;
  readonly settle: (reply: ExecuteReply) => void;
  readonly fail: (error: Error) => void;
  reply?: ExecuteReply;
  idle?: boolean;
  done?: boolean;
  timer?: NodeJS.Timeout;
}

/**
 * A kernel in a session of its own. Messages are taken as they arrive and given to the execution that they belong to,
 * also when that one is over. When the kernel dies, is restarted or the server goes away, `lost` tells why.
 */
export class KernelSession {
  readonly #client: JupyterClient;
  readonly #model: SessionModel;
  readonly #connection: KernelConnection;
  readonly #executions = new Map<string, Execution>();
  readonly #onLost: ((error: KernelLostError) => void)[] = [];
  /** The last question of the pulse, by its id. */
  #question: string | undefined;
  #pulse: Pulse | undefined;
  #hung: "kernel" | "server" | undefined;
  #lost: KernelLostError | undefined;
  #ended = false;

  constructor(client: JupyterClient, model: SessionModel) {
    this.#client = client;
    this.#model = model;
    const kernel = model.kernel;
    if (kernel === null || kernel === undefined) {
      throw new EnvironmentError("the Jupyter server made a session without a kernel");
    }
    this.#connection = new OnceConnection({
      model: kernel,
      serverSettings: client.settings,
      handleComms: false,
      username: "lisalab",
    });
    this.#connection.anyMessage.connect((_, { msg, direction }) => direction === "recv" && this.#received(msg));
    this.#connection.statusChanged.connect((_, status) => this.#statusChanged(status));
    this.#connection.connectionStatusChanged.connect((_, status) => this.#connectionChanged(status));
  }

  /** The kernel's id on the server. */
  get kernelId(): string {
    return this.#connection.id;
  }

  /** What the kernel says of itself; waits until it has started. */
  async info(): Promise<KernelMessage.IInfoReply> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const why = `the kernel did not answer within ${START_PATIENCE / 1000} s of its start`;
      timer = setTimeout(() => reject(new KernelLostError(why)), START_PATIENCE);
      this.whenLost(reject);
    });
    try {
      const info = await Promise.race([this.#connection.info, late]);
      this.#pulse ??= this.#newPulse();
      return info;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Executes code; resolves with the reply when the kernel has answered and is idle again. `onMessage` gets all output
   * of this code, late one too. Rejects with a KernelLostError when no answer can come any more.
   */
  execute(
    code: string,
    onMessage: (message: IopubMessage) => void,
    options: { silent?: boolean } = {},
  ): Promise<ExecuteReply> {
    return new Promise((settle, fail) => {
      if (this.#lost !== undefined) {
        fail(this.#lost);
        return;
      }
      const silent = options.silent ?? false;
      const future = this.#connection.requestExecute({
        code,
        silent,
        store_history: !silent,
        allow_stdin: false,
        stop_on_error: true,
      });
      // The outcome is followed here, message by message; the future's own promise knows less.
      future.done.catch(() => undefined);
      this.#executions.set(future.msg.header.msg_id, { onMessage, settle, fail });
      this.whenLost(fail);
    });
  }

  /** Interrupts what the kernel does. */
  async interrupt(): Promise<void> {
    await this.#client.interrupt(this.kernelId);
  }

  /** Ends the session and its kernel; of a lost one it only lets go. */
  async end(): Promise<void> {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    for (const { timer } of this.#executions.values()) {
      clearTimeout(timer);
    }
    this.#pulse?.stop();
    this.#connection.dispose();
    if (this.#hung === "server") this.#client.killServer();
    else if (this.#hung === "kernel") killKernel(this.kernelId);
    if ((await this.#client.hasKernel(this.kernelId)) !== undefined) {
      await this.#client.endSession(this.#model.id);
    }
  }

  #newPulse(): Pulse {
    return new Pulse({
      ask: () => this.#askForLife(),
      askServer: () => this.#client.hasKernel(this.kernelId).then((hasKernel) => hasKernel !== undefined),
      onSilence: (hung) => {
        this.#hung = hung;
        this.#lose(`${hung === "kernel" ? "the kernel" : "the Jupyter server"} hangs: it gave no sign of life for 4 s`);
      },
    });
  }

  /** The control channel is answered while a cell computes, too. */
  #askForLife(): boolean {
    if (!this.#isOpen() || this.#connection.connectionStatus !== "connected") return false;
    const { clientId: session, username } = this.#connection;
    const question = KernelMessage.createMessage<KernelMessage.IInfoRequestMsg>({
      msgType: "kernel_info_request",
      channel: "shell",
      session,
      username,
      content: {},
    });
    this.#question = question.header.msg_id;
    // Every kernel takes it there as well, though the client's types don't know.
    const future = this.#connection.sendControlMessage({
      ...question,
      channel: "control",
    } as unknown as KernelMessage.IControlMessage);
    future.done.catch(() => undefined);
    future.dispose();
    return true;
  }

  #received(message: KernelMessage.IMessage): void {
    const parent = message.parent_header as Partial<KernelMessage.IHeader>;
    this.#pulse?.heard(message.channel === "control" && parent.msg_id === this.#question);
    const execution = this.#executions.get(parent.msg_id ?? "");
    if (execution === undefined) {
      return;
    }
    const { channel } = message;
    const { msg_type: type } = message.header;
    if (channel === "stdin") {
      this.#lose("the cell asked for input, but nobody is there to give it");
    } else if (channel === "shell" && type === "execute_reply") {
      execution.reply = message.content as ExecuteReply;
      this.#advance(execution);
    } else if (channel === "iopub" && type === "status") {
      execution.idle = (message as KernelMessage.IStatusMsg).content.execution_state === "idle";
      this.#advance(execution);
    } else if (channel === "iopub") {
      execution.onMessage(message as IopubMessage);
    }
  }

  /** A cell has ended when both the reply and `idle` are there; with one alone something was lost. */
  #advance(execution: Execution): void {
    clearTimeout(execution.timer);
    const { reply, idle } = execution;
    if (reply !== undefined && idle) {
      execution.done = true;
      execution.settle(reply);
    } else if (reply !== undefined || idle) {
      const missing = reply === undefined ? "reply" : "status `idle`";
      const why = `the kernel's ${missing} did not come within ${ENDING_PATIENCE / 1000} s of the cell's end`;
      execution.timer = setTimeout(() => this.#lose(why), ENDING_PATIENCE);
    }
  }

  #statusChanged(status: KernelMessage.Status): void {
    if (status === "restarting" || status === "autorestarting") {
      this.#lose("the kernel died; the server restarted it, and its variables are lost");
    } else if (status === "dead") {
      this.#lose("the kernel died");
    }
  }

  #connectionChanged(status: string): void {
    if (status === "disconnected") {
      this.#lose("the connection to the kernel was closed");
    } else if (status === "connecting" && !this.#ended) {
      this.#examine().catch((error: unknown) => this.#lose(String(error)));
    }
  }

  /** After the connection broke: is the server still there, and the kernel? Then the client may reconnect. */
  async #examine(): Promise<void> {
    const hasKernel = await this.#client.hasKernel(this.kernelId);
    if (hasKernel === undefined) {
      this.#lose("the Jupyter server died or can't be reached any more");
    } else if (!hasKernel) {
      this.#lose("the kernel is gone: the Jupyter server has ended it");
    }
    const deadline = Date.now() + RECONNECT_PATIENCE;
    while (this.#isOpen() && this.#connection.connectionStatus !== "connected") {
      if (Date.now() > deadline) {
        this.#lose(`the connection to the kernel broke and did not come back within ${RECONNECT_PATIENCE / 1000} s`);
      }
      await sleep(LOOK_INTERVAL);
    }
    await this.#findLostAnswer();
  }

  /** What was on its way when the connection broke is lost: then a kernel without work has answers outstanding. */
  async #findLostAnswer(): Promise<void> {
    const outstanding = [...this.#executions.values()].filter(({ done }) => !done);
    for (let idle = 0; this.#isOpen() && outstanding.some(({ done }) => !done); ) {
      await sleep(LOOK_INTERVAL);
      idle = (await this.#client.isIdle(this.kernelId)) ? idle + 1 : 0;
      if (idle > LOST_AFTER && outstanding.some(({ done }) => !done)) {
        this.#lose("the connection to the kernel broke, and the answer to a cell was lost");
      }
    }
  }

  #isOpen(): boolean {
    return this.#lost === undefined && !this.#ended;
  }

  /** Tells, once, why nothing can be executed any more; at once when that is so already. */
  whenLost(listener: (error: KernelLostError) => void): void {
    if (this.#lost === undefined) {
      this.#onLost.push(listener);
    } else {
      listener(this.#lost);
    }
  }

  #lose(reason: string): void {
    if (this.#lost !== undefined || this.#ended) {
      return;
    }
    this.#lost = new KernelLostError(reason);
    for (const listener of this.#onLost) {
      listener(this.#lost);
    }
  }
}
