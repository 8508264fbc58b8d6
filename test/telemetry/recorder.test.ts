import { describe, expect, it } from "vitest";
import { dictionary } from "../../src/telemetry/dictionary.js";
import { SEGMENT } from "../../src/telemetry/layout.js";
import { PACKET_OVERHEAD } from "../../src/telemetry/packet.js";
import { passName, passOf } from "../../src/telemetry/pass.js";
import { Recorder, type Segment } from "../../src/telemetry/recorder.js";
import { REPORT_APPLICATION } from "../../src/telemetry/report.js";

const DAY = 86_400;

describe("a day of a spacecraft, with all that is switched on", () => {
  const budget = dictionary("budget");
  const names = budget.channels.filter(({ on }) => on).map(({ name }) => name);

  it("has the budget's bits exactly, and stays within its packetisation", () => {
    const recorder = new Recorder("2", budget, { seconds: 0, fraction: 0 }, names);
    let content = 0;
    let bytes = 0;
    let last = 0;
    const count = ({ runs }: Segment): void => {
      last = runs.reduce((sum, run) => sum + run.bytes.length, 0);
      bytes += last;
      for (const run of runs) {
        if (run.application !== REPORT_APPLICATION) content += 8 * (run.bytes.length - run.packets * PACKET_OVERHEAD);
      }
    };
    for (let at = 0; at < DAY; at += SEGMENT) {
      for (const { name, rate } of budget.channels.filter(({ on }) => on)) {
        recorder.put(name, Math.round(at * rate), new Float64Array(Math.round(SEGMENT * rate)));
      }
      for (let segment = recorder.next(); segment !== undefined; segment = recorder.next()) count(segment);
    }
    expect([...recorder.rest()]).toEqual([]);
    expect(content).toBe(11_984 * DAY);
    // A pass begins with the last segment of the one before.
    expect(8 * (bytes + last)).toBeLessThan(13_182 * DAY);
    expect(Math.round(11_984 * 1.1)).toBe(13_182);
    // 39,546 bit/s of the constellation: three times 13,182.
    expect(3 * 8 * (bytes + last)).toBeLessThan(39_546 * DAY);
  });
});

describe("a recorder", () => {
  const fourHertz = dictionary("4Hz");

  it("gives out a segment when all of its channels have it, whatever the chunks", () => {
    const chunked = (lengths: readonly number[]): Segment[] => {
      const recorder = new Recorder("1", fourHertz, { seconds: 7, fraction: 0.25 }, ["tm_x_left", "tm_x_right"]);
      const segments: Segment[] = [];
      let at = 0;
      for (let n = 0; at < 1000; n++) {
        const length = Math.min(1000 - at, lengths[n % lengths.length]!);
        for (const name of ["tm_x_left", "tm_x_right"]) {
          recorder.put(
            name,
            at,
            Float64Array.from({ length }, (_, k) => 1e-6 * Math.sin(at + k)),
          );
        }
        at += length;
        for (let segment = recorder.next(); segment !== undefined; segment = recorder.next()) segments.push(segment);
      }
      return [...segments, ...recorder.rest()];
    };
    const whole = chunked([1000]);
    expect(whole.map(({ runs }) => runs.map(({ packets }) => packets))).toEqual([
      [1, 30],
      [1, 20],
    ]);
    expect(chunked([1, 7, 300])).toEqual(whole);
  });

  it("sends nothing of applications without a channel", () => {
    const recorder = new Recorder("1", fourHertz, { seconds: 0, fraction: 0 }, ["tm_x_left"]);
    recorder.put("tm_x_left", 0, new Float64Array(600));
    expect(recorder.next()!.runs.map(({ application }) => application)).toEqual([REPORT_APPLICATION, 0x20]);
    expect(recorder.next()).toBeUndefined();
  });

  it("refuses clocks that packets can't tell, and channels out of turn", () => {
    const at = (seconds: number): Recorder => new Recorder("1", fourHertz, { seconds, fraction: 0 }, ["tm_x_left"]);
    expect(() => at(-1)).toThrow(/Packets can't tell times from -1 s/);
    expect(() => at(2 ** 32)).toThrow(/counts from 0 to 2\^32 s/);
    expect(() => at(0).put("tm_y_left", 0, new Float64Array(1))).toThrow(/tm_y_left was not announced/);
    expect(() => at(0).put("memory_fill", 0, new Float64Array(1))).toThrow(/memory_fill was not announced/);
    expect(() => at(0).put("tm_x_left", 0, new Float64Array(1_000_001))).toThrow(/all channels by turns/);
  });
});

describe("passes", () => {
  it("follow one another, eight hours each, and bring what was recorded up to their end", () => {
    expect(passOf("1", 8 * 3600)).toEqual({ spacecraft: "1", day: 0, start: 0, stop: 28_800 });
    expect(passOf("1", 8 * 3600 + 1)).toMatchObject({ day: 1, stop: DAY + 28_800 });
    expect(passOf("2", 1)).toMatchObject({ day: 0, start: 28_800, stop: 57_600 });
    expect(passOf("3", DAY)).toMatchObject({ day: 0, start: 57_600, stop: DAY });
  });

  it("are named by year and day of the year, leap years included", () => {
    const named = (day: number): string => passName({ spacecraft: "3", day, start: 0, stop: 0 });
    // LISA's products count from 2035 on.
    expect(named(0)).toBe("sc3-2035-001-pass");
    expect(named(364)).toBe("sc3-2035-365-pass");
    expect(named(365)).toBe("sc3-2036-001-pass");
    expect(named(365 + 365)).toBe("sc3-2036-366-pass");
    expect(named(365 + 366)).toBe("sc3-2037-001-pass");
  });
});
