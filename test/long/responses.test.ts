import { expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { instant } from "../../src/core/instant.js";
import { equalArm } from "../../src/orbits/orbits.js";
import { chirpChannels } from "../../src/response/chirp.js";
import { constellationPath } from "../../src/response/path.js";
import { massiveBinary } from "../../src/waveforms/massive-binary.js";
import { phenomDModes } from "../../src/waveforms/phenomhm.js";
import { binsOf, channelsInTime, distance } from "../response/time-path.js";

/** Bands (Hz) and the largest relative L2 in A and E over the sky there, by where the constellation is taken to be. */
const BANDS = [
  { from: 8e-4, to: 3e-3, Sun: 6e-4, constellation: 1.2e-4 },
  { from: 3e-3, to: 1e-2, Sun: 1.6e-3, constellation: 2e-4 },
  { from: 1e-2, to: 2e-2, Sun: 2.5e-3, constellation: 5e-4 },
];
const START = instant("TCB", 0);
const [DT, COUNT, PEAK] = [8, 2 ** 15, 240_000];
const [M1, M2, CHI1, CHI2] = [1e6, 5e5, 0.5, 0.2];
const DELTA = (M1 - M2) / (M1 + M2);
const LATITUDES = [-1.4, -0.7, 0, 0.35, 1];

it("the response to chirps in frequency is that in time, over the sky", () => {
  const orbits = equalArm();
  const seen = { distance: 1e10 * PARSEC.value, inclination: 1.1, phase: 0.7, polarization: 0.4 };
  const options = { m1: M1, m2: M2, chi1: CHI1, chi2: CHI2, ...seen, lambda: 0, beta: 0, duration: 2.3e5 };
  const source = massiveBinary({ model: "PhenomD", ...options, reference: instant("TCB", PEAK) });
  const waves = phenomDModes({ eta: (1 - DELTA ** 2) / 4, delta: DELTA, chi1: CHI1, chi2: CHI2 });
  const duration = DT * COUNT;
  const path = constellationPath(orbits, START, duration);
  const [first, stop] = [8e-4, 2e-2].map((f) => Math.round(f * duration)) as [number, number];
  const frequencies = Float64Array.from({ length: stop - first }, (_, k) => (first + k) / duration);
  const rows = LATITUDES.flatMap((beta) =>
    Array.from({ length: 8 }, (_, n) => {
      const direction = { lambda: (n * Math.PI) / 4, beta };
      const series = channelsInTime({ ...source, ...direction }, orbits, 1.5, { from: START, dt: DT, count: COUNT });
      const wanted = series.map((values) => binsOf(values, DT, first, stop - first));
      const geometry = { ...seen, ...direction, mass: M1 + M2, time: PEAK };
      const errors = (["Sun", "constellation"] as const).map((passing) => {
        const found = chirpChannels(waves, geometry, path, { duration, generation: 1.5, passing }, frequencies);
        return BANDS.map(({ from, to }) => {
          const [low, high] = [from, to].map((f) => Math.round(f * duration) - first) as [number, number];
          return Math.max(...[found.A, found.E].map((channel, c) => distance(channel, wanted[c]!, low, high)));
        });
      }) as [number[], number[]];
      return { ...direction, Sun: errors[0], constellation: errors[1] };
    }),
  );
  const largest = (["Sun", "constellation"] as const).flatMap((passing) =>
    BANDS.map((band, b) => {
      const found = rows.map((row) => row[passing][b]!).sort((x, y) => x - y);
      console.log(
        `${passing}, ${band.from * 1e3} to ${band.to * 1e3} mHz: median ${found[found.length >> 1]!.toExponential(1)}, largest ${found.at(-1)!.toExponential(1)}`,
      );
      return { error: found.at(-1)!, most: band[passing] };
    }),
  );
  for (const { error, most } of largest) expect(error).toBeLessThan(most);
});
