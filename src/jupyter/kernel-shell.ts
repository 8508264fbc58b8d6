import { completeReply, inspectReply, type Question } from "./kernel-assistance.js";
import { valueBundle } from "./kernel-bundle.js";
import type { Cells, Execution } from "./kernel-cells.js";
import type { SocketsChannel } from "./kernel-channel.js";
import type { CellExecutor } from "./kernel-executor.js";
import { History } from "./kernel-history.js";
import type { Request } from "./kernel-messages.js";

/** What the shell works with. */
export interface ShellParts {
  readonly channel: SocketsChannel;
  readonly executor: CellExecutor;
  readonly cells: Cells;
  readonly kernelInfo: unknown;
  readonly isComplete: (code: string) => unknown;
}

/** Serves the requests of the shell, one after the other, in the order they came. */
export class Shell {
  readonly #parts: ShellParts;
  readonly #history = new History();
  readonly #queue: Request[] = [];
  #serving = false;
  #onFence: (() => void) | undefined;

  constructor(parts: ShellParts) {
    this.#parts = parts;
  }

  /** Takes a request; it's served when those before it are. */
  take(request: Request): void {
    this.#queue.push(request);
    if (!this.#serving) void this.#serve();
  }

  /** The thread of sockets has handed over all that had arrived. */
  fence(): void {
    this.#onFence?.();
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift())
      await this.#serveOne(request);
    this.#serving = false;
  }

  async #serveOne(request: Request): Promise<void> {
    const { channel } = this.#parts;
    channel.publish("status", request.header, { execution_state: "busy" });
    try {
      await this.#answer(request);
    } catch (error) {
      channel.reply(request, { status: "error", ...this.#parts.cells.describe(error) });
    }
    channel.publish("status", request.header, { execution_state: "idle" });
  }

  async #answer(request: Request): Promise<void> {
    const { channel, executor, kernelInfo, isComplete } = this.#parts;
    switch (request.header.msg_type) {
      case "execute_request":
        return this.#execute(request);
      case "kernel_info_request":
        return channel.reply(request, kernelInfo);
      case "complete_request":
        return channel.reply(request, completeReply(executor, question(request)));
      case "inspect_request":
        return channel.reply(request, inspectReply(executor, question(request)));
      case "is_complete_request":
        return channel.reply(request, isComplete(String(request.content.code)));
      case "history_request":
        return channel.reply(request, this.#history.reply(request));
      case "comm_info_request":
        return channel.reply(request, { status: "ok", comms: {} });
      case "comm_open":
        return this.#closeComm(request);
      default:
        return undefined;
    }
  }

  /** The kernel has no comm targets: the protocol's answer to an unknown target is to close it. */
  #closeComm({ header, content }: Request): void {
    this.#parts.channel.publish("comm_close", header, { comm_id: content.comm_id, data: {} });
  }

  async #execute(request: Request): Promise<void> {
    const { channel, cells } = this.#parts;
    const execution = await cells.execute(request);
    this.#remember(request, execution);
    if (execution.status === "ok") {
      const user_expressions = await this.#evaluate(request);
      channel.reply(request, { status: "ok", execution_count: execution.count, payload: [], user_expressions });
      return;
    }
    channel.reply(request, { status: "error", execution_count: execution.count, ...execution.error });
    if (request.content.stop_on_error !== false) await this.#abortQueued();
  }

  #remember({ content }: Request, execution: Execution): void {
    if (content.silent === true || content.store_history === false) return;
    const hasValue = execution.status === "ok" && execution.value !== undefined && execution.value !== null;
    const output = hasValue ? String(valueBundle(execution.value)["text/plain"] ?? "") : null;
    this.#history.add(execution.count, String(content.code), output);
  }

  async #evaluate(request: Request): Promise<Record<string, unknown>> {
    const results: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(request.content.user_expressions ?? {})) {
      const { value, failure } = await this.#parts.cells.evaluate(request, String(expression));
      results[name] =
        failure === undefined
          ? { status: "ok", data: valueBundle(value), metadata: {} }
          : { status: "error", ...this.#parts.cells.describe(failure.thrown) };
    }
    return results;
  }

  /** After an error the executions that were queued behind it don't run. */
  async #abortQueued(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onFence = resolve;
      this.#parts.channel.signal("fence");
    });
    const waiting = this.#queue.splice(0);
    for (const request of waiting)
      if (request.header.msg_type === "execute_request") this.#abort(request);
      else this.#queue.push(request);
  }

  #abort(request: Request): void {
    const { channel, cells } = this.#parts;
    channel.publish("status", request.header, { execution_state: "busy" });
    channel.reply(request, { status: "aborted", execution_count: cells.count });
    channel.publish("status", request.header, { execution_state: "idle" });
  }
}

function question({ content }: Request): Question {
  const code = String(content.code);
  return { code, position: typeof content.cursor_pos === "number" ? content.cursor_pos : code.length };
}
