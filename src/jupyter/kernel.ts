import { fileURLToPath } from "node:url";
import { BadArgumentError } from "../core/errors.js";
import { KERNEL_PORT, type MimeBundle } from "./display.js";
import { packageVersion } from "./installation.js";
import { Cells } from "./kernel-cells.js";
import { SocketsChannel } from "./kernel-channel.js";
import { readConnection } from "./kernel-connection.js";
import { CellExecutor } from "./kernel-executor.js";
import { Inputs } from "./kernel-input.js";
import type { ToCells } from "./kernel-link.js";
import { PROTOCOL_VERSION } from "./kernel-messages.js";
import { Shell } from "./kernel-shell.js";
import { isCompleteReply } from "./kernel-syntax.js";
import { prepareForTermination } from "./kernel-termination.js";
import { nodeTypeRoot, TailoredTslab, typescriptVersion } from "./kernel-typescript.js";
import { stopZombies } from "./kernel-zombies.js";

/** What a cell finds before anything is imported. */
const PRELUDE = 'import * as lisalab from "lisalab";';

interface TslabDisplay {
  readonly data: MimeBundle;
  readonly metadata: Record<string, unknown>;
  readonly transient: { readonly display_id?: string };
}

function kernelInfo(): Record<string, unknown> {
  const version = typescriptVersion();
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "lisalab",
    implementation_version: packageVersion(),
    language_info: {
      name: "typescript",
      version,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `lisalab ${packageVersion()}, TypeScript ${version}, Node ${process.version}`,
    help_links: [],
    debugger: false,
    supported_features: [],
  };
}

/** What tslab's own `display` functions write to. */
function tslabDisplay(cells: Cells): (shown: TslabDisplay, update: boolean) => void {
  return ({ data, metadata, transient: { display_id: displayId } }, update) => {
    if (update && displayId !== undefined) cells.updateDisplay(displayId, data, { metadata });
    else cells.display(data, displayId === undefined ? { metadata } : { metadata, displayId });
  };
}

function redirectOutput(cells: Cells): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = process[name];
    const original = stream.write.bind(stream) as (chunk: string | Uint8Array) => boolean;
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      if (cells.hasCell) cells.print(name, text);
      else original(chunk);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") process.nextTick(callback as () => void);
      return true;
    };
  }
}

function catchLateErrors(cells: Cells): void {
  process.on("uncaughtException", (error) => cells.takeLateError(error));
  process.on("unhandledRejection", (reason) => cells.takeLateError(reason));
  process.on("SIGINT", () => cells.interruptRunning());
  stopZombies(() => cells.reportZombie());
}

/** Routes what the thread of sockets says, to the shell once it is there. */
class Reception {
  readonly #channel: SocketsChannel;
  readonly #inputs: Inputs;
  #cells: Cells | undefined;
  #shell: Shell | undefined;
  readonly #early: ToCells[] = [];

  constructor(channel: SocketsChannel, inputs: Inputs) {
    this.#channel = channel;
    this.#inputs = inputs;
    channel.listen((message) => this.#take(message));
  }

  open(cells: Cells, shell: Shell): void {
    this.#cells = cells;
    this.#shell = shell;
    this.#channel.signal("ready");
    for (const message of this.#early.splice(0)) this.#take(message);
  }

  #take(message: ToCells): void {
    if (message.kind === "ping") this.#channel.signal("pong");
    else if (message.kind === "interrupt") this.#cells?.interrupt(message.serial);
    else if (message.kind === "fence") this.#shell?.fence();
    else if (message.kind === "request" && message.socket === "control") process.exit(0);
    else if (message.kind === "request" && message.socket === "stdin") this.#inputs.take(message.request);
    else if (message.kind === "request" && this.#shell === undefined) this.#early.push(message);
    else if (message.kind === "request") this.#shell?.take(message.request);
  }
}

/** The library as cells get it. Not an import: the kernel serves the library, it's no part of what the kernel is made of. */
async function loadLibrary(): Promise<Record<string, unknown>> {
  try {
    return (await import(new URL("../index.js", import.meta.url).href)) as Record<string, unknown>;
  } catch (cause) {
    console.error("lisalab kernel: the library doesn't load; cells run without it.", cause);
    return {};
  }
}

/** Starts the kernel that the client of `connectionFile` asked for. */
async function start(connectionFile: string, development: boolean): Promise<void> {
  const info = kernelInfo();
  const channel = new SocketsChannel(readConnection(connectionFile), JSON.stringify(info));
  const inputs = new Inputs(channel);
  const reception = new Reception(channel, inputs);
  process.on("exit", () => channel.close());
  const library = await loadLibrary();
  const libraryTypes = fileURLToPath(new URL("../index.d.ts", import.meta.url));
  const tslab = new TailoredTslab({ libraryTypes, typeRoot: nodeTypeRoot(), watch: development });
  const executor = new CellExecutor(tslab, { lisalab: library });
  const cells = new Cells(channel, executor, {
    allFrames: development,
    input: (request, prompt, password) => inputs.ask(request, prompt, password),
  });
  Object.assign(globalThis, { [KERNEL_PORT]: cells });
  Object.assign(tslab.load<object>("jupyter"), { lastWriteDisplayData: tslabDisplay(cells) });
  const { failure } = await executor.execute(0, 0, PRELUDE);
  if (failure !== undefined) console.error("lisalab kernel: the prelude failed:", failure.thrown);
  redirectOutput(cells);
  catchLateErrors(cells);
  prepareForTermination(channel.shared);
  reception.open(cells, new Shell({ channel, executor, cells, kernelInfo: info, isComplete: isCompleteReply(tslab) }));
}

const [connectionFile, ...flags] = process.argv.slice(2);
if (connectionFile === undefined)
  throw new BadArgumentError("kernel: no connection file. A Jupyter client starts the kernel: node kernel.js FILE.");
void start(connectionFile, flags.includes("--development"));
