import type { IopubMessage } from "../jupyter/session.js";
import type { MimeBundle, Output } from "./notebook.js";
import { beginningOf, jsonSize } from "./output-size.js";

/** Bytes that the outputs of a cell may have, and those of all cells; what comes beyond is counted. */
const MOST_OF_CELL = 10_000_000;
const MOST_OF_RUN = 100_000_000;

/** Bytes that each output takes besides what it says. */
const FRAME = 100;

/** Characters of an error's texts, and how many of these; errors are kept in any case. */
const MOST_OF_ERROR = 20_000;
const MOST_LINES = 100;

/** The outputs of one code cell, as they come. */
export interface CellOutputs {
  outputs: Output[];
  /** Bytes of these, and of what came beyond the limits. */
  kept: number;
  dropped: number;
  executionCount: number | null;
  /** `clear_output` with `wait`: the next output replaces all there is. */
  clearNext: boolean;
}

/** Outputs under a display id, wherever they are. */
type Displays = Map<string, { cell: CellOutputs; output: Output; bytes: number }[]>;

/** A cell's outputs before it has any. */
export function noOutputs(): CellOutputs {
  return { outputs: [], kept: 0, dropped: 0, executionCount: null, clearNext: false };
}

/** The outputs for people: when some are missing, the last one says how much. */
export function markedOutputs({ outputs, dropped }: CellOutputs): readonly Output[] {
  if (dropped === 0) return outputs;
  const limits = `${MOST_OF_CELL / 1e6} MB of a cell or ${MOST_OF_RUN / 1e6} MB of a run`;
  const text = `\n[lisalab: ${dropped} bytes of output are left out: they are beyond ${limits}]\n`;
  return [...outputs, { output_type: "stream", name: "stderr", text }];
}

/** Collects the messages of a run into the outputs of its cells, as a notebook in a browser would. */
export class OutputCollector {
  readonly #displays: Displays = new Map();
  /** Bytes of all cells. */
  #kept = 0;

  /** Takes one message of a cell. */
  take(cell: CellOutputs, message: IopubMessage): void {
    const content = message.content as Record<string, unknown>;
    switch (message.header.msg_type) {
      case "stream":
        this.#stream(cell, content["name"] === "stderr" ? "stderr" : "stdout", String(content["text"]));
        break;
      case "display_data":
        this.#append(cell, { output_type: "display_data", ...bundleOf(content) }, content);
        break;
      case "execute_result": {
        const count = countOf(content);
        this.#append(cell, { output_type: "execute_result", execution_count: count, ...bundleOf(content) }, content);
        break;
      }
      case "update_display_data":
        this.#update(content);
        break;
      case "error":
        this.#clearIfAsked(cell);
        cell.outputs.push(errorOf(content));
        break;
      case "clear_output":
        this.#clear(cell, content["wait"] === true);
        break;
      case "execute_input":
        cell.executionCount = countOf(content);
        break;
      default:
        // Comms and debug events leave nothing in a notebook.
        break;
    }
  }

  /** Text that follows text of the same stream continues it. */
  #stream(cell: CellOutputs, name: "stdout" | "stderr", text: string): void {
    this.#clearIfAsked(cell);
    const last = cell.outputs.at(-1);
    const goesOn = last?.output_type === "stream" && last.name === name;
    const frame = goesOn ? 0 : FRAME;
    const bytes = Buffer.byteLength(text);
    // What was left out leaves a gap only at the end.
    const room = cell.dropped > 0 ? 0 : this.#roomOf(cell) - frame;
    const shown = bytes <= room ? { text, bytes } : beginningOf(text, room);
    cell.dropped += bytes - shown.bytes;
    if (shown.bytes === 0) return;
    this.#count(cell, frame + shown.bytes);
    if (goesOn) cell.outputs[cell.outputs.length - 1] = { ...last, text: `${String(last.text)}${shown.text}` };
    else cell.outputs.push({ output_type: "stream", name, text: shown.text });
  }

  #append(cell: CellOutputs, output: Output, content: Record<string, unknown>): void {
    this.#clearIfAsked(cell);
    const bytes = FRAME + jsonSize(content);
    if (bytes > this.#roomOf(cell)) {
      cell.dropped += bytes;
      return;
    }
    this.#count(cell, bytes);
    cell.outputs.push(output);
    const id = displayIdOf(content);
    if (id !== undefined) {
      this.#displays.set(id, [...(this.#displays.get(id) ?? []), { cell, output, bytes }]);
    }
  }

  #update(content: Record<string, unknown>): void {
    const bytes = FRAME + jsonSize(content);
    const shown = this.#displays.get(displayIdOf(content) ?? "") ?? [];
    for (const place of shown) {
      const at = place.cell.outputs.indexOf(place.output);
      if (at < 0) continue;
      const more = bytes - place.bytes;
      if (more > this.#roomOf(place.cell)) {
        place.cell.dropped += bytes;
        continue;
      }
      this.#count(place.cell, more);
      place.bytes = bytes;
      place.output = { ...place.output, ...bundleOf(content) } as Output;
      place.cell.outputs[at] = place.output;
    }
  }

  #roomOf(cell: CellOutputs): number {
    return Math.max(0, Math.min(MOST_OF_CELL - cell.kept, MOST_OF_RUN - this.#kept));
  }

  #count(cell: CellOutputs, bytes: number): void {
    cell.kept += bytes;
    this.#kept += bytes;
  }

  #clear(cell: CellOutputs, wait: boolean): void {
    if (wait) {
      cell.clearNext = true;
    } else {
      this.#count(cell, -cell.kept);
      cell.outputs = [];
      cell.dropped = 0;
      cell.clearNext = false;
    }
  }

  #clearIfAsked(cell: CellOutputs): void {
    if (cell.clearNext) {
      this.#clear(cell, false);
    }
  }
}

function bundleOf(content: Record<string, unknown>): { data: MimeBundle; metadata: Record<string, unknown> } {
  return { data: content["data"] as MimeBundle, metadata: (content["metadata"] ?? {}) as Record<string, unknown> };
}

function errorOf(content: Record<string, unknown>): Output {
  return {
    output_type: "error",
    ename: cutText(content["ename"]),
    evalue: cutText(content["evalue"]),
    traceback: Array.isArray(content["traceback"]) ? content["traceback"].slice(0, MOST_LINES).map(cutText) : [],
  };
}

function cutText(value: unknown): string {
  const text = String(value);
  return text.length <= MOST_OF_ERROR ? text : `${text.slice(0, MOST_OF_ERROR)} …`;
}

function countOf(content: Record<string, unknown>): number | null {
  return typeof content["execution_count"] === "number" ? content["execution_count"] : null;
}

function displayIdOf(content: Record<string, unknown>): string | undefined {
  const transient = content["transient"];
  const id =
    typeof transient === "object" && transient !== null && "display_id" in transient ? transient.display_id : "";
  return typeof id === "string" && id !== "" ? id : undefined;
}
