import { nearest } from "./nearest.js";

const UTC_TIME = /^\d{8}T\d{6}Z$/;

const FREQUENCIES = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"];

/** Most times that a rule with COUNT has: it is counted from its beginning at every look. */
const MOST = 10_000;

/** Numbers that a part can have, in lists; with `back`, also counted from the end. */
const NUMBERS: Readonly<Record<string, { readonly from: number; readonly to: number; readonly back: boolean }>> = {
  BYSECOND: { from: 0, to: 59, back: false },
  BYMINUTE: { from: 0, to: 59, back: false },
  BYHOUR: { from: 0, to: 23, back: false },
  BYMONTHDAY: { from: 1, to: 31, back: true },
  BYYEARDAY: { from: 1, to: 366, back: true },
  BYWEEKNO: { from: 1, to: 53, back: true },
  BYMONTH: { from: 1, to: 12, back: false },
  BYSETPOS: { from: 1, to: 366, back: true },
};

const PARTS = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", ...Object.keys(NUMBERS)];

/** What each part asks of FREQ, as RFC 5545 (section 3.3.10) has it. */
const ONLY_WITH: Readonly<Record<string, readonly string[]>> = {
  BYWEEKNO: ["YEARLY"],
  BYYEARDAY: ["YEARLY", "HOURLY", "MINUTELY"],
  BYMONTHDAY: ["YEARLY", "MONTHLY", "DAILY", "HOURLY", "MINUTELY"],
};

/** Whether a schedule is written as RFC 5545 does it, well or not. */
export function isRecurrence(text: string): boolean {
  return /RRULE|DTSTART|FREQ=/i.test(text);
}

/** What is wrong with `DTSTART:… RRULE:…`, and how it is right; undefined when nothing is. */
export function recurrenceFault(text: string): string | undefined {
  const lines = text.trim().split(/\s+/);
  const [start, rule] = lines;
  if (lines.length !== 2 || !start!.startsWith("DTSTART") || !rule!.startsWith("RRULE:")) {
    return 'give its first time and its rule, both in UTC, e.g. "DTSTART:20370101T060000Z RRULE:FREQ=DAILY"';
  }
  return startFault(start!) ?? ruleFault(rule!.slice("RRULE:".length));
}

function startFault(start: string): string | undefined {
  if (start.includes("TZID")) return "DTSTART has a time zone; schedules are in UTC: write DTSTART:20370101T060000Z";
  return timeFault("DTSTART", start.slice("DTSTART:".length));
}

function ruleFault(rule: string): string | undefined {
  const parts = new Map<string, string>();
  for (const part of rule.split(";")) {
    const [name, value, ...more] = part.split("=");
    if (!PARTS.includes(name!)) return `"${name}" is no part of a rule${nearest(name!, PARTS)}`;
    if (value === undefined || value === "" || more.length > 0) return `${name} has no value; write ${name}=…`;
    if (parts.has(name!)) return `${name} is there twice; give it once, values separated by commas`;
    parts.set(name!, value);
  }
  for (const [name, value] of parts) {
    const fault = valueFault(name, value);
    if (fault !== undefined) return fault;
  }
  return relationFault(parts);
}

function valueFault(name: string, value: string): string | undefined {
  switch (name) {
    case "FREQ":
      if (value === "SECONDLY") return "FREQ=SECONDLY is too often; MINUTELY is the shortest";
      return FREQUENCIES.includes(value) ? undefined : `FREQ is "${value}"${nearest(value, FREQUENCIES)}`;
    case "INTERVAL":
      return wholeFault(name, value, 1000);
    case "COUNT":
      return wholeFault(name, value, MOST);
    case "UNTIL":
      return timeFault(name, value);
    case "WKST":
      return /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value) ? undefined : `WKST is "${value}"; it can be MO to SU`;
    case "BYDAY":
      return dayFault(value);
    default:
      return numbersFault(name, value);
  }
}

/** What parts can't be together. */
function relationFault(parts: ReadonlyMap<string, string>): string | undefined {
  const frequency = parts.get("FREQ");
  if (frequency === undefined) return `FREQ is missing; it can be ${FREQUENCIES.join(", ")}`;
  if (parts.has("COUNT") && parts.has("UNTIL")) return "COUNT and UNTIL can't both be there; take one away";
  const alien = [...parts.keys()].find((name) => ONLY_WITH[name]?.includes(frequency) === false);
  if (alien !== undefined)
    return `${alien} can't be with FREQ=${frequency}; with ${ONLY_WITH[alien]!.join(", ")} it can`;
  const numbered = /\d/.test(parts.get("BYDAY") ?? "");
  if (numbered && (!["YEARLY", "MONTHLY"].includes(frequency) || parts.has("BYWEEKNO"))) {
    return "BYDAY can have numbers with FREQ=MONTHLY, and with YEARLY unless BYWEEKNO is there";
  }
  const others = [...parts.keys()].filter((name) => name.startsWith("BY") && name !== "BYSETPOS");
  return parts.has("BYSETPOS") && others.length === 0 ? "BYSETPOS needs another BY… to choose from" : undefined;
}

function dayFault(value: string): string | undefined {
  const strange = value.split(",").find((day) => !/^([+-]?([1-9]|[1-4]\d|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)$/.test(day));
  return strange === undefined
    ? undefined
    : `BYDAY "${strange}" is no day; write MO to SU, or 2TU for the second Tuesday`;
}

function numbersFault(name: string, value: string): string | undefined {
  const { from, to, back } = NUMBERS[name]!;
  const strange = value.split(",").find((text) => {
    const match = /^([+-]?)(\d{1,3})$/.exec(text);
    return match === null || (match[1] !== "" && !back) || Number(match[2]) < from || Number(match[2]) > to;
  });
  if (strange === undefined) return undefined;
  return `${name} "${strange}" is not within ${from} to ${to}${back ? `, or -${to} to -${from} from the end` : ""}`;
}

function wholeFault(name: string, value: string, most: number): string | undefined {
  const isWhole = /^\d{1,7}$/.test(value) && Number(value) >= 1 && Number(value) <= most;
  return isWhole ? undefined : `${name} is "${value}"; it can be 1 to ${most}`;
}

/** A date and time in UTC as RFC 5545 writes them, which is there in the calendar. */
function timeFault(name: string, text: string): string | undefined {
  const hint = `write it in UTC, such as ${name}${name === "UNTIL" ? "=" : ":"}20370101T060000Z`;
  if (!UTC_TIME.test(text)) return `${name} is "${text}"; ${hint}`;
  const time = timeOf(text);
  const isThere = !Number.isNaN(time) && basicTime(time) === text;
  return isThere ? undefined : `${name} is "${text}", which is in no calendar; ${hint}`;
}

/** ms since 1970 UTC of `20370101T060000Z`. */
export function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

/** The time as RFC 5545 writes it. */
function basicTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
