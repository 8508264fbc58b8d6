import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { randomStream } from "../core/random.js";
import type { Verdict } from "../core/verdict.js";
import { type EmbeddedLogbook, openLogbook } from "../logbook/embedded.js";
import type { Verification } from "../logbook/verification.js";
import type { Artefact, RunRecord } from "../runbook/record.js";
import { recordOf } from "../runbook/run-folder.js";
import { rowCounts } from "../sql/sqlite-copy.js";
import { contentOf } from "./filecopy.js";
import { databasesOf } from "./selection.js";

/** Which of a home's runs are looked at. */
export interface InspectionOptions {
  /** How many, drawn at random of those that have ended. */
  readonly sample: number;
  /** Of the drawing. */
  readonly seed: number;
}

/** What was found in a run's evidence. */
export interface Evidence {
  readonly run: string;
  readonly verdict: Verdict;
  readonly artefacts: number;
  readonly bytes: number;
  /** Message id of its entry in the logbook. */
  readonly entry: number | null;
  readonly faults: readonly string[];
}

/** What is in a home, after all of it was looked at. */
export interface Inspection {
  /** Null when there is no logbook. */
  readonly logbook: Verification | null;
  /** Rows by table, of each SQLite file. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly evidence: readonly Evidence[];
}

/** Walks the logbook's chain, counts all rows, and opens the evidence of a sample of runs. Nobody else may write meanwhile. */
export async function inspectHome(home: string, options: InspectionOptions): Promise<Inspection> {
  const tables = databasesOf(home).map((path) => [path, rowCounts(join(home, path))] as const);
  const logbook = openLogbook(join(home, "logbook"));
  try {
    const evidence: Evidence[] = [];
    for (const record of drawn(home, options)) evidence.push(await evidenceOf(home, record, logbook));
    return {
      logbook: existsSync(logbook.folder) ? await logbook.verify() : null,
      tables: Object.fromEntries(tables),
      evidence,
    };
  } finally {
    await logbook.close();
  }
}

/** Records of runs that ended, in an order that the seed determines. */
function drawn(home: string, { sample, seed }: InspectionOptions): readonly RunRecord[] {
  const folder = join(home, "runs");
  const ids = existsSync(folder) ? readdirSync(folder).sort() : [];
  const random = randomStream(BigInt(seed), "evidence");
  const records: RunRecord[] = [];
  while (ids.length > 0 && records.length < sample) {
    const [id] = ids.splice(Math.floor(random.uniform() * ids.length), 1);
    const record = recordOf(home, id!);
    if (record !== null && record.verdict !== null) records.push(record);
  }
  return records;
}

async function evidenceOf(home: string, record: RunRecord, logbook: EmbeddedLogbook): Promise<Evidence> {
  const { id, verdict, artefacts, entry } = record;
  const faults = await entryFaults(record, logbook);
  let bytes = 0;
  for (const artefact of artefacts) {
    const fault = await artefactFault(join(home, "runs", id, artefact.path), artefact);
    if (fault !== null) faults.push(`${artefact.path} ${fault}`);
    else bytes += artefact.bytes;
  }
  return { run: id, verdict: verdict!, artefacts: artefacts.length, bytes, entry, faults };
}

/** The entry is there, says the same verdict, and has the report. */
async function entryFaults({ id, verdict, artefacts, entry }: RunRecord, logbook: EmbeddedLogbook): Promise<string[]> {
  if (entry === null) return [];
  const found = (await logbook.list({ runId: id })).find((one) => one.id === entry);
  if (found === undefined) return [`entry ${entry} of the logbook is not of this run`];
  const faults = found.status === verdict ? [] : [`entry ${entry} says ${found.status}, the record ${verdict}`];
  const pdf = artefacts.find(({ role }) => role === "pdf");
  const attached = found.attachments.find(({ sha256 }) => sha256 === pdf?.sha256);
  if (pdf !== undefined && attached === undefined) faults.push(`entry ${entry} does not have its report`);
  return faults;
}

/** How the kinds of evidence begin and end, so that a program for them opens it. */
const SHAPES: Readonly<Partial<Record<Artefact["role"], (content: Buffer) => boolean>>> = {
  notebook: (content) => isNotebook(content.toString("utf8")),
  html: (content) => /^<!doctype html/i.test(content.toString("utf8", 0, 100)),
  pdf: (content) => content.toString("latin1", 0, 5) === "%PDF-" && content.includes("%%EOF", -1024, "latin1"),
};

async function artefactFault(path: string, { role, sha256 }: Artefact): Promise<string | null> {
  if (!existsSync(path)) return "is missing";
  if ((await contentOf(path)).sha256 !== sha256) return "is not as the record says";
  return SHAPES[role]?.(await readFile(path)) === false ? `can't be opened as ${role}` : null;
}

function isNotebook(text: string): boolean {
  try {
    const { nbformat, cells } = JSON.parse(text) as { nbformat?: unknown; cells?: unknown };
    return nbformat === 4 && Array.isArray(cells);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
