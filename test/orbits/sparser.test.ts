import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { MOSAS, SPACECRAFT } from "../../src/core/mosa.js";
import { linkRanges } from "../../src/instrument/ranges.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { sparser } from "../../src/orbits/sparser.js";

const T0 = instant("TCB", 63_000_000);
const orbits = keplerian();

describe("orbits in rows far apart", () => {
  const fine = orbits.table({ t0: T0, dt: 100, length: 2001 });
  const few = sparser(fine);

  it("are the same, over the same time", () => {
    const expected = orbits.table({ t0: T0, dt: 20_000, length: 11 });
    expect([few.length, few.dt, few.t0]).toEqual([expected.length, expected.dt, expected.t0]);
    for (const mosa of MOSAS) {
      few.lightTravelTimes[mosa].forEach((value, row) => {
        // Four ulps of 8 s.
        expect(Math.abs(value - expected.lightTravelTimes[mosa][row]!)).toBeLessThan(8e-15);
      });
    }
    for (const sc of SPACECRAFT) {
      few.positions[sc].forEach((value, n) => {
        // Four ulps of 1.5e11 m.
        expect(Math.abs(value - expected.positions[sc][n]!)).toBeLessThan(1.3e-4);
      });
    }
  });

  it("stay as they are when their rows are apart already", () => {
    const apart = orbits.table({ t0: T0, dt: 5000, length: 30 });
    expect(sparser(apart)).toEqual(apart);
  });

  it("keep the rounding of close rows out of the links' rates", () => {
    const rates = (dt: number): Float64Array => {
      const table = orbits.table({ t0: T0, dt, length: 200_000 / dt + 1 });
      const out = new Float64Array(900);
      linkRanges(table, T0, 50_000, 150_000).fill("12", 55_000, 100, new Float64Array(900), out);
      return out;
    };
    const [close, apart] = [rates(100), rates(20_000)];
    const steps = close.subarray(1).map((rate, n) => rate - apart[n + 1]! - (close[n]! - apart[n]!));
    const rms = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length);
    // Splines through all rows leave 8e-20 s/s; 6e-20 of rounding over 20,000 s change by some 2e-21 in 100 s.
    expect(rms).toBeLessThan(4e-21);
  });
});
