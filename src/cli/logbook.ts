import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { parseArgs } from "node:util";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { BadArgumentError } from "../core/errors.js";
import { exitStatusOf } from "../core/verdict.js";
import { lisalabHome } from "../jupyter/installation.js";
import type { Link } from "../logbook/chain.js";
import { STATUSES } from "../logbook/draft.js";
import { type EmbeddedLogbook, openLogbook } from "../logbook/embedded.js";
import { exportTo, markdownOf, saveAttachments } from "../logbook/export.js";
import { logbookFailure } from "../logbook/failure.js";
import type { Entry, EntryQuery, NewAttachment } from "../logbook/logbook.js";
import { UsageError } from "./failure.js";
import { pageOf, tableOf, verdictOf } from "./logbook-text.js";
import { operatorName } from "./operator.js";
import { outputPaper } from "./table.js";

const filters = {
  status: { type: "string", description: `Only this status: ${STATUSES.join(", ")}` },
  system: { type: "string", description: "Only this part of the ground segment" },
  run: { type: "string", description: "Only the entry of this run id" },
  since: { type: "string", description: "Only from this day or time on, UTC: 2037-01-31 or 2037-01-31T06:00:00Z" },
  text: { type: "string", description: "Only with all these words in subject or text" },
  limit: { type: "string", description: "At most so many, the newest" },
} as const satisfies ArgsDef;

const list = defineCommand({
  meta: { name: "list", description: "List entries, the newest first" },
  args: { ...filters, json: { type: "boolean", description: "Print the entries as JSON" } },
  run: ({ args }) =>
    withLogbook(async (logbook) => {
      const entries = await logbook.list(queryOf(args));
      const none = "no entries";
      console.log(args.json ? asJson(entries) : entries.length === 0 ? none : tableOf(entries, outputPaper()));
    }),
});

const show = defineCommand({
  meta: { name: "show", description: "Show an entry in full" },
  args: {
    id: { type: "positional", description: "Message id of the entry", required: true },
    save: { type: "string", description: "Save its attachments, verified, in this folder", valueHint: "FOLDER" },
    json: { type: "boolean", description: "Print the entry as JSON" },
  },
  run: ({ args }) =>
    withLogbook(async (logbook) => {
      const entry = await logbook.get(wholeNumber(args.id, "ID"));
      console.log(args.json ? asJson(entry) : pageOf(entry, outputPaper()));
      if (args.save !== undefined) {
        const paths = await saveAttachments(logbook, entry, args.save);
        process.stderr.write(paths.map((path) => `saved ${path}\n`).join(""));
      }
    }),
});

const verify = defineCommand({
  meta: { name: "verify", description: "Walk the whole chain and read every attachment: is all as it was written?" },
  args: {
    head: { type: "string", description: "A head noted earlier, which must still be there", valueHint: "ID:HASH" },
    json: { type: "boolean", description: "Print what was found as JSON" },
  },
  run: ({ args }) =>
    withLogbook(async (logbook) => {
      const found = await logbook.verify(args.head === undefined ? undefined : linkOf(args.head));
      console.log(args.json ? asJson(found) : verdictOf(found));
      process.exitCode = exitStatusOf(found.faults.length === 0 ? "Pass" : "Fail");
    }),
});

const post = defineCommand({
  meta: { name: "post", description: "Write an entry by hand" },
  args: {
    subject: { type: "string", description: "What it is about, one line; must be given" },
    system: { type: "string", description: "Part of the ground segment it concerns", default: "operations" },
    status: { type: "string", description: STATUSES.join(", "), default: "Info" },
    text: { type: "string", description: 'The text, Markdown; "-" reads it from standard input', default: "" },
    author: { type: "string", description: "Who writes; LISALAB_OPERATOR or your user name, when absent" },
    time: { type: "string", description: "When it happened, UTC; now, when absent" },
    run: { type: "string", description: "Run id it belongs to" },
    link: { type: "string", description: "A link; can be given several times", valueHint: "URL" },
    attach: { type: "string", description: "A file to keep with it; can be given several times", valueHint: "FILE" },
    key: { type: "string", description: "Identity of the entry: the same key twice is one entry; goes with --time" },
    json: { type: "boolean", description: "Print the entry as JSON" },
  },
  run: ({ args, rawArgs }) =>
    withLogbook(async (logbook) => {
      if (args.subject === undefined) {
        throw new UsageError("--subject is missing", "lisalab logbook post");
      }
      if (args.key !== undefined && args.time === undefined) {
        throw new UsageError("--key needs --time, so that posting again gives the same entry", "lisalab logbook post");
      }
      const entry = await logbook.post({
        key: args.key ?? `by-hand-${randomUUID()}`,
        time: args.time === undefined ? new Date().toISOString() : timeOf(args.time),
        system: args.system,
        subject: args.subject,
        author: args.author ?? operatorName(),
        status: args.status as Entry["status"],
        text: args.text === "-" ? readFileSync(0, "utf8") : args.text,
        runId: args.run ?? null,
        links: everyValue(rawArgs, "link"),
        attachments: await Promise.all(everyValue(rawArgs, "attach").map(attachmentFrom)),
      });
      console.log(args.json ? asJson(entry) : `entry ${entry.id} ${said[entry.outcome]}`);
    }),
});

const said: Readonly<Record<string, string>> = {
  added: "added",
  known: "was there already, with the same content",
  conflict: "was there already under this key, with other content: it stays as it is",
};

const exportEntries = defineCommand({
  meta: {
    name: "export",
    description: "Write entries out: as JSON lines, as Markdown, or with attachments in a folder",
  },
  args: {
    ...filters,
    format: { type: "string", description: "json (one line an entry) or markdown", default: "json" },
    folder: {
      type: "string",
      description: "Make this folder: entries.json, logbook.md, attachments",
      valueHint: "NEW",
    },
  },
  run: ({ args }) =>
    withLogbook(async (logbook) => {
      if (args.format !== "json" && args.format !== "markdown") {
        throw new BadArgumentError(`--format ${args.format}: json or markdown is expected`);
      }
      const entries = [...(await logbook.list(queryOf(args)))].reverse();
      if (args.folder !== undefined) {
        process.stderr.write(`${entries.length} entries in ${await exportTo(logbook, entries, args.folder)}\n`);
        return;
      }
      for (const entry of entries) {
        console.log(args.format === "json" ? JSON.stringify(entry) : markdownOf(entry));
      }
    }),
});

/** `lisalab logbook …`: reads, checks and writes the logbook of LISALAB_HOME. */
export const logbookCommand: CommandDef = {
  meta: { name: "logbook", description: "Read, verify, export and write the logbook, and copy it to others" },
  subCommands: {
    list,
    show,
    verify,
    post,
    export: exportEntries,
    spool: () => import("./logbook-spool.js").then((file) => file.spoolCommand),
  },
};

async function withLogbook(work: (logbook: EmbeddedLogbook) => Promise<void>): Promise<void> {
  const logbook = openLogbook(join(lisalabHome(), "logbook"));
  try {
    await work(logbook);
  } finally {
    await logbook.close();
  }
}

function queryOf(args: { [K in keyof typeof filters]?: string | undefined }): EntryQuery {
  return {
    ...(args.status === undefined ? {} : { status: args.status as Entry["status"] }),
    ...(args.system === undefined ? {} : { system: args.system }),
    ...(args.run === undefined ? {} : { runId: args.run }),
    ...(args.since === undefined ? {} : { since: timeOf(args.since) }),
    ...(args.text === undefined ? {} : { text: args.text }),
    ...(args.limit === undefined ? {} : { limit: wholeNumber(args.limit, "--limit") }),
  };
}

/** A day stands for its first moment. */
function timeOf(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}

function wholeNumber(text: string, name: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new BadArgumentError(`${name} is "${text}"; a whole number from 1 is expected`);
  }
  return Number(text);
}

function linkOf(text: string): Link {
  const [, id, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (id === undefined || hash === undefined) {
    throw new BadArgumentError(`--head ${text}: ID:HASH is expected, as \`lisalab logbook verify\` prints it`);
  }
  return { id: Number(id), hash };
}

/** All values of an option that can be given several times; citty keeps the last one only. */
function everyValue(rawArgs: string[], option: string): string[] {
  const { values } = parseArgs({
    args: rawArgs,
    options: { [option]: { type: "string", multiple: true } },
    strict: false,
  });
  return ((values[option] ?? []) as unknown[]).map(String);
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".pdf": "application/pdf",
  ".html": "text/html",
  ".ipynb": "application/x-ipynb+json",
  ".json": "application/json",
  ".md": "text/markdown",
  ".txt": "text/plain",
  ".csv": "text/csv",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".svg": "image/svg+xml",
  ".h5": "application/x-hdf5",
};

async function attachmentFrom(path: string): Promise<NewAttachment> {
  try {
    const mediaType = MEDIA_TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
    return { name: basename(path), mediaType, content: await readFile(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR") {
      throw new BadArgumentError(`--attach ${path}: there is no such file`, { path }, error);
    }
    throw logbookFailure(error, path);
  }
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
