import { type CommandDef, defineCommand } from "citty";
import type { Score } from "../catalogue/score.js";
import { readConfig } from "./config.js";
import { UsageError } from "./failure.js";
import { interruptible } from "./interruptible.js";

const makeArgs = {
  config: {
    type: "positional",
    required: true,
    description:
      "A file of JSON: name, seed, duration and dt (s), generation, noise, galacticBinaries and massiveBinaries (lists, or { count, … })",
  },
  output: {
    type: "string",
    valueHint: "FOLDER",
    description: "Where NAME-truth.h5 and NAME-blind.h5 go; must be given",
  },
} as const;

const makeCommand = defineCommand({
  meta: {
    name: "make",
    description: "Data with sources in the layout of the LISA Data Challenges: a truth and a blind file",
  },
  args: makeArgs,
  async run({ args: given }) {
    if (!given.output)
      throw new UsageError("--output is missing: name the folder to write into", "lisalab challenge make");
    const [{ challengeConfiguration }, { makeChallenge }] = await Promise.all([
      import("../io/challengeconfig.js"),
      import("../io/challengewriter.js"),
    ]);
    const configuration = challengeConfiguration(await readConfig(given.config));
    const { truth, blind, sources, length } = await interruptible(
      `Stopped before the end; ${given.output} has no challenge.`,
      (work) => makeChallenge(given.output!, configuration, work),
    );
    const of = `${length} samples, ${sources.length === 1 ? "1 source" : `${sources.length} sources`}`;
    process.stderr.write(`${truth}: ${of}\n${blind}: the same without the sources\n`);
  },
});

const scoreArgs = {
  answer: { type: "positional", required: true, description: "A catalogue, or a file with the challenges' tables" },
  truth: { type: "positional", required: true, description: "The file with the truth" },
  snr: { type: "string", valueHint: "SNR", description: "True sources below need not be found; default 7" },
  overlap: { type: "string", valueHint: "OVERLAP", description: "Overlap from which sources match; default 0.9" },
  phases: {
    type: "string",
    valueHint: "LDC|GBGPU",
    description: "Whose initial phases the truth has; default: as it says",
  },
  "other-data": {
    type: "boolean",
    default: false,
    description: "Score a catalogue though it was made from other series than the truth's",
  },
  json: { type: "boolean", description: "Everything as JSON" },
} as const;

const scoreCommand = defineCommand({
  meta: {
    name: "score",
    description: "An answer measured by the truth: matches, recall, purity, calibration of posteriors",
  },
  args: scoreArgs,
  async run({ args: given }) {
    const { scoreChallenge } = await import("../io/challengescore.js");
    const score = await scoreChallenge(given.answer, given.truth, {
      otherData: given["other-data"],
      ...(given.snr !== undefined && { leastSnr: numberIn("--snr", given.snr) }),
      ...(given.overlap !== undefined && { leastOverlap: numberIn("--overlap", given.overlap) }),
      ...(given.phases !== undefined && { phases: given.phases as "LDC" | "GBGPU" }),
    });
    process.stdout.write(given.json ? `${JSON.stringify(jsonOf(score), null, 2)}\n` : textOf(score));
  },
});

/** `lisalab challenge make|score`: challenges of our own, and how good an answer is. */
export const challengeCommand: CommandDef = {
  meta: { name: "challenge", description: "Make a data challenge, or score an answer to one" },
  subCommands: { make: makeCommand, score: scoreCommand },
};

function numberIn(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new UsageError(`${option} is "${text}"; it must be a number`, "lisalab challenge score");
}

/** Pairs, missed and spurious sources by their ids: their samples are in the files. */
function jsonOf({ pairs, missed, spurious, ...numbers }: Score): object {
  return {
    ...numbers,
    pairs: pairs.map(({ before, after, overlap }) => ({ answer: before.id, truth: after.id, overlap })),
    missed: missed.map(({ id }) => id),
    spurious: spurious.map(({ id }) => id),
  };
}

function textOf(score: Score): string {
  const rows = [
    ["SNR", "injected", "found", "recall", "answered", "right", "purity"],
    ...score.rows.map(({ from, to, injected, found, answered, right }) => [
      Number.isFinite(to) ? `${from}-${to}` : `${from}-`,
      ...[injected, found, percent(found, injected), answered, right, percent(right, answered)].map(String),
    ]),
    [
      "all",
      score.injected,
      score.found,
      percent(score.found, score.injected),
      score.answered,
      score.right,
      percent(score.right, score.answered),
    ].map(String),
  ];
  const honest = score.calibration.map(({ parameter, sources, inside, probability }) => [
    parameter,
    String(sources),
    percent(inside, sources),
    probability.toFixed(3),
  ]);
  const posteriors =
    honest.length === 0 ? "" : `\n${aligned([["posterior of", "sources", "truth inside", "KS p"], ...honest])}`;
  return `${aligned(rows)}${posteriors}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `${row.map((cell, column) => cell.padStart(widths[column]!)).join("  ")}\n`).join("");
}
