import { describe, expect, it } from "vitest";
import { instant, secondsBetween } from "../../src/core/instant.js";
import { SPACECRAFT } from "../../src/core/mosa.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { properTimes } from "../../src/orbits/propertime.js";

describe("proper times", () => {
  const orbits = keplerian();
  const times = properTimes(orbits.table({ t0: instant("TCB", 1e7), dt: 86_400, length: 30 }));

  it("are the orbits' between the rows, to 1e-12 s, and lead back to TCB to 1e-15 s", () => {
    for (const sc of SPACECRAFT) {
      const at = instant("TCB", 10_654_321, 0.625);
      const proper = times.properTime(sc, at);
      expect(proper.scale).toBe(`TPS${sc}`);
      const { properTimeDeviations } = orbits.table({ t0: at, dt: 1, length: 1 });
      const deviation = proper.seconds - at.seconds + (proper.fraction - at.fraction);
      expect(Math.abs(deviation - properTimeDeviations[sc][0]!)).toBeLessThan(1e-12);
      expect(Math.abs(secondsBetween(times.coordinateTime(sc, proper), at))).toBeLessThan(1e-15);
    }
  });

  it("end with the table", () => {
    expect(() => times.properTime("1", instant("TCB", 9_999_999))).toThrow(
      /cover 2505600 s from 10000000 s on; 9999999 s is/,
    );
    expect(() => times.coordinateTime("3", instant("TPS3", 12_505_601))).toThrow(/is outside/);
  });
});
