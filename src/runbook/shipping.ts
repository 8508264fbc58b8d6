import { basename, extname, join } from "node:path";
import { type ObjectAddress, objectAddress } from "../objects/address.js";
import type { RunRecord } from "./record.js";

/** Media types of what a run leaves, by the end of its name. */
const TYPES: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".ipynb": "application/x-ipynb+json",
  ".html": "text/html; charset=utf-8",
  ".pdf": "application/pdf",
};

/** Bytes of the largest product that is copied: each is sent in one piece. */
const LARGEST = 2 ** 30;

/** How long a bucket may keep a run that is over, in ms. */
const SHIPPING_TIME = 20_000;

/** Where copies of evidence go: what the sidecar says, else LISALAB_EVIDENCE, else "" for nowhere. */
export function evidencePlace(evidence: string, env: NodeJS.ProcessEnv = process.env): string {
  const url = evidence || env["LISALAB_EVIDENCE"] || "";
  if (url !== "") objectAddress(url);
  return url;
}

/** What people should be told of where copies go, before any has gone. */
export function shippingNote(record: RunRecord): string {
  const stay = record.artefacts.filter(({ bytes }) => bytes > LARGEST).map(({ path }) => path);
  const left = stay.length === 0 ? "" : `; above 1 GiB, and therefore only here: ${stay.join(", ")}`;
  return `Copy of the evidence: ${evidenceUrl(record)}; \`lisalab evidence list\` shows what is on its way${left}.`;
}

/** Where the evidence of a run is, as a folder of objects. */
export function evidenceUrl({ id, evidence }: Pick<RunRecord, "id" | "evidence">): string {
  return `${evidence.replace(/\/+$/, "")}/${id}/`;
}

/**
 * Puts record, notebook, reports and products of a closed run into the journal of evidence, and tries to send what waits there.
 * What a store does to it is no problem of the run's: it waits.
 */
export async function shipRun(record: RunRecord, folder: string, home: string): Promise<void> {
  const { shipEvidence } = await import("../objects/carrier.js");
  await journalRun(record, folder, home);
  await shipEvidence(home, { signal: AbortSignal.timeout(SHIPPING_TIME) });
}

/** Puts them into the journal only. */
export async function journalRun(record: RunRecord, folder: string, home: string): Promise<void> {
  const { withShipping } = await import("../objects/carrier.js");
  const names = ["record.json", ...record.artefacts.filter(({ bytes }) => bytes <= LARGEST).map(({ path }) => path)];
  const files = names.map((name) => ({
    path: join(folder, name),
    to: (sha256: string): ObjectAddress => placeOf(record, name, sha256),
    type: TYPES[extname(name)] ?? "application/octet-stream",
  }));
  await withShipping(home, (shipping) => shipping.add(files));
}

/** The hash in its name keeps what a run left from what it left when it was resumed. */
function placeOf(record: RunRecord, name: string, sha256: string): ObjectAddress {
  const end = extname(name);
  return objectAddress(`${evidenceUrl(record)}${basename(name, end)}-${sha256.slice(0, 16)}${end}`);
}
