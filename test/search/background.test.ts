import { describe, expect, it } from "vitest";
import { perMosa } from "../../src/core/mosa.js";
import { randomStream } from "../../src/core/random.js";
import { confusion } from "../../src/noise/confusion.js";
import { equalArms } from "../../src/noise/equalarms.js";
import type { TdiSignal } from "../../src/response/signal.js";
import { type BackgroundFit, type BackgroundOptions, fitBackground } from "../../src/search/background.js";
import { cellsOf, instrumentNoises } from "../../src/search/background-cells.js";
import { shapeOf } from "../../src/search/background-shapes.js";
import { waveResponse } from "../../src/search/wave-response.js";
import { type StrainSpectrum, spectrumOf } from "../../src/waveforms/spectrum.js";

const DF = 1 / (30 * 86_400);
const [FROM, TO] = [5e-4, 1e-2];
const BINS = Math.ceil((1.01 * TO) / DF);
const heard = waveResponse();
/** Few live points: evidences are good to a nat. */
const QUICK = { seed: 1n, from: FROM, to: TO, points: 30 } as const;

/** Noise of the Sangria challenge, and a background: by what each of some frequencies' neighbours have. */
function made(seed: bigint, spectrum?: StrainSpectrum): TdiSignal {
  const models = equalArms({ level: "Sangria" });
  const strain = spectrum === undefined ? () => 0 : spectrumOf(spectrum);
  const random = randomStream(seed, "background test");
  const sizes = { A: new Float64Array(BINS), E: new Float64Array(BINS), T: new Float64Array(BINS) };
  let response = heard(FROM);
  for (let k = 1; k < BINS; k++) {
    if (k % 50 === 1) response = heard(Math.min(TO, (k + 25) * DF));
    for (const channel of ["A", "E", "T"] as const) {
      sizes[channel][k] = Math.sqrt((models[channel](k * DF) + response[channel] * strain(k * DF)) / DF / 4);
    }
  }
  const channel = (name: "A" | "E" | "T") => {
    const part = () => random.normals(new Float64Array(BINS)).map((value, k) => value * sizes[name][k]!);
    return { re: part(), im: part() };
  };
  return { df: DF, first: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

function ended(data: TdiSignal, options: BackgroundOptions): BackgroundFit {
  const work = fitBackground(data, options);
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

function spread(values: Float64Array): { readonly mean: number; readonly width: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, width: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

describe("a stochastic background beside the noise", () => {
  it("is found where there is one, with its level and slope and those of the noise", () => {
    const data = made(11n, { shape: "energyDensity", omega: 1e-11, at: 3e-3, index: 0.5 });
    const { models, logBayesFactor, error, best } = ended(data, QUICK);
    expect(best).toBe("powerLaw");
    expect(logBayesFactor).toBeGreaterThan(20 * error);
    const { readout, testMass, omega, index } = models[1]!.samples;
    for (const [values, truth] of [
      [readout!, 7.9e-12],
      [testMass!, 2.4e-15],
      [omega!, 1e-11],
      [index!, 0.5],
    ] as const) {
      const { mean, width } = spread(values);
      expect(Math.abs(mean - truth)).toBeLessThan(4 * width);
      expect(width).toBeLessThan(0.1 * Math.max(Math.abs(mean), 1e-12) + (values === index ? 0.2 : 0));
    }
  });

  it("is not where there is none, and has an upper limit then", () => {
    const { models, logBayesFactor, upperLimit } = ended(made(12n), { ...QUICK, priors: { index: [-1, 1] } });
    expect(logBayesFactor).toBeLessThan(2);
    expect(upperLimit).toBeGreaterThan(1e-13);
    expect(upperLimit).toBeLessThan(5e-12);
    const { mean, width } = spread(models[0]!.samples["readout"]!);
    expect(Math.abs(mean - 7.9e-12)).toBeLessThan(4 * width);
  });

  it("is the same for the same seed, and says how far it is", () => {
    const data = made(13n);
    const narrow = { readout: [7e-12, 9e-12], testMass: [2e-15, 3e-15] } as const;
    const options = { ...QUICK, ...narrow, points: 20, priors: { omega: [1e-13, 1e-11], index: [0, 1] } } as const;
    const shapes = new Set<string>();
    const work = fitBackground(data, options);
    let step = work.next();
    for (; !step.done; step = work.next()) shapes.add(step.value.shape);
    expect([...shapes]).toEqual(["none", "powerLaw"]);
    expect(ended(data, options)).toEqual(step.value);
  });
});

describe("what it is made of", () => {
  const band: readonly [number, number] = [FROM, TO];

  it("noises of unequal arms are noise.tdi's; equal ones are the closed form's", () => {
    const delays = perMosa(() => 2.5e9 / 299_792_458);
    const [closed, full] = [instrumentNoises({ generation: 2 }), instrumentNoises({ generation: 2, delays })];
    for (const f of [1e-3, 4e-3, 1.3e-2]) {
      for (const channel of ["A", "E", "T"] as const) {
        expect(full.readout[channel](f) / closed.readout[channel](f)).toBeCloseTo(1, 5);
        expect(full.testMass[channel](f) / closed.testMass[channel](f)).toBeCloseTo(1, 5);
      }
    }
  });

  it("cells have the data's mean powers, and what the models have there", () => {
    const data = made(14n);
    const noises = instrumentNoises();
    const galaxy = confusion("Karnesis", 1);
    const options = { from: FROM, to: TO, channels: ["A", "T"], noises, response: heard, galaxy } as const;
    const cells = cellsOf(data, { ...options, square: 1, independent: 1 });
    const found = cells.powers[0]!.map(
      (power, k) => power / (7.9e-12 ** 2 * cells.readout[0]![k]! + 2.4e-15 ** 2 * cells.testMass[0]![k]!),
    );
    const bins = cells.counts.reduce((sum, count) => sum + count, 0);
    const mean = found.reduce((sum, value, k) => sum + value * cells.counts[k]!, 0) / bins;
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(bins));
    // As closed forms have it, where waves are long.
    const one = equalArms({ level: { readout: 0, testMass: 0 }, confusion: galaxy });
    expect(cells.galaxy[0]![0]! / one.A(Math.exp(cells.logs[0]!))).toBeCloseTo(1, 2);
    expect(cells.galaxy[1]![0]! / cells.galaxy[0]![0]!).toBeLessThan(1e-6);
  });

  it.each([
    ["powerLaw", [2e-11, 1], 6e-3, 4e-11],
    ["brokenPowerLaw", [2e-11, 3e-3, 1, -1], 1.5e-3, 1e-11],
    ["brokenPowerLaw", [2e-11, 3e-3, 1, -1], 6e-3, 1e-11],
    ["peak", [2e-11, 3e-3, 0.5], 3e-3 * Math.exp(0.5), 2e-11 * Math.exp(-0.5)],
  ] as const)("%s", (name, parameters, frequency, expected) => {
    const out = new Float64Array(1);
    shapeOf(name, {}, band).fill(Float64Array.from(parameters), Float64Array.of(Math.log(frequency)), out);
    expect(out[0]! / expected).toBeCloseTo(1, 12);
  });

  it("is refused with a sentence where it can't be", () => {
    const data = made(15n);
    const asked = (options: object) => () => ended(data, { ...QUICK, ...options });
    expect(asked({ shapes: ["cusp"] })).toThrow(/no shape of a background "cusp"/);
    expect(asked({ shapes: [] })).toThrow(/one or more of each/);
    expect(asked({ priors: { omega: [0, 1e-9] } })).toThrow(/above 0/);
    expect(asked({ priors: { slope: [0, 1] } })).toThrow(/slope/);
    expect(asked({ readout: [2e-11, 1e-11] })).toThrow(/rise/);
    expect(asked({ from: 1.5e-2, to: 2e-2 })).toThrow(/100 or more are needed/);
    expect(asked({ to: 0.3 })).toThrow(/0.05/);
    expect(asked({ points: 3 })).toThrow(/points/);
    data.T.re[2000] = Number.NaN;
    expect(asked({})).toThrow(/power of T around 0.000\d+ Hz is NaN/);
    data.T.re.fill(0);
    data.T.im.fill(0);
    expect(asked({})).toThrow(/leave the channel out/);
  });
});
