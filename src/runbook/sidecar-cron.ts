/** A field of cron: what may stand in it. */
interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names for numbers, the first for `from`. */
  readonly names: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: readonly CronField[] = [
  { name: "minute", from: 0, to: 59, names: [] },
  { name: "hour", from: 0, to: 23, names: [] },
  { name: "day of the month", from: 1, to: 31, names: [] },
  { name: "month", from: 1, to: 12, names: MONTHS },
  { name: "day of the week", from: 0, to: 7, names: WEEKDAYS },
];

/** What other crons call by a name. */
const NICKNAMES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** What is wrong with a line of cron, and how it is right; undefined when nothing is. */
export function cronFault(line: string): string | undefined {
  const fields = line.trim().split(/\s+/);
  const nickname = NICKNAMES[line.trim().toLowerCase()];
  if (nickname !== undefined) return `write "${nickname}"`;
  if (fields.length !== FIELDS.length) {
    return `give five fields of cron in UTC (${FIELDS.map(({ name }) => name).join(", ")}), e.g. "0 6 * * *" for every day at 06:00, or DTSTART and RRULE of RFC 5545`;
  }
  for (const [index, field] of FIELDS.entries()) {
    for (const item of fields[index]!.split(",")) {
      const fault = itemFault(item, field);
      if (fault !== undefined) return `${field.name} "${item}" ${fault}`;
    }
  }
  return undefined;
}

/** One of the items that commas separate: `*`, a number or a range, with or without a step. */
function itemFault(item: string, field: CronField): string | undefined {
  const [range, step, ...more] = item.split("/");
  if (more.length > 0 || item === "") return "is no number, range, step or *";
  const span = field.to - field.from;
  if (step !== undefined && !(/^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= span)) {
    return `has the step "${step}"; it can be 1 to ${span}`;
  }
  if (range === "*") return undefined;
  const ends = range!.split("-");
  const numbers = ends.map((end) => numberOf(end, field));
  const strange = ends.find((_, index) => Number.isNaN(numbers[index]));
  if (strange !== undefined || ends.length > 2) return `is none of ${rangeOf(field)}`;
  if (ends.length === 2 && numbers[0]! > numbers[1]!) return `goes backwards; write two: ${apart(ends, field)}`;
  if (ends.length === 1 && step !== undefined) return `has a step but no range; write ${ends[0]}-${field.to}/${step}`;
  return undefined;
}

/** A range that goes over the end, as two. */
function apart([from, to]: readonly string[], field: CronField): string {
  return `${from}-${field.name === "day of the week" ? 6 : field.to},${field.from}-${to}`;
}

/** NaN for what the field can't have. */
function numberOf(text: string, { from, to, names }: CronField): number {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return from + named;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : Number.NaN;
}

function rangeOf({ from, to, names }: CronField): string {
  return `${from} to ${to}${names.length === 0 ? "" : ` or ${names[0]} to ${names.at(-1)}`}`;
}
