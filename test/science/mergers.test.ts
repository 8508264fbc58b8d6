import { expect, it } from "vitest";
import { challengeData } from "../../src/catalogue/challenge.js";
import { exactSource } from "../../src/catalogue/population.js";
import { days } from "../../src/core/units.js";
import { optimalSnr } from "../../src/inference/product.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { sensitivity } from "../../src/noise/performance.js";
import { luminosityDistance } from "../../src/science/cosmology.js";
import { mergerHearing, mockMergers } from "../../src/science/mergers.js";
import { channelSeries, mergerData } from "../../src/science/series.js";
import { mergerSignal } from "../../src/search/merger-fit.js";

const hearing = mergerHearing({ sensitivity: sensitivity({ level: "SciRD" }), model: "PhenomD" });

it("the average is that of mergers all over the sky, through the response of LISA", () => {
  const noise = equalArms({ level: "SciRD" });
  const [mass, redshift] = [1e6, 2];
  const distance = luminosityDistance(redshift);
  const redshifted = mass * (1 + redshift);
  // The seasons and the sky by a spiral; 40 directions and orientations are the average to some per cent.
  const golden = (n: number, k: number): number => (n * 0.618_033_988_75 ** k) % 1;
  const sources = Array.from({ length: 40 }, (_, n) =>
    exactSource(`${n}`, "massive-binary", {
      mass1: 0.5001 * redshifted,
      mass2: 0.4999 * redshifted,
      spin1: 0,
      spin2: 0,
      distance,
      time: days(7),
      lambda: 2 * Math.PI * golden(n, 1),
      beta: Math.asin(2 * ((n + 0.5) / 40) - 1),
      inclination: Math.acos(2 * golden(n + 1, 2) - 1),
      polarization: Math.PI * golden(n + 1, 3),
      phase: 1,
    }),
  );
  const { truth } = challengeData(sources, { duration: days(8), dt: 15, seed: 1n, noise });
  const square = truth.reduce((sum, { snr }) => sum + snr ** 2, 0) / truth.length;
  const average = hearing({ mass, ratio: 1, spin: 0, redshift });
  // Weeks before the merger are in one and not in the other: a thousandth. Forty draws of (1 + 6c² + c⁴)/8 and of the pattern: 8 %.
  expect(Math.abs(average / Math.sqrt(square) - 1)).toBeLessThan(0.2);
});

it("goes with one over the distance where redshift changes nothing else", () => {
  const near = hearing({ mass: 1e6, ratio: 2, spin: 0, redshift: 0.01 });
  const far = hearing({ mass: (1e6 * 1.01) / 1.02, ratio: 2, spin: 0, redshift: 0.02 });
  expect(near / far).toBeCloseTo(luminosityDistance(0.02) / luminosityDistance(0.01), 6);
});

it("higher modes and longer listening add", () => {
  const merger = { mass: 1e7, ratio: 3, spin: 0.5, redshift: 3 };
  const heard = mergerHearing({ sensitivity: sensitivity({ level: "SciRD" }) });
  expect(heard(merger)).toBeGreaterThan(hearing(merger));
  const light = { mass: 1e3, ratio: 1, spin: 0, redshift: 0.5 };
  const day = mergerHearing({ sensitivity: sensitivity({ level: "SciRD" }), duration: days(1) });
  expect(hearing(light)).toBeGreaterThan(1.5 * day(light));
  expect(() => hearing({ ...merger, ratio: 0.5 })).toThrow("ratio");
});

it("a mock has as many as the rate makes", () => {
  const count = mockMergers({ seed: 1n, rate: 100, years: 4 }).length;
  expect(Math.abs(count - 400)).toBeLessThan(5 * 20);
  expect(() => mockMergers({ seed: 1n, rate: 0, years: 4 })).toThrow("positive");
});

it("data for fits have the signal that was put in", () => {
  const noise = equalArms({ level: "Sangria" });
  const values = { mass1: 2e6, mass2: 1e6, spin1: 0.3, spin2: 0.1, distance: 1e27, time: days(6) };
  const lying = { lambda: 1, beta: 0.3, inclination: 1, polarization: 0.5, phase: 0.2 };
  const source = exactSource("one", "massive-binary", { ...values, ...lying });
  const made = challengeData([source], { duration: days(7), dt: 15, seed: 1n, noise });
  const into = mergerData(channelSeries(made), { noise });
  const mass = 3e6;
  const binary = { mass, eta: 2 / 9, delta: 1 / 3, chi1: 0.3, chi2: 0.1, distance: 1e27, time: days(6), ...lying };
  const signal = mergerSignal(binary, into);
  const rest = (part: "re" | "im") => into.data.A[part].map((value, k) => value - signal.A[part][k]!);
  const left = optimalSnr({ ...into.data, A: { re: rest("re"), im: rest("im") }, E: signal.E }, into.noise, ["A"]);
  // What is left is noise: 2 a bin.
  expect(left ** 2 / (2 * (into.data.A.re.length - 2))).toBeCloseTo(1, 1);
});
