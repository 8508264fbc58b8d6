/** One check's outcome, as a run record keeps it. */
export interface Outcome {
  readonly name: string;
  readonly verdict: string;
  readonly value: number | string | boolean | null;
  readonly unit: string;
}

/** One fact of a run that may change between runs: a version, the hash of an input. */
export type Facts = Readonly<Record<string, string>>;

/**
 * What changed between two runs, in Markdown: a table of the checks then and now, those with another verdict first and then by
 * how much they moved; and the facts that differ.
 */
export function changes(
  before: { readonly checks: readonly Outcome[]; readonly facts: Facts },
  now: { readonly checks: readonly Outcome[]; readonly facts: Facts },
): string {
  const rows = now.checks
    .map((outcome) => ({ outcome, earlier: before.checks.find(({ name }) => name === outcome.name) }))
    .sort((a, b) => weight(b) - weight(a))
    .map(({ outcome, earlier }) => row(outcome, earlier));
  const gone = before.checks
    .filter(({ name }) => !now.checks.some((check) => check.name === name))
    .map(({ name }) => `- not made this time: ${name}`);
  const table = ["| check | last run | this run | change |", "| --- | ---: | ---: | --- |", ...rows];
  return [...table, "", ...gone, ...factLines(before.facts, now.facts)].join("\n").trimEnd();
}

interface Pair {
  readonly outcome: Outcome;
  readonly earlier: Outcome | undefined;
}

/** More than any value can move: the relative change is at most 2. */
const MOVED_MOST = 3;

function weight({ outcome, earlier }: Pair): number {
  if (earlier === undefined || earlier.verdict !== outcome.verdict) return MOVED_MOST;
  return Math.abs(relativeChange(outcome, earlier));
}

function relativeChange({ value }: Outcome, earlier: Outcome): number {
  if (typeof value !== "number" || typeof earlier.value !== "number") return 0;
  const scale = Math.max(Math.abs(value), Math.abs(earlier.value));
  return scale === 0 ? 0 : (value - earlier.value) / scale;
}

function row(outcome: Outcome, earlier: Outcome | undefined): string {
  const then = earlier === undefined ? "new" : said(earlier);
  const cells = [outcome.name, then, said(outcome), difference(outcome, earlier)];
  return `| ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;
}

function difference(outcome: Outcome, earlier: Outcome | undefined): string {
  if (earlier === undefined) return "";
  if (earlier.verdict !== outcome.verdict) return `**${earlier.verdict} → ${outcome.verdict}**`;
  if (typeof outcome.value !== "number" || typeof earlier.value !== "number") {
    return outcome.value === earlier.value ? "same" : "changed";
  }
  const by = outcome.value - earlier.value;
  return by === 0 ? "same" : `${by > 0 ? "+" : "−"}${digits(Math.abs(by))} ${outcome.unit}`.trimEnd();
}

function said({ value, unit }: Outcome): string {
  if (value === null) return "not measured";
  return typeof value === "number" ? `${digits(value)} ${unit}`.trimEnd() : String(value);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4))).replace(/-/g, "−");
}

function factLines(before: Facts, now: Facts): string[] {
  const differing = Object.keys(now).filter((name) => name in before && before[name] !== now[name]);
  const isOfData = Object.keys(now).some((name) => name.startsWith("sha256:"));
  if (differing.length === 0) return [`- software${isOfData ? " and data" : ""}: the same`];
  return differing.map((name) => `- ${name}: ${before[name]} → ${now[name]}`);
}
