import type { IopubMessage } from "../jupyter/session.js";
import type { MimeBundle, Output } from "./notebook.js";

/** The outputs of one code cell, as they come. */
export interface CellOutputs {
  outputs: Output[];
  executionCount: number | null;
  /** `clear_output` with `wait`: the next output replaces all there is. */
  clearNext: boolean;
}

/** Outputs under a display id, wherever they are. */
type Displays = Map<string, { cell: CellOutputs; output: Output }[]>;

/** Collects the messages of a run into the outputs of its cells, as a notebook in a browser would. */
export class OutputCollector {
  readonly #displays: Displays = new Map();

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
        this.#append(cell, errorOf(content), content);
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
    if (last?.output_type === "stream" && last.name === name) {
      cell.outputs[cell.outputs.length - 1] = { ...last, text: `${String(last.text)}${text}` };
    } else {
      cell.outputs.push({ output_type: "stream", name, text });
    }
  }

  #append(cell: CellOutputs, output: Output, content: Record<string, unknown>): void {
    this.#clearIfAsked(cell);
    cell.outputs.push(output);
    const id = displayIdOf(content);
    if (id !== undefined) {
      this.#displays.set(id, [...(this.#displays.get(id) ?? []), { cell, output }]);
    }
  }

  #update(content: Record<string, unknown>): void {
    const shown = this.#displays.get(displayIdOf(content) ?? "") ?? [];
    for (const place of shown) {
      const at = place.cell.outputs.indexOf(place.output);
      if (at >= 0) {
        place.output = { ...place.output, ...bundleOf(content) } as Output;
        place.cell.outputs[at] = place.output;
      }
    }
  }

  #clear(cell: CellOutputs, wait: boolean): void {
    if (wait) {
      cell.clearNext = true;
    } else {
      cell.outputs = [];
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
    ename: String(content["ename"]),
    evalue: String(content["evalue"]),
    traceback: Array.isArray(content["traceback"]) ? content["traceback"].map(String) : [],
  };
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
