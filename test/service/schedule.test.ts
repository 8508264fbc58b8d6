import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assertSchedule } from "../../src/runbook/sidecar-schedule.js";
import { scheduleOf } from "../../src/service/schedule.js";

/** The first `count` times after `from`, as ISO 8601. */
function timesOf(text: string, from: string, count: number): string[] {
  const schedule = scheduleOf(text);
  const times: string[] = [];
  for (let time: number | null = Date.parse(from); times.length < count; ) {
    time = schedule.next(time);
    if (time === null) break;
    times.push(new Date(time).toISOString().slice(0, 16));
  }
  return times;
}

describe("times of a schedule", () => {
  it.each([
    ["0 6 * * *", "2037-03-28T06:00:00Z", ["2037-03-29T06:00", "2037-03-30T06:00"]],
    // When summer time begins and ends in Europe nothing is left out or doubled.
    ["30 2 * * *", "2037-03-28T12:00:00Z", ["2037-03-29T02:30", "2037-03-30T02:30"]],
    ["30 2 * * *", "2037-10-24T12:00:00Z", ["2037-10-25T02:30", "2037-10-26T02:30"]],
    ["0 0 29 2 *", "2037-01-01T00:00:00Z", ["2040-02-29T00:00", "2044-02-29T00:00"]],
    ["0 0 31 * *", "2037-01-31T00:00:00Z", ["2037-03-31T00:00", "2037-05-31T00:00"]],
    ["0 0 1 * 1", "2037-01-01T00:00:00Z", ["2037-01-05T00:00", "2037-01-12T00:00"]],
    ["DTSTART:20370131T000000Z RRULE:FREQ=MONTHLY", "2037-01-31T00:00:00Z", ["2037-03-31T00:00", "2037-05-31T00:00"]],
    ["DTSTART:20360229T120000Z RRULE:FREQ=YEARLY", "2036-03-01T00:00:00Z", ["2040-02-29T12:00", "2044-02-29T12:00"]],
    ["DTSTART:20370101T060000Z RRULE:FREQ=DAILY;COUNT=2", "2037-01-01T06:00:00Z", ["2037-01-02T06:00"]],
    [
      "DTSTART:20370101T060000Z RRULE:FREQ=DAILY;UNTIL=20370103T060000Z",
      "2037-01-01T12:00:00Z",
      ["2037-01-02T06:00", "2037-01-03T06:00"],
    ],
  ])("%s from %s", (text, from, times) => {
    expect(timesOf(text, from, Math.max(2, times.length))).toEqual(times);
  });

  it.each([
    "0 0 30 2 *",
    "0 0 31 4,6,9,11 *",
    "DTSTART:20370101T000000Z RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "DTSTART:20370101T000000Z RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
    "DTSTART:20370101T000000Z RRULE:FREQ=MINUTELY;INTERVAL=2;BYMINUTE=31",
    "DTSTART:20370101T000000Z RRULE:FREQ=DAILY;COUNT=3",
  ])("%s has none", (text) => {
    assertSchedule(text, "s.yaml");
    expect(scheduleOf(text).next(Date.parse("2038-01-01T00:00:00Z"))).toBeNull();
  });

  it("are what other implementations find, for 600 schedules drawn at random", () => {
    const { cases } = JSON.parse(
      readFileSync(new URL("../fixtures/service/schedules.json", import.meta.url), "utf8"),
    ) as { cases: [string, number, number[]][] };
    // The reference's times end there.
    const end = Date.UTC(2066, 11, 31);
    const wrong = cases.filter(([text, from, times]) => {
      assertSchedule(text, "s.yaml");
      const schedule = scheduleOf(text);
      const expected = [...times, ...(times.length < 4 ? [null] : [])];
      return expected.some((time, index) => {
        const found = schedule.next(times[index - 1] ?? from);
        return (found !== null && found > end ? null : found) !== time;
      });
    });
    expect(wrong).toEqual([]);
  });
});
