import { parseArgs } from "node:util";
import { type ArgsDef, type CommandDef, renderUsage } from "citty";
import { errorMessage } from "../core/error-message.js";
import { UsageError } from "./failure.js";

/** The command that a command line names. */
export interface ChosenCommand {
  readonly command: CommandDef;
  /** How it is called, e.g. "lisalab logbook list". */
  readonly name: string;
  /** The words behind the command's name. */
  readonly rest: readonly string[];
}

/** Walks from `root` along the words of `argv` that name sub-commands. */
export async function chosenCommand(root: CommandDef, argv: readonly string[]): Promise<ChosenCommand> {
  let chosen: ChosenCommand = { command: root, name: "lisalab", rest: argv };
  for (;;) {
    const subCommands = await resolved(chosen.command.subCommands);
    const word = chosen.rest[0];
    if (subCommands === undefined || word === undefined || word.startsWith("-")) {
      return chosen;
    }
    if (!Object.hasOwn(subCommands, word)) {
      // A command that does something itself takes the word for its own.
      if (chosen.command.run !== undefined) return { ...chosen, command: withoutSubCommands(chosen.command) };
      const known = Object.keys(subCommands).join(", ");
      throw new UsageError(`unknown command "${word}"; there are: ${known}`, chosen.name);
    }
    const command = (await resolved(subCommands[word])) as CommandDef;
    chosen = { command, name: `${chosen.name} ${word}`, rest: chosen.rest.slice(1) };
  }
}

function withoutSubCommands(command: CommandDef): CommandDef {
  const alone = { ...command };
  delete alone.subCommands;
  return alone;
}

/** The text that --help prints. */
export async function helpOf({ command, name }: ChosenCommand): Promise<string> {
  const meta = { ...(await resolved(command.meta)), name };
  return `${await renderUsage({ ...command, meta })}\n`;
}

/** Throws a UsageError for what citty lets pass: unknown options, options without a value, too many or few words. */
export async function checkUsage({ command, name, rest }: ChosenCommand): Promise<void> {
  if (command.subCommands !== undefined && command.run === undefined) {
    throw new UsageError(`"${name}" needs a command behind it`, name);
  }
  const definition = (await resolved(command.args)) ?? {};
  const { positionals: words, values } = strictlyParsed(definition, rest, name);
  const places = Object.entries(definition).filter(([, argument]) => argument.type === "positional");
  const missing = places.filter(([, argument]) => argument.required !== false && argument.default === undefined);
  if (words.length < missing.length) {
    throw new UsageError(`${missing[words.length]![0].toUpperCase()} is missing`, name);
  }
  if (words.length > places.length && !isRepeated(places.at(-1)?.[1])) {
    throw new UsageError(`"${words[places.length]}" is one argument too many`, name);
  }
  for (const [option, { type, required }] of Object.entries(definition)) {
    if (type !== "string") continue;
    if (required === true && values[option] === undefined) throw new UsageError(`--${option} is missing`, name);
    if (values[option]?.includes("")) throw new UsageError(`--${option} is empty`, name);
  }
}

/** Whether a word may come more than once, as `FOLDER…` says. */
function isRepeated(argument: ArgsDef[string] | undefined): boolean {
  return argument?.valueHint?.endsWith("…") ?? false;
}

/** What parseArgs finds: words, and each option's values. */
interface ParsedWords {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, readonly (string | boolean)[] | undefined>>;
}

function strictlyParsed(definition: ArgsDef, rest: readonly string[], name: string): ParsedWords {
  try {
    return parseArgs({
      args: [...rest],
      options: optionsOf(definition),
      allowPositionals: true,
      allowNegative: true,
    });
  } catch (error) {
    throw new UsageError(firstSentence(error), name);
  }
}

function optionsOf(definition: ArgsDef): Record<string, { type: "boolean" | "string"; multiple: true }> {
  const options: Record<string, { type: "boolean" | "string"; multiple: true; short?: string }> = {};
  for (const [option, argument] of Object.entries(definition)) {
    if (argument.type === "positional") {
      continue;
    }
    const type = argument.type === "boolean" || argument.type === undefined ? "boolean" : "string";
    const aliases = "alias" in argument ? [argument.alias ?? []].flat() : [];
    const short = aliases.find((alias) => alias.length === 1);
    for (const long of [option, ...aliases.filter((alias) => alias.length > 1)]) {
      options[long] = { type, multiple: true };
    }
    if (short !== undefined) {
      options[option] = { type, multiple: true, short };
    }
  }
  return options;
}

/** Node's own message, less its advice about `--`. */
function firstSentence(error: unknown): string {
  const text = errorMessage(error);
  return text.split(/\. (?=To specify)|\.?\n/)[0]!;
}

async function resolved<T>(value: T | Promise<T> | (() => T | Promise<T>) | undefined): Promise<T | undefined> {
  return typeof value === "function" ? (value as () => T | Promise<T>)() : value;
}
