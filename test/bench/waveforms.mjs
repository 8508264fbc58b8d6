// @ts-check
// Waveforms and likelihoods of sources against the field's own.
import * as lisalab from "lisalab";
import { compare } from "./pairs.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./peer.mjs").Peer} Peer */

const { inference, noise, orbits, response, waveforms } = lisalab;

/** As peer.py has them. */
const MASSES = [1.3e6, 7e5];
const [CHI1, CHI2] = [0.4, -0.2];
const TOTAL = MASSES[0] + MASSES[1];
const DELTA = (MASSES[0] - MASSES[1]) / TOTAL;
const BINARY = { eta: (1 - DELTA ** 2) / 4, delta: DELTA, chi1: CHI1, chi2: CHI2 };
const SEEN = { distance: 3e26, inclination: 1.1, phase: 2, polarization: 0.4, lambda: 2.1, beta: -0.4 };
/** G M/c³ (s) of a solar mass. */
const SUN = 4.925_490_947_641_267e-6;
const YEAR = 31_557_600;
const WARM = 20;

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* mergers(peer) {
  yield await spectrum(peer, "PhenomD", 200_000, { ratio: 12.9 / 15, seconds: 200_000 / 15e6 });
  yield await spectrum(peer, "PhenomHM", 50_000, { ratio: 1 });
  yield await mergerLikelihood(peer);
}

/**
 * All frequencies until the model ends.
 * @param {Peer} peer
 * @param {"PhenomD" | "PhenomHM"} model
 * @param {number} count
 * @param {{ ratio: number, seconds?: number }} target
 * @returns {Promise<Row>}
 */
async function spectrum(peer, model, count, target) {
  const mass = TOTAL * SUN;
  const df = 0.199 / mass / count;
  const frequencies = Float64Array.from({ length: count }, (_, k) => (k + 1) * df);
  const modes = model === "PhenomD" ? waveforms.phenomDModes : waveforms.phenomHMModes;
  const room = () => ({ re: new Float64Array(count), im: new Float64Array(count) });
  const out = { plus: room(), cross: room() };
  const ours = () => waveforms.chirpSpectrum(modes(BINARY), { mass, ...SEEN }, frequencies, 0, out);
  await peer.ask({ make: model.toLowerCase(), df, count });
  // Analyses ask thousands of times: what is compiled at the first ones is counted for neither.
  for (let n = 0; n < WARM; n++) ours();
  return { ...(await compare(`${model}, ${count.toLocaleString("en")} frequencies`, "lalsuite", ours, peer)), target };
}

/** @param {Peer} peer @returns {Promise<Row>} */
async function mergerLikelihood(peer) {
  // Ours is cubic between edges, within 0.02 of ln L five below its maximum; lisabeta's are linear.
  const [duration, time, bins, theirs] = [30 * 86_400, 20 * 86_400, 64, 128];
  const band = /** @type {const} */ ([2e-4, 0.019]);
  const df = 1 / duration;
  const [first, count] = [Math.round(1e-4 / df), Math.round(0.02 / df)];
  const reference = { mass: TOTAL, ...BINARY, ...SEEN, time };
  const path = response.constellationPath(orbits.equalArm(), lisalab.instant("TCB", 0), duration);
  const frequencies = Float64Array.from({ length: count }, (_, k) => (first + k) * df);
  const seen = { duration, generation: 1.5 };
  const signal = response.chirpChannels(waveforms.phenomDModes(BINARY), reference, path, seen, frequencies);
  const likelihood = new inference.HeterodynedLikelihood({
    data: { df, first, ...signal },
    noise: inference.noiseDensity(noise.equalArms({ level: "SciRD" }), { df, first, count }),
    path,
    generation: 1.5,
    observation: [0, duration],
    reference,
    band,
    bins,
  });
  const other = { ...reference, mass: TOTAL * 1.0001 };
  // A chain asks a hundred thousand times: what is compiled in the first thousand is not counted.
  for (let n = 0; n < 3000; n++) likelihood.logLikelihood(other);
  await peer.ask({ make: "merger_likelihood", duration, time, band, bins: theirs });
  const name = `ln L of a merger, ${bins} bins (${theirs} of its)`;
  const row = await compare(name, "lisabeta", () => likelihood.logLikelihood(other), peer);
  return { ...row, target: { ratio: 50 / 105, seconds: 50e-6 } };
}

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* emri(peer) {
  const options = {
    m1: 1e6,
    m2: 10,
    spin: 0.9,
    p0: 13,
    e0: 0.3,
    Y0: 0.8,
    distance: 30857e21,
    lambda: 1,
    beta: 0.3,
    lambdaSpin: 2,
    betaSpin: 0.5,
    duration: YEAR,
  };
  const dt = 15;
  const offsets = Float64Array.from({ length: Math.floor(YEAR / dt) }, (_, n) => n * dt);
  const start = lisalab.instant("TCB", 0);
  const ours = () => waveforms.emri(options).strain(start, offsets);
  await peer.ask({ make: "emri", years: YEAR / 31_558_149.76, dt });
  const row = await compare("EMRI (AAK, 5PN), a year at 15 s", "FEW", ours, peer, 5);
  yield { ...row, target: { ratio: 4 / 15.7, seconds: 4 } };
}

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* likelihoods(peer) {
  const [count, samples] = [64, 64];
  const df = 1 / YEAR;
  const bins = Math.floor(0.0045 * YEAR);
  const answer = response.galacticBinaryResponse({ duration: YEAR });
  const batch = response.signalBatch(count, samples);
  const binaries = Array.from({ length: count }, (_, n) => ({
    frequency: 0.003 + 1e-9 * n,
    fdot: 1e-17,
    amplitude: 1e-22,
    inclination: 0.9,
    polarization: 0.35,
    phase: 1.2,
    lambda: 0.1 * n,
    beta: 0.01 * n,
  }));
  const room = () => ({ re: new Float64Array(bins).fill(1e-18), im: new Float64Array(bins).fill(1e-18) });
  const data = { df, first: 0, A: room(), E: room(), T: room() };
  const flat = () => new Float64Array(bins).fill(1e-40);
  const density = { df, first: 0, A: flat(), E: flat(), T: flat() };
  const ours = () => {
    answer.signals(binaries, batch);
    return inference.batchLogLikelihoods(data, batch, density);
  };
  await peer.ask({ make: "galactic_likelihood", count, duration: YEAR, samples });
  const row = await compare(`ln L of ${count} galactic binaries, ${samples} bins`, "gbgpu", ours, peer);
  yield { ...row, target: { ratio: 8 / 40, seconds: count * 10e-6 } };
}
