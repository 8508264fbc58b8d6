import { describe, expect, it } from "vitest";
import { assertSchedule, missedOf } from "../../src/runbook/sidecar-schedule.js";

const START = "DTSTART:20370101T060000Z";

describe("a schedule", () => {
  it.each([
    "",
    "0 6 * * *",
    "*/5 0-6,22-23 1,15 JAN-MAR,12 MON-FRI",
    "0 0 31 * *",
    "30 2 * * 7",
    "0-30/10 * * * *",
    `${START} RRULE:FREQ=DAILY`,
    `${START}\nRRULE:FREQ=MONTHLY;BYDAY=2TU,-1FR;BYHOUR=6,18;BYMINUTE=30;COUNT=12`,
    `${START} RRULE:FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO;WKST=SU;UNTIL=20400101T000000Z`,
  ])("can be %j", (text) => {
    expect(() => assertSchedule(text, "s.yaml")).not.toThrow();
  });

  it.each([
    ["60 * * * *", 'minute "60" is none of 0 to 59'],
    ["0 24 * * *", 'hour "24" is none of 0 to 23'],
    ["0 0 0 * *", 'day of the month "0" is none of 1 to 31'],
    ["0 0 * JUNE *", 'month "JUNE" is none of 1 to 12 or JAN to DEC'],
    ["0 0 * * 8", 'day of the week "8" is none of 0 to 7 or SUN to SAT'],
    ["5/15 * * * *", 'minute "5/15" has a step but no range; write 5-59/15'],
    ["*/0 * * * *", 'has the step "0"; it can be 1 to 59'],
    ["0 22-4 * * *", 'hour "22-4" goes backwards; write two: 22-23,0-4'],
    ["0 0 * * FRI-MON", "write two: FRI-6,0-MON"],
    ["0,, * * * *", 'minute "" is no number, range, step or *'],
    ["@daily", 'write "0 0 * * *"'],
    ["0 0 6 * * *", "give five fields of cron in UTC (minute, hour, day of the month, month, day of the week)"],
    ["RRULE:FREQ=DAILY", 'give its first time and its rule, both in UTC, e.g. "DTSTART:20370101T060000Z RRULE:'],
    ["DTSTART;TZID=Europe/Berlin:20370101T060000 RRULE:FREQ=DAILY", "DTSTART has a time zone; schedules are in UTC"],
    ["DTSTART:20370101T060000 RRULE:FREQ=DAILY", 'DTSTART is "20370101T060000"; write it in UTC'],
    ["DTSTART:20370229T060000Z RRULE:FREQ=DAILY", "which is in no calendar"],
    [`${START} RRULE:FREQ=DAYLY`, 'FREQ is "DAYLY"; did you mean "DAILY"?'],
    [`${START} RRULE:FREQ=SECONDLY`, "FREQ=SECONDLY is too often"],
    [`${START} RRULE:INTERVAL=2`, "FREQ is missing"],
    [`${START} RRULE:FREQ=DAILY;BYHOR=6`, '"BYHOR" is no part of a rule; did you mean "BYHOUR"?'],
    [`${START} RRULE:FREQ=DAILY;BYHOUR=25`, 'BYHOUR "25" is not within 0 to 23'],
    [`${START} RRULE:FREQ=DAILY;BYMONTHDAY=32`, 'BYMONTHDAY "32" is not within 1 to 31, or -31 to -1 from the end'],
    [`${START} RRULE:FREQ=WEEKLY;BYDAY=MO,XX`, 'BYDAY "XX" is no day'],
    [`${START} RRULE:FREQ=WEEKLY;BYDAY=2MO`, "BYDAY can have numbers with FREQ=MONTHLY"],
    [`${START} RRULE:FREQ=WEEKLY;BYMONTHDAY=2`, "BYMONTHDAY can't be with FREQ=WEEKLY"],
    [`${START} RRULE:FREQ=DAILY;INTERVAL=0`, 'INTERVAL is "0"; it can be 1 to 1000'],
    [`${START} RRULE:FREQ=DAILY;COUNT=0`, 'COUNT is "0"'],
    [`${START} RRULE:FREQ=DAILY;COUNT=2;UNTIL=20380101T000000Z`, "COUNT and UNTIL can't both be there"],
    [
      `${START} RRULE:FREQ=DAILY;UNTIL=20380101`,
      'UNTIL is "20380101"; write it in UTC, such as UNTIL=20370101T060000Z',
    ],
    [`${START} RRULE:FREQ=DAILY;BYHOUR=1;BYHOUR=2`, "BYHOUR is there twice"],
    [`${START} RRULE:FREQ=DAILY;BYHOUR`, "BYHOUR has no value"],
    [`${START} RRULE:FREQ=MONTHLY;BYSETPOS=1`, "BYSETPOS needs another BY"],
  ])("can't be %j", (text, message) => {
    expect(() => assertSchedule(text, "s.yaml")).toThrow(`s.yaml: schedule is "${text}"; `);
    expect(() => assertSchedule(text, "s.yaml")).toThrow(message);
  });
});

describe("missed", () => {
  it("is the latest within a day, a policy, or one within a stated time", () => {
    expect(missedOf(undefined, "s.yaml")).toEqual({ run: "latest", within: 86_400 });
    expect(missedOf("skip", "s.yaml")).toEqual({ run: "skip", within: 86_400 });
    expect(missedOf({ run: "all", within: 7200 }, "s.yaml")).toEqual({ run: "all", within: 7200 });
  });

  it.each([
    ["some", 'missed is "some"; write skip, latest or all'],
    [["all"], 'missed is ["all"]; write skip'],
    [{ within: 10 }, "missed is null"],
    [{ run: "all", within: 0 }, "missed.within is 0, not 1 to 2678400"],
    [{ run: "all", within: 1e9 }, "missed.within is 1000000000, not 1 to 2678400"],
    [{ run: "all", wihtin: 5 }, 'missed has the unknown key "wihtin"'],
  ])("can't be %j", (value, message) => {
    expect(() => missedOf(value, "s.yaml")).toThrow(message);
  });
});
