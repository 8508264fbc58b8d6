import type { DisplayOptions, KernelPort, MimeBundle } from "./display.js";
import { jsonBundle, valueBundle } from "./kernel-bundle.js";
import type { SocketsChannel } from "./kernel-channel.js";
import { CellContext, cellStorage } from "./kernel-context.js";
import type { CellExecutor, Outcome } from "./kernel-executor.js";
import type { Request } from "./kernel-messages.js";
import { describeError, type ErrorContent } from "./kernel-traceback.js";
import { InterruptedError } from "./kernel-zombies.js";

/** What Node throws where a signal ended a synchronous stretch. */
const SIGNALLED = "ERR_SCRIPT_EXECUTION_INTERRUPTED";

/** What became of an execute_request. */
export type Execution =
  | { readonly status: "ok"; readonly count: number; readonly value: unknown }
  | { readonly status: "error"; readonly count: number; readonly error: ErrorContent };

/** Runs cells, and shows what they print, return, display and throw in the cell that it came from. */
export class Cells implements KernelPort {
  readonly #channel: SocketsChannel;
  readonly #executor: CellExecutor;
  readonly #allFrames: boolean;
  readonly #input: (request: Request, prompt: string, password: boolean) => Promise<string>;
  #serial = 0;
  #running: CellContext | undefined;
  #latest: CellContext | undefined;
  /** The number of the last cell that went into the history. */
  count = 0;

  constructor(
    channel: SocketsChannel,
    executor: CellExecutor,
    options: {
      readonly allFrames: boolean;
      readonly input: (request: Request, prompt: string, password: boolean) => Promise<string>;
    },
  ) {
    this.#channel = channel;
    this.#executor = executor;
    this.#allFrames = options.allFrames;
    this.#input = options.input;
  }

  /** Runs the code of `request` and publishes what comes of it. */
  async execute(request: Request): Promise<Execution> {
    const code = String(request.content.code);
    const silent = request.content.silent === true;
    if (!silent && request.content.store_history !== false) this.count += 1;
    const context = new CellContext(++this.#serial, request, this.count);
    if (!silent) this.#channel.publish("execute_input", request.header, { code, execution_count: this.count });
    const outcome = await this.#run(context, code);
    return this.#conclude(context, outcome);
  }

  async #run(context: CellContext, code: string): Promise<Outcome> {
    this.#running = context;
    this.#latest = context;
    this.#channel.runningCell = context.serial;
    const outcome = await cellStorage.run(context, () => this.#executor.execute(context.serial, context.count, code));
    this.#channel.runningCell = 0;
    await this.#settled();
    this.#running = undefined;
    context.finished = true;
    return outcome;
  }

  /** Rejections that nobody handles are reported a turn of the event loop later: they belong to the cell, too. */
  #settled(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  #conclude(context: CellContext, outcome: Outcome): Execution {
    if (outcome.failure !== undefined) context.fail(outcome.failure.thrown);
    if (context.failure !== undefined) return this.#concludeFailure(context, context.failure.thrown);
    const { value } = outcome;
    if (value !== undefined && value !== null && !context.silent) {
      const failure = this.#publishResult(context, value);
      if (failure !== undefined) return this.#concludeFailure(context, failure.thrown);
    }
    return { status: "ok", count: context.count, value };
  }

  /** A value's own way of being shown may fail like the cell itself. */
  #publishResult(context: CellContext, value: unknown): { thrown: unknown } | undefined {
    try {
      const data = cellStorage.run(context, () => valueBundle(value));
      const content = { execution_count: context.count, data, metadata: {} };
      this.#channel.publish("execute_result", context.request.header, content);
      return undefined;
    } catch (thrown) {
      return { thrown };
    }
  }

  #concludeFailure(context: CellContext, thrown: unknown): Execution {
    const interrupted = context.interrupted || (thrown as NodeJS.ErrnoException | null)?.code === SIGNALLED;
    const error = this.describe(interrupted ? new InterruptedError() : thrown);
    if (!context.silent) this.#channel.publish("error", context.request.header, error);
    return { status: "error", count: context.count, error };
  }

  /** `thrown` as clients show it. */
  describe(thrown: unknown): ErrorContent {
    return describeError(thrown, {
      source: (serial) => this.#executor.source(serial),
      allFrames: this.#allFrames,
    });
  }

  /** Evaluates an expression beside the cells, for user_expressions. */
  evaluate(request: Request, expression: string): Promise<Outcome> {
    return this.#run(new CellContext(++this.#serial, request, this.count), expression);
  }

  /** Stops the cell `serial`, if it still runs. */
  interrupt(serial: number): void {
    if (this.#running?.serial === serial) this.interruptRunning();
  }

  /** Stops the cell that runs, if any. */
  interruptRunning(): void {
    if (this.#running === undefined) return;
    this.#running.interrupt();
    this.#executor.interrupt();
  }

  /** Takes an error that nobody caught: the running cell fails with it, a finished one shows it. */
  takeLateError(thrown: unknown): void {
    const context = cellStorage.getStore() ?? this.#latest;
    if (context === undefined) console.error(thrown);
    else if (context.interrupted && thrown instanceof InterruptedError) this.reportZombie();
    else if (context.finished) this.#channel.publish("error", context.request.header, this.describe(thrown));
    else {
      context.fail(thrown);
      this.#executor.interrupt();
    }
  }

  /** Shows what the code prints. */
  print(name: "stdout" | "stderr", text: string): void {
    const context = cellStorage.getStore() ?? this.#latest;
    if (context === undefined || context.silent) return;
    if (context.finished) this.reportZombie(context);
    this.#channel.stream(context.request.header, name, text);
  }

  /** Tells, once a cell, that something of it was still running after it was interrupted. */
  reportZombie(context: CellContext | undefined = cellStorage.getStore()): void {
    if (context === undefined || !context.interrupted || context.reported) return;
    context.reported = true;
    const text = "(This cell was interrupted; something that it had started was still running.)\n";
    this.#channel.stream(context.request.header, "stderr", text);
  }

  /** Whether there is a cell to print to. */
  get hasCell(): boolean {
    return this.#latest !== undefined;
  }

  #show(type: string, content: unknown): void {
    const context = cellStorage.getStore() ?? this.#latest;
    if (context !== undefined && !context.silent) this.#channel.publish(type, context.request.header, content);
  }

  /** See KernelPort. */
  display(data: MimeBundle, { metadata = {}, displayId }: DisplayOptions): void {
    const transient = displayId === undefined ? {} : { display_id: displayId };
    this.#show("display_data", { data: jsonBundle(data), metadata, transient });
  }

  /** See KernelPort. */
  updateDisplay(displayId: string, data: MimeBundle, { metadata = {} }: DisplayOptions): void {
    this.#show("update_display_data", { data: jsonBundle(data), metadata, transient: { display_id: displayId } });
  }

  /** See KernelPort. */
  clearOutput(wait: boolean): void {
    this.#show("clear_output", { wait });
  }

  /** See KernelPort. */
  signal(): AbortSignal {
    return (cellStorage.getStore() ?? this.#latest)?.signal ?? AbortSignal.abort();
  }

  /** See KernelPort. */
  async input(prompt: string, password: boolean): Promise<string> {
    const context = cellStorage.getStore() ?? this.#latest;
    if (context === undefined) throw new Error("input: no cell has run yet.");
    return this.#input(context.request, prompt, password);
  }
}
