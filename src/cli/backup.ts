import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { listBackups } from "../archive/listing.js";
import { exitStatusOf } from "../core/verdict.js";
import { backupsTable, madeText, restoredText, verifiedText } from "./backup-text.js";
import { interruptible } from "./interruptible.js";
import { outputPaper } from "./table.js";

const place = {
  type: "positional",
  required: true,
  description: "A folder of backups, best on another disk",
} as const satisfies ArgsDef[string];

const backup = {
  type: "positional",
  required: true,
  description: "The folder of one backup",
} as const satisfies ArgsDef[string];

const json = { type: "boolean", description: "Print as JSON" } as const satisfies ArgsDef[string];

const make = defineCommand({
  meta: {
    name: "make",
    description:
      "Copy logbook, runs and records, while runs go on. Exit status: 0, or 1 when the home itself is damaged",
  },
  args: { folder: place, json },
  async run({ args }) {
    const { makeBackup } = await import("../archive/backup.js");
    const made = await interruptible("Stopped before the end; there is no backup of this time.", (work) =>
      makeBackup(args.folder, {}, work),
    );
    console.log(args.json ? asJson({ folder: made.folder, ...made.manifest }) : madeText(made));
    process.exitCode = exitStatusOf(made.manifest.faults.length === 0 ? "Pass" : "Warn");
  },
});

const verify = defineCommand({
  meta: { name: "verify", description: "Read every byte of a backup: is all as it was written? Exit status: 0 or 2" },
  args: { backup, json },
  async run({ args }) {
    const { verifyBackup } = await import("../archive/verification.js");
    const found = await interruptible("Stopped before the end; nothing is known of the rest.", (work) =>
      verifyBackup(args.backup, work),
    );
    console.log(args.json ? asJson(found) : verifiedText(args.backup, found));
    process.exitCode = exitStatusOf(found.faults.length === 0 ? "Pass" : "Fail");
  },
});

const restore = defineCommand({
  meta: { name: "restore", description: "Bring a backup back into an empty LISALAB_HOME, verifying every byte" },
  args: {
    backup,
    home: { type: "string", description: "Instead of LISALAB_HOME", valueHint: "FOLDER" },
    json,
  },
  async run({ args }) {
    const { restoreBackup } = await import("../archive/restoration.js");
    const options = args.home === undefined ? {} : { home: args.home };
    const restored = await interruptible("Stopped before the end; nothing was restored.", (work) =>
      restoreBackup(args.backup, options, work),
    );
    console.log(args.json ? asJson(restored) : restoredText(restored));
  },
});

const list = defineCommand({
  meta: { name: "list", description: "List the backups in a folder, the latest first" },
  args: { folder: place, json },
  async run({ args }) {
    const found = await listBackups(args.folder);
    console.log(args.json ? asJson(found) : backupsTable(found, outputPaper()));
  },
});

/** `lisalab backup …`: copies of LISALAB_HOME, and their way back. */
export const backupCommand: CommandDef = {
  meta: { name: "backup", description: "Back up logbook, runs and records; verify and restore" },
  subCommands: { make, verify, restore, list },
};

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
