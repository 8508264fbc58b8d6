import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { BadArgumentError, BadFileError } from "../core/errors.js";
import { assertHolds } from "./hold-question.js";
import { parametersCode } from "./injection.js";
import type { Cell, CodeCell, Notebook } from "./notebook.js";
import { LONGEST_NOTEBOOK, newCellId, parseNotebook, tagsOf } from "./notebook-file.js";
import { type Parameters, resolveParameters } from "./parameters.js";
import type { Secret } from "./redaction.js";
import { sha256 } from "./run-folder.js";
import { assertNowhere, environmentSecrets, HIDDEN } from "./secrets.js";
import { evidencePlace } from "./shipping.js";
import { readSidecar, type Sidecar, sidecarPathOf } from "./sidecar.js";
import { isSecret } from "./sidecar-secrets.js";
import { withSkipped } from "./skipping.js";
import { locatedInputs, type StoredInput } from "./stored-inputs.js";

/** A runbook that is ready to run: read, checked, with its parameters in a cell. */
export interface Runbook {
  /** The notebook's absolute path. */
  readonly path: string;
  /** Of the notebook's file. */
  readonly sha256: string;
  readonly sidecar: Sidecar;
  /** Those that are secret are hidden. */
  readonly parameters: Parameters;
  /** Parameters that are files and folders from buckets of S3. */
  readonly stored: readonly StoredInput[];
  /** Where a copy of what a run leaves goes, as s3://bucket/prefix; "" for nowhere. */
  readonly evidence: string;
  /** What the notebook may know and nobody may see. */
  readonly secrets: readonly Secret[];
  /** With the cell of parameters. */
  readonly notebook: Notebook;
}

/** What a person asks for: which runbook, with which parameters. */
export interface RunbookRequest {
  /** The notebook, with or without `.ipynb`, or a folder that holds one of its own name. */
  readonly runbook: string;
  /** Parameters by name, as text. */
  readonly given: ReadonlyMap<string, string>;
  /** The folder that names of files are relative to. */
  readonly folder: string;
  readonly now: Date;
  /** Cells with one of these tags are not executed. */
  readonly skipTags?: readonly string[];
}

/** Reads a runbook with its sidecar and works out its parameters. Writes nothing. */
export async function loadRunbook(request: RunbookRequest): Promise<Runbook> {
  const path = notebookPath(request.runbook, request.folder);
  assertSize(path, LONGEST_NOTEBOOK);
  const text = await readFile(path, "utf8");
  const notebook = withSkipped(parseNotebook(text, path), request.skipTags ?? []);
  if (!notebook.cells.some((cell) => cell.cell_type === "code")) {
    throw new BadFileError(`${path} has no cell of code`, { path });
  }
  assertHolds(notebook, path);
  const sidecarPath = sidecarPathOf(path);
  const sidecar = await readSidecar(sidecarPath);
  const evidence = evidencePlace(sidecar.evidence);
  const { given, folder, now } = request;
  const { env } = process;
  const resolved = await resolveParameters(sidecar, { given, folder, sidecarPath, now, env });
  const { values, inputs: stored } = await locatedInputs(sidecar, resolved);
  const { parameters, secrets } = apart(sidecar, values);
  secrets.push(...environmentSecrets(sidecar, env));
  const written = {
    [path]: text,
    [sidecarPath]: JSON.stringify(sidecar),
    "another parameter": JSON.stringify(parameters),
  };
  assertNowhere(secrets, written);
  const code = parametersCode(sidecar, parameters);
  return {
    path,
    sha256: sha256(text),
    sidecar,
    parameters,
    stored,
    evidence,
    secrets,
    notebook: withParameters(notebook, code),
  };
}

/** What is too long is refused before it is read. */
function assertSize(path: string, most: number): void {
  const { size } = statSync(path);
  if (size > most) {
    throw new BadFileError(`${path} has ${size} bytes; ${most} are allowed: clear its outputs`, { path, size });
  }
}

/** Parameters as they may be shown, and those that may not. */
function apart({ parameters: schemas }: Sidecar, values: Parameters): { parameters: Parameters; secrets: Secret[] } {
  const secrets: Secret[] = [];
  const shown = Object.entries(values).map(([name, value]) => {
    if (!isSecret(schemas[name] ?? {})) return [name, value] as const;
    secrets.push({ name, value: String(value) });
    return [name, HIDDEN] as const;
  });
  return { parameters: Object.fromEntries(shown), secrets };
}

function notebookPath(name: string, folder: string): string {
  const path = resolve(folder, name);
  const candidates = [path, `${path}.ipynb`, join(path, `${basename(path)}.ipynb`)];
  const found = candidates.find((candidate) => candidate.endsWith(".ipynb") && existsSync(candidate));
  if (found === undefined || !statSync(found).isFile()) {
    const places = path.endsWith(".ipynb") ? [path] : candidates.slice(1);
    throw new BadArgumentError(`no runbook ${name}: looked for ${places.join(" and ")}`, { name });
  }
  return found;
}

/** The notebook with `code` behind the cell tagged `parameters`, or before the first cell of code. */
function withParameters(notebook: Notebook, code: string): Notebook {
  const injected: CodeCell = {
    cell_type: "code",
    id: newCellId(),
    metadata: { tags: ["injected-parameters"] },
    source: code,
    execution_count: null,
    outputs: [],
  };
  const kept = notebook.cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  const at = placeOfParameters(kept);
  return { ...notebook, cells: [...kept.slice(0, at), injected, ...kept.slice(at)] };
}

function placeOfParameters(cells: readonly Cell[]): number {
  const tagged = cells.findIndex((cell) => tagsOf(cell).includes("parameters"));
  return tagged >= 0 ? tagged + 1 : cells.findIndex((cell) => cell.cell_type === "code");
}
