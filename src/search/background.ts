import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustBeNumbers, mustKnowKeys } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Channel } from "../inference/density.js";
import { type Evidence, NestedSampler } from "../inference/nested.js";
import type { TdiSignal } from "../response/signal.js";
import {
  type Cells,
  cellsOf,
  type InstrumentNoises,
  type InstrumentOptions,
  instrumentNoises,
} from "./background-cells.js";
import {
  type BackgroundPriors,
  type BackgroundShape,
  type Bounds,
  type Prior,
  prior,
  quantileOf,
  type Shape,
  shapeOf,
} from "./background-shapes.js";
import { waveResponse } from "./wave-response.js";
import { windowPower } from "./window-power.js";

/** What is asked about a background. */
export type BackgroundOptions = InstrumentOptions & {
  /** Of the samplers. */
  readonly seed: bigint;
  /** Default 0.3 mHz to 20 mHz. */
  readonly from?: Hertz;
  readonly to?: Hertz;
  /** Default: a power law. */
  readonly shapes?: readonly BackgroundShape[];
  readonly priors?: BackgroundPriors;
  /** Amplitude densities that the noises may have, uniform in their logarithms: m/√Hz and m s⁻²/√Hz; default 2e-12 to 5e-11, 5e-16 to 2e-14. */
  readonly readout?: Bounds;
  readonly testMass?: Bounds;
  /** Default "A", "E" and "T", of which T knows the noise from the background. Leave T out where arms are unequal and not given. */
  readonly channels?: readonly Channel[];
  /** Noises of one's own, for amplitudes of 1; default: those of the arms. */
  readonly noises?: InstrumentNoises;
  /** Strain of unresolved binaries (`noise.confusion("Karnesis", years)`): its shape is kept, its level free from a fifth to five times. */
  readonly galaxy?: (frequency: Hertz) => number;
  /** What the series were multiplied by at a time from their begin; default 1. */
  readonly window?: (time: Seconds) => number;
  /** Live points of nested sampling; default 150. */
  readonly points?: number;
};

/** What the data say of one model. */
export interface BackgroundModel {
  /** "none": noise, and the galaxy where one is given. */
  readonly shape: BackgroundShape | "none";
  readonly logEvidence: number;
  readonly error: number;
  /** Samples of the posterior, all of one weight, by parameter: readout, testMass, galaxy, and the shape's. */
  readonly samples: Readonly<Record<string, Float64Array>>;
}

/** Whether there is a background beside the noise. */
export interface BackgroundFit {
  /** Noise alone first. */
  readonly models: readonly BackgroundModel[];
  /** The shape with the largest evidence, and ln of its Bayes factor over noise alone, with the error of both. */
  readonly best: BackgroundShape;
  readonly logBayesFactor: number;
  readonly error: number;
  /** Below this Ω, of the best shape, with a probability of 95 % if there were a background of that shape, with a prior that is uniform in Ω. */
  readonly upperLimit: number;
}

const KEYS = [
  "seed",
  "from",
  "to",
  "shapes",
  "priors",
  "readout",
  "testMass",
  "channels",
  "noises",
  "galaxy",
  "window",
  "points",
  "armLength",
  "delays",
  "generation",
];

/** How far the fit is. */
export interface BackgroundProgress {
  readonly shape: BackgroundShape | "none";
  readonly steps: number;
  /** Nats of evidence that may be left. */
  readonly left: number;
}

/**
 * Whether data need an isotropic, unpolarised background beside the instrument's noise: A, E and T together, the amplitudes of readouts and test
 * masses free, evidences by nested sampling (Whittle's likelihood on cells of 3 % in frequency; C. Caprini et al. 2019,
 * doi:10.1088/1475-7516/2019/11/017, and Q. Baghi et al. 2023, doi:10.1088/1475-7516/2023/04/066, for what else can be asked). T tells a
 * background from noise whose shape is known: if true noise has another shape than these two, that is found as a background; look at
 * `residualChecks` of the noise that is fitted. Resolved sources must be out of the data.
 *
 *     const work = search.fitBackground(await file.spectrum(), { seed: 1n });
 *     let step = work.next();
 *     while (!step.done) step = work.next();
 *     step.value.logBayesFactor; // above 5 it is no chance
 *
 * @throws BadArgumentError for options out of range; BadDataError for data that are no numbers, or zero in the band
 */
export function* fitBackground(
  data: TdiSignal,
  options: BackgroundOptions,
): Generator<BackgroundProgress, BackgroundFit, void> {
  const look = checkedLook(data, options);
  const none = yield* evidenceOf("none", undefined, look);
  const others: Model[] = [];
  for (const [name, shape] of look.shapes) others.push(yield* evidenceOf(name, shape, look));
  const best = others.reduce((most, one) => (one.model.logEvidence > most.model.logEvidence ? one : most));
  return {
    models: [none.model, ...others.map(({ model }) => model)],
    best: best.model.shape as BackgroundShape,
    logBayesFactor: best.model.logEvidence - none.model.logEvidence,
    error: Math.hypot(best.model.error, none.model.error),
    upperLimit: limitOf(best.evidence, best.place),
  };
}

interface Look {
  readonly seed: bigint;
  readonly points: number;
  readonly cells: Cells;
  readonly shapes: readonly (readonly [BackgroundShape, Shape])[];
  readonly noises: readonly Prior[];
}

function checkedLook(data: TdiSignal, options: BackgroundOptions): Look {
  const what = "fitBackground";
  mustKnowKeys(what, options, KEYS);
  const { seed, shapes = ["powerLaw"], priors = {}, channels = ["A", "E", "T"], galaxy, window = () => 1 } = options;
  const { generation = 1.5, armLength, delays } = options;
  const bound = { unit: "Hz", min: 0, open: true };
  const from = checkedNumber(what, "from", options.from ?? 3e-4, bound);
  const to = checkedNumber(what, "to", options.to ?? 2e-2, { ...bound, min: from, max: 0.05 });
  const points = checkedNumber(what, "points", options.points ?? 150, { unit: "", min: 20 });
  if (shapes.length === 0 || channels.length === 0) {
    throw new BadArgumentError(
      `${what}: ${shapes.length} shapes and ${channels.length} channels; give one or more of each.`,
    );
  }
  mustKnowKeys("priors", priors, ["omega", "index", "at", "width"]);
  const { readout = [2e-12, 5e-11], testMass = [5e-16, 2e-14] } = options;
  for (const [name, bounds] of Object.entries({ readout, testMass, ...priors })) mustBeNumbers(name, bounds, 2);
  const instrument = { generation, ...(delays === undefined ? { armLength: armLength ?? 2.5e9 } : { delays }) };
  const cells = cellsOf(data, {
    from,
    to,
    channels,
    noises: options.noises ?? instrumentNoises(instrument),
    response: waveResponse(instrument),
    ...(galaxy && { galaxy }),
    ...windowPower(window, 1 / data.df),
  });
  const noises = [
    prior("readout", readout, true),
    prior("testMass", testMass, true),
    ...(galaxy === undefined ? [] : [prior("galaxy", [0.2, 5], true)]),
  ];
  const named = shapes.map((name) => [name, shapeOf(name, priors, [from, to])] as const);
  return { seed, points, cells, shapes: named, noises };
}

interface Model {
  readonly model: BackgroundModel;
  readonly evidence: Evidence;
  /** Place of omega among the parameters. */
  readonly place: number;
}

function* evidenceOf(
  name: BackgroundShape | "none",
  shape: Shape | undefined,
  look: Look,
): Generator<BackgroundProgress, Model, void> {
  const priors = [...look.noises, ...(shape?.priors ?? [])];
  const problem = {
    dimension: priors.length,
    fromCube: (cube: Float64Array, out: Float64Array) =>
      priors.forEach((one, n) => {
        out[n] = quantileOf(one, cube[n]!);
      }),
    logLikelihood: likelihoodOf(look.cells, look.noises.length, shape),
  };
  const sampler = NestedSampler.begin(problem, { points: look.points, seed: look.seed, name: `background ${name}` });
  const work = sampler.run();
  let step = work.next();
  for (; !step.done; step = work.next()) yield { shape: name, ...step.value };
  const evidence = step.value;
  const { logEvidence, error } = evidence;
  const samples = drawn(
    evidence,
    priors.map((one) => one.name),
  );
  return { model: { shape: name, logEvidence, error, samples }, evidence, place: look.noises.length };
}

/** ln of Whittle's likelihood: each cell's mean power is of a Gamma distribution around the model. */
function likelihoodOf(cells: Cells, noises: number, shape: Shape | undefined): (parameters: Float64Array) => number {
  const omega = new Float64Array(cells.logs.length);
  return (parameters) => {
    const [readout, testMass] = [parameters[0]! ** 2, parameters[1]! ** 2];
    const galaxy = noises > 2 ? parameters[2]! : 0;
    shape?.fill(parameters.subarray(noises), cells.logs, omega);
    let sum = 0;
    for (let c = 0; c < cells.channels.length; c++) {
      const [power, r, m, b, g] = [
        cells.powers[c]!,
        cells.readout[c]!,
        cells.testMass[c]!,
        cells.background[c]!,
        cells.galaxy[c]!,
      ];
      for (let k = 0; k < power.length; k++) {
        const density = readout * r[k]! + testMass * m[k]! + omega[k]! * b[k]! + galaxy * g[k]!;
        sum -= cells.counts[k]! * (Math.log(density) + power[k]! / density);
      }
    }
    return sum;
  };
}

/** Samples of one weight: at even steps of the cumulated weights, as many as there are effective ones. */
function drawn({ samples }: Evidence, names: readonly string[]): Readonly<Record<string, Float64Array>> {
  const weights = samples.map(({ logWeight }) => Math.exp(logWeight));
  const total = weights.reduce((sum, value) => sum + value, 0);
  const count = Math.max(1, Math.floor(total ** 2 / weights.reduce((sum, value) => sum + value * value, 0)));
  const out = names.map(() => new Float64Array(count));
  let [at, sum] = [0, weights[0]!];
  for (let n = 0; n < count; n++) {
    while (sum < ((n + 0.5) / count) * total && at < samples.length - 1) sum += weights[++at]!;
    for (let p = 0; p < names.length; p++) out[p]![n] = samples[at]!.parameters[p]!;
  }
  return Object.fromEntries(names.map((name, p) => [name, out[p]!]));
}

/** The 95 % quantile of omega where samples, whose prior is uniform in its logarithm, are weighed by it. */
function limitOf({ samples }: Evidence, place: number): number {
  const points = samples
    .map(({ parameters, logWeight }) => ({
      omega: parameters[place]!,
      weight: Math.exp(logWeight) * parameters[place]!,
    }))
    .sort((a, b) => a.omega - b.omega);
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const { omega, weight } of points) {
    sum += weight;
    if (sum >= 0.95 * total) return omega;
  }
  return points.at(-1)!.omega;
}
