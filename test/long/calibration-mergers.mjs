// @ts-check
// Massive binaries drawn from a prior, in noise: ranks of the truths among the samples of their posteriors, for npm run test:calibration.
import * as lisalab from "lisalab";

const { inference, search } = lisalab;

const DAY = 86_400;
const [DURATION, DT] = [8 * DAY, 15];
const DF = 1 / DURATION;
const BINS = Math.round(DURATION / DT / 2);
const GPC = 3.0857e25;

/** Of chirp masses, redshifted; distances make signal-to-noise ratios of ten to hundreds. */
const PRIOR = {
  ...search.MERGER_PRIOR,
  chirpMass: /** @type {const} */ ([1e5, 3e6]),
  time: /** @type {const} */ ([5 * DAY, 7 * DAY]),
  distance: /** @type {const} */ ([50 * GPC, 500 * GPC]),
};

export const NAMES = [
  "chirp mass",
  "delta",
  "chi1",
  "chi2",
  "time",
  "lambda",
  "sin beta",
  "distance",
  "cos inclination",
  "polarization",
  "phase",
];

const models = lisalab.noise.equalArms({ level: "SciRD" });
const noise = inference.noiseDensity(models, { df: DF, first: 0, count: BINS });
const path = lisalab.response.constellationPath(lisalab.orbits.equalArm(), lisalab.instant("TCB", 0), DURATION);

/** @param {import("lisalab").RandomStream} random @returns {lisalab.inference.MassiveBinary} */
function drawn(random) {
  const within = (/** @type {readonly [number, number]} */ [from, to]) => from + (to - from) * random.uniform();
  const chirpMass = PRIOR.chirpMass[0] * (PRIOR.chirpMass[1] / PRIOR.chirpMass[0]) ** random.uniform();
  const delta = PRIOR.delta * random.uniform();
  const [chi1, chi2] = [within([-PRIOR.spin, PRIOR.spin]), within([-PRIOR.spin, PRIOR.spin])];
  const [near, far] = PRIOR.distance;
  const place = { lambda: within([0, 2 * Math.PI]), beta: Math.asin(within([-1, 1])) };
  const eta = (1 - delta * delta) / 4;
  return {
    mass: chirpMass / eta ** 0.6,
    eta,
    delta,
    chi1,
    chi2,
    ...place,
    time: search.timeAtSun(within(PRIOR.time), place, path),
    distance: Math.cbrt(within([near ** 3, far ** 3])),
    inclination: Math.acos(within([-1, 1])),
    polarization: within([0, Math.PI / 2]),
    phase: within([0, Math.PI]),
  };
}

/** @param {readonly number[] | Float64Array} sample Of `search.MERGER_PARAMETERS`. */
function asked(sample) {
  const named = Object.fromEntries(search.MERGER_PARAMETERS.map((name, n) => [name, Number(sample[n])]));
  const { beta, inclination } = /** @type {Record<string, number>} */ (named);
  return [
    ...sample.slice(0, 6),
    Math.sin(Number(beta)),
    Number(named["distance"]),
    Math.cos(Number(inclination)),
    ...sample.slice(9),
  ];
}

/** @param {number} number @param {bigint} seed */
export function injection(number, seed) {
  const random = lisalab.randomStream(seed, `massive injection ${number}`);
  const truth = drawn(random);
  /** @type {lisalab.search.MergerData} */
  const empty = {
    data: { df: DF, first: 0, A: channel(), E: channel(), T: channel() },
    noise,
    path,
    generation: 1.5,
    observation: [0, DURATION],
    band: [1.5e-4, 0.03],
  };
  const signal = search.mergerSignal(truth, empty);
  const data = { ...empty.data, A: inNoise("A", signal.A, random), E: inNoise("E", signal.E, random) };
  const into = { ...empty, data };
  const fit = { binary: truth, logLikelihood: inference.logLikelihood(data, signal, noise) };
  const posterior = search.sampleMerger(fit, into, {
    seed,
    walkers: 14,
    temperatures: 3,
    effective: 250,
    rHat: 1.05,
    prior: PRIOR,
  });
  const samples = posterior.samples.map(asked);
  const { mass, eta, delta, chi1, chi2, time, lambda, beta, distance, inclination, polarization, phase } = truth;
  const true_ = asked([
    mass * eta ** 0.6,
    delta,
    chi1,
    chi2,
    time,
    lambda,
    beta,
    distance,
    inclination,
    polarization,
    phase,
  ]);
  return {
    snr: inference.optimalSnr(signal, noise),
    rHat: posterior.rHat,
    effective: posterior.effective,
    steps: posterior.steps,
    places: new Set(posterior.modes).size,
    ranks: true_.map((value, n) =>
      inference.credibleRank(
        value,
        samples.map((one) => Number(one[n])),
      ),
    ),
  };
}

function channel() {
  return { re: new Float64Array(BINS), im: new Float64Array(BINS) };
}

/** @param {"A" | "E"} name @param {{ re: Float64Array, im: Float64Array }} signal @param {import("lisalab").RandomStream} random */
function inNoise(name, signal, random) {
  const part = (/** @type {Float64Array} */ values) => {
    const numbers = random.normals(new Float64Array(BINS));
    return values.map((value, k) =>
      k === 0 ? 0 : value + Number(numbers[k]) * Math.sqrt(Number(noise[name][k]) / (4 * DF)),
    );
  };
  return { re: part(signal.re), im: part(signal.im) };
}
