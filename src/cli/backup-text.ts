import type { Backups } from "../archive/listing.js";
import type { Backup, Manifest } from "../archive/manifest.js";
import type { Restoration } from "../archive/restoration.js";
import type { BackupVerification } from "../archive/verification.js";
import { type Paper, printable, tableText } from "./table.js";

/** What was backed up, what was not, and what was wrong already. */
export function madeText({ folder, manifest }: Backup): string {
  const { shared, leftOut, faults } = manifest;
  return lines([
    `${folder}: ${contentText(manifest)}`,
    shared === null ? "" : `${shared.files} files are shared with ${shared.with}`,
    ...leftOut.map(({ path, reason }) => `left out: ${path}: ${reason}`),
    ...faults.map((fault) => `wrong in ${manifest.home} itself: ${fault}`),
  ]);
}

/** What reading a backup found. */
export function verifiedText(folder: string, { manifest, files, bytes, faults }: BackupVerification): string {
  const read = `${files} files, ${sizeText(bytes)}, are as they were written`;
  return lines([
    faults.length === 0
      ? `${folder}: ${read}; made ${manifest!.startedAt}`
      : `${folder}: ${faultsText(faults.length)}; ${read}`,
    ...faults.map(({ path, message }) => `${path} ${message}`),
  ]);
}

/** What was restored, and what to do next. */
export function restoredText({ home, manifest, ignored }: Restoration): string {
  return lines([
    `${home}: ${contentText(manifest)}, as of ${manifest.startedAt}`,
    ...ignored.map(({ path, message }) => `not restored: ${path} ${message}`),
    "`lisalab logbook verify` walks its chain; `lisalab runs list` closes what was running then",
  ]);
}

/** All backups of a folder as a table, the latest first, and what is none. */
export function backupsTable({ backups, damaged, unfinished }: Backups, paper: Paper): string {
  const rows = [...backups]
    .reverse()
    .map(({ manifest }) => [
      manifest.id,
      manifest.startedAt,
      String(manifest.files.length),
      sizeText(bytesOf(manifest)),
      String(manifest.logbook?.entries ?? 0),
      manifest.faults.length === 0 ? "" : `${faultsText(manifest.faults.length)} in the home itself`,
    ]);
  const head = ["BACKUP", "AS OF", "FILES", "SIZE", "ENTRIES", "REMARK"];
  return lines([
    rows.length === 0 ? "no backups" : tableText([head, ...rows], { elastic: 5, status: -1 }, paper),
    ...damaged.map(({ reason }) => `no backup: ${reason}`),
    ...unfinished.map(
      (path) => `unfinished: ${path} is being made, or its maker was killed; the next backup clears that up`,
    ),
  ]);
}

function faultsText(count: number): string {
  return `${count} ${count === 1 ? "fault" : "faults"}`;
}

function contentText(manifest: Manifest): string {
  const { logbook, runs, files } = manifest;
  const head = logbook === null ? "no logbook" : `${logbook.entries} entries up to ${headText(logbook.head)}`;
  return `${files.length} files, ${sizeText(bytesOf(manifest))}, ${runs} runs, ${head}`;
}

function headText({ id, hash }: { readonly id: number; readonly hash: string }): string {
  return `${id}:${hash}`;
}

function bytesOf({ files }: Manifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function lines(parts: readonly string[]): string {
  return printable(parts.filter((part) => part !== "").join("\n"));
}
