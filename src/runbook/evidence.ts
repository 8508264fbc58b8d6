import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "../core/errors.js";
import { toHtml } from "../document/html.js";
import { toPdf } from "../document/pdf.js";
import type { Notebook } from "./notebook.js";
import type { Artefact, RunRecord } from "./record.js";
import { reportOf } from "./report.js";
import { sha256 } from "./run-folder.js";

/**
 * Writes what a run leaves for people, `report.html` and `report.pdf`, into the run's folder, each atomically,
 * and tells what was written. The same record and notebook give the same bytes.
 */
export async function writeEvidence(
  folder: string,
  record: RunRecord,
  notebook: Notebook,
): Promise<readonly Artefact[]> {
  const report = reportOf(record, notebook);
  const html = await writeArtefact(folder, "html", "report.html", Buffer.from(toHtml(report), "utf8"));
  const pdf = await writeArtefact(folder, "pdf", "report.pdf", toPdf(report));
  return [html, pdf];
}

async function writeArtefact(
  folder: string,
  role: Artefact["role"],
  path: string,
  content: Uint8Array,
): Promise<Artefact> {
  const target = join(folder, path);
  const draft = `${target}.${randomUUID()}.part`;
  try {
    await writeFile(draft, content);
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new EnvironmentError(
      `${target} could not be written: ${(cause as Error).message}. Check that the folder exists, is writable and has room.`,
      { path: target },
      cause,
    );
  }
  return { role, path, sha256: sha256(content), bytes: content.length };
}
