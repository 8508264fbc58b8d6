import type { SpacecraftSummary, TelemetrySummary } from "../io/telemetrysummary.js";
import type { Dictionary } from "../telemetry/dictionary.js";
import type { Tally } from "../telemetry/tally.js";

/** What the mission's budget has for a spacecraft, with what packets need beside their content (bit/s). */
const BUDGET_WITH_PACKETS = 13_182;

/** A summary as tables, one for each spacecraft. */
export function summaryText({ dictionary, t0, duration, spacecraft }: TelemetrySummary): string {
  const lines = [
    `dictionary ${dictionary.identification}; ${duration} s from ${t0.seconds + t0.fraction} s of the spacecraft's clocks on`,
  ];
  for (const one of spacecraft) lines.push("", ...tableOf(one, duration));
  return lines.join("\n");
}

/** The channels as comma-separated values, one a line. */
export function channelTable({ channels }: Dictionary): string {
  const head = "channel,sent,budget row,application,Hz,bits,encoding,unit,resolution,lowest,highest,description";
  const rows = channels.map(
    ({ name, on, row, application, rate, bits, encoding, unit, resolution, range, description }) =>
      [name, on, row, `0x${application.toString(16)}`, rate, bits, encoding, unit, resolution, ...range, description]
        .map(String)
        .map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join(","),
  );
  return `${[head, ...rows].join("\n")}\n`;
}

function tableOf({ spacecraft, passes, bytes, strays, tallies }: SpacecraftSummary, duration: number): string[] {
  const head = ["APID", "Hz", "channels", "expected", "received", "lost", "damaged", "twice", "late", "bit/s"];
  const rows = tallies.map((tally) => rowOf(Number(spacecraft), tally));
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => row.map((cell, column) => cell.padStart(widths[column]!)).join("  ");
  const total = tallies.reduce((sum, { application }) => sum + application.rate * application.epochBits, 0);
  const rate = (8 * bytes) / duration;
  const strange = strays === 0 ? "" : `; ${strays} stretches of bytes are no packets or belong to no sample`;
  return [
    `spacecraft ${spacecraft}: ${passes.length} passes, ${bytes} bytes${strange}`,
    line(head),
    ...rows.map(line),
    `content ${total.toFixed(1)} bit/s, with packets ${rate.toFixed(1)} bit/s: ${((100 * rate) / BUDGET_WITH_PACKETS).toFixed(1)} % of the budget's ${BUDGET_WITH_PACKETS}`,
  ];
}

function rowOf(spacecraft: number, tally: Tally): string[] {
  const { id, rate, channels, epochBits } = tally.application;
  const numbers = [channels.length, tally.expected, tally.received, tally.lost, tally.damaged, tally.duplicated];
  return [
    `0x${(spacecraft * 256 + id).toString(16)}`,
    String(rate),
    ...numbers.map(String),
    String(tally.reordered),
    (rate * epochBits).toFixed(1),
  ];
}
