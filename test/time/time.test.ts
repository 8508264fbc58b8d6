import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant, later, secondsBetween } from "../../src/core/instant.js";
import { correlatedClock } from "../../src/time/clock.js";
import { type DatedScale, iso, parsed } from "../../src/time/iso.js";
import { LEAP_SECONDS_KNOWN_UNTIL } from "../../src/time/leapseconds.js";
import { type CommonScale, convert, EPOCHS } from "../../src/time/scales.js";
import { tai, tcb, tt, utc } from "../../src/time/time.js";

const SCALES: readonly CommonScale[] = ["TCB", "TDB", "TT", "TAI", "UTC", "GPS"];
/** The file has nanoseconds, and its library rounds them. */
const NANOSECOND = 1.1e-9;
/** What the short series of TDB − TT is good for. */
const SHORT_SERIES = 1e-5;
/** Fractions of a second are rounded at 1e-16 s, several times on the way there and back. */
const ROUND_TRIP = 1e-15;
const DATED: readonly DatedScale[] = [...SCALES, "TPS1", "TPS2", "TPS3"];
const isBarycentric = (scale: CommonScale): boolean => scale === "TCB" || scale === "TDB";

interface Reference {
  readonly rows: readonly Record<CommonScale, string>[];
}

describe("scales of time", () => {
  const { rows } = JSON.parse(readFileSync("test/fixtures/time/astropy.json", "utf8")) as Reference;

  it.each(rows)("are converted as astropy does: $TCB TCB", (row) => {
    for (const from of SCALES) {
      for (const to of SCALES) {
        const off = secondsBetween(convert(parsed(from, row[from]), to), parsed(to, row[to]));
        const tolerance = isBarycentric(from) === isBarycentric(to) ? NANOSECOND : SHORT_SERIES;
        expect(Math.abs(off), `${from} to ${to}`).toBeLessThan(tolerance);
      }
    }
  });

  it("count from the epochs that are said", () => {
    expect(tcb("2035-01-01")).toEqual({ scale: "TCB", seconds: 0, fraction: 0 });
    expect(tt("2000-01-01T12:00")).toEqual({ scale: "TT", seconds: 0, fraction: 0 });
    expect(tai("1958-001T00:00:00")).toEqual({ scale: "TAI", seconds: 0, fraction: 0 });
    expect(parsed("GPS", "1980-01-06")).toEqual({ scale: "GPS", seconds: 0, fraction: 0 });
    expect(utc("1972-01-01T00:00:00Z")).toEqual({ scale: "UTC", seconds: 0, fraction: 0 });
    // TDB and TCB are one, but for 65.5 µs, at 1977-01-01T00:00:32.184.
    const common = convert(tcb("1977-01-01T00:00:32.184"), "TDB");
    expect(secondsBetween(common, parsed("TDB", "1977-01-01T00:00:32.184"))).toBeCloseTo(-6.55e-5, 12);
  });

  it("come back from every conversion to 1e-15 s", () => {
    const anywhere = fc.record({
      seconds: fc.integer({ min: -1e9, max: 3e9 }),
      fraction: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(
        anywhere,
        fc.constantFrom(...SCALES),
        fc.constantFrom(...SCALES),
        ({ seconds, fraction }, from, to) => {
          const start = instant(from, seconds + EPOCHS.TT - EPOCHS[from], fraction);
          const there = convert(start, to);
          return Math.abs(secondsBetween(convert(there, from), start)) < ROUND_TRIP;
        },
      ),
    );
  });

  it("are as IAU 2006 resolution B3 has them to 1e-15 s: exact integers say so", () => {
    // TDB = TCB − L_B (TCB − T0) + TDB0, in units of 1e-27 s.
    const place = 10n ** 27n;
    for (const seconds of [0, 63_158_400, 2_000_000_001, -1_000_000_007]) {
      const start = instant("TCB", seconds, 0.5);
      const elapsed = BigInt(seconds + EPOCHS.TCB - Date.UTC(1977, 0, 1) / 1000) * 1000n + 500n - 32_184n;
      const expected = -1_550_519_768n * elapsed * 10n ** 7n - 65_500_000n * 10n ** 15n;
      const there = convert(start, "TDB");
      const whole = BigInt(there.seconds + EPOCHS.TDB - seconds - EPOCHS.TCB) * place - place / 2n;
      const off = Number(whole - expected) / 1e27 + there.fraction;
      expect(Math.abs(off)).toBeLessThan(ROUND_TRIP);
    }
  });

  it("keep leap seconds: TAI and UTC go on alike through one", () => {
    const before = utc("2016-12-31T23:59:59Z");
    expect([0, 1, 2].map((s) => iso(later(before, s), 0))).toEqual([
      "2016-12-31T23:59:59Z",
      "2016-12-31T23:59:60Z",
      "2017-01-01T00:00:00Z",
    ]);
    expect(secondsBetween(utc("2017-01-01"), utc("2016-12-31T23:59:60.5Z"))).toBe(0.5);
    expect(iso(convert(utc("2016-12-31T23:59:60Z"), "TAI"), 0)).toBe("2017-01-01T00:00:36");
    expect(LEAP_SECONDS_KNOWN_UNTIL >= "2017-01-01").toBe(true);
  });
});

describe("written times", () => {
  it("are read as they were written, on every scale and day", () => {
    const anywhere = fc.record({
      seconds: fc.integer({ min: 0, max: 6e9 }),
      micro: fc.integer({ min: 0, max: 999_999 }),
    });
    fc.assert(
      fc.property(anywhere, fc.constantFrom(...DATED), ({ seconds, micro }, scale) => {
        const epoch = scale in EPOCHS ? EPOCHS[scale as CommonScale] : EPOCHS.TCB;
        const start = instant(scale, seconds + EPOCHS.UTC - epoch, micro / 1e6);
        return Math.abs(secondsBetween(parsed(scale, iso(start, 6)), start)) < 1e-12;
      }),
    );
  });

  it("have the digits that are asked for, and are never later", () => {
    const time = instant("TCB", 86_399, 0.999_999_999);
    expect(iso(time)).toBe("2035-01-01T23:59:59.999999999");
    expect(iso(time, 0)).toBe("2035-01-01T23:59:59");
    expect(iso(parsed("TPS2", "2037-001T00:00:00.5"), 1)).toBe("2037-01-01T00:00:00.5");
    expect(iso(instant("TCB", -1, 0.5), 3)).toBe("2034-12-31T23:59:59.500");
    expect(() => iso(time, 16)).toThrow(/digits is 16/);
  });

  it.each([
    ["TCB", "2037-13-01", /calendar has no such day/],
    ["TCB", "2037-02-29", /calendar has no such day/],
    ["TCB", "2037-366", /calendar has no such day/],
    ["TCB", "2037-01-01T24:00:00", /day has no such time/],
    ["TCB", "2016-12-31T23:59:60", /day has no such time/],
    ["UTC", "2015-12-31T23:59:60Z", /day has no such time/],
    ["TAI", "2037-01-01T00:00:00Z", /only UTC ends in Z/],
    ["UTC", "1971-12-31", /begins in 1972/],
    ["TCB", "next Tuesday", /dates look like/],
  ] as [CommonScale, string, RegExp][])("of %s such as %s are refused", (scale, text, message) => {
    expect(() => parsed(scale, text)).toThrow(message);
  });
});

describe("a clock known by correlations", () => {
  /** Ticks of 2^-30 s and a drift of 5e-7: seconds of 2e9 have no place for their products in one float64. */
  const RATE = 5e-7;
  const pairs = [0, 1, 2].map((day) => ({
    here: instant("SCET1", 86_400 * day, 0.25),
    there: later(instant("TCB", 2_000_000_000 + 86_400 * day), 0.125 + RATE * 86_400 * day),
  }));

  it("says both times to 1e-15 s, within and beyond", () => {
    const clock = correlatedClock(pairs);
    for (const elapsed of [-1000, 0.5, 86_400, 100_000.25, 300_000]) {
      const here = later(pairs[0]!.here, elapsed);
      const there = clock.there(here);
      const expected = later(later(pairs[0]!.there, elapsed), RATE * elapsed);
      expect(Math.abs(secondsBetween(there, expected))).toBeLessThan(ROUND_TRIP);
      expect(Math.abs(secondsBetween(clock.here(there), here))).toBeLessThan(ROUND_TRIP);
    }
  });

  it("goes forward", () => {
    expect(() => correlatedClock(pairs.slice(0, 1))).toThrow(/two correlations or more, not 1/);
    expect(() => correlatedClock([pairs[1]!, pairs[0]!])).toThrow(/Correlation 1 is not later/);
  });
});
