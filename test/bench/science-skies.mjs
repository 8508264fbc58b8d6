// @ts-check
// Data whose truth only the scoring sees: reference sets from the folder that LISALAB_REFERENCE names, and data of our own making.
import { h5wasm } from "h5wasm/node";
import * as lisalab from "lisalab";

const { inference, search } = lisalab;

/** @typedef {import("./science-scores.mjs").Sky} Sky */
/** @typedef {lisalab.search.GalacticBinary} Binary */

/** Bands (Hz) in which what is left is compared with the noise model. Merging massive binaries are loud below 1 mHz. */
const RESIDUALS = [3e-4, 5e-4, 1e-3, 2e-3, 4e-3, 8e-3, 1.2e-2, 2e-2];
const GALAXY = [4e-4, 6e-4, 1e-3, 1.5e-3, 2e-3, 2.5e-3, 3e-3, 4e-3, 5e-3, 6e-3, 7e-3, 8.2e-3];

/** @template T @param {string} file @param {(opened: h5wasm.File) => T} read @returns {Promise<T>} */
async function opened(file, read) {
  await h5wasm.ready;
  const handle = new h5wasm.File(file, "r");
  try {
    return read(handle);
  } finally {
    handle.close();
  }
}

/** @param {h5wasm.File} handle @param {string} path */
function valueOf(handle, path) {
  return /** @type {h5wasm.Dataset} */ (handle.get(path)).value;
}

/** Galactic binaries of the truth; InitialPhase is GBGPU's. @param {h5wasm.File} handle @returns {Binary[]} */
function truthsOf(handle) {
  return valueOf(handle, "sky/dgb/cat").map((/** @type {readonly (string | number)[]} */ row) => {
    const [, amplitude, frequency, fdot, beta, lambda, inclination, start, polarization] = row.map(Number);
    return { amplitude, frequency, fdot, beta, lambda, inclination, phase: Math.PI - Number(start), polarization };
  });
}

/** Thirty binaries, two massive ones and noise, X, Y and Z of 91 days. @param {string} file @returns {Promise<Sky>} */
export async function sangria(file) {
  const challenge = await lisalab.io.openChallenge(file);
  const { X, Y, Z } = await challenge.read();
  const { dt, length } = challenge;
  const channels = search.scienceChannels(X, Y, Z, dt);
  const T = X.map((x, n) => (x + Number(Y[n]) + Number(Z[n])) / Math.sqrt(3));
  const gates = search.transients(channels, [1e-3, 2e-2]);
  return {
    name: "mini-sangria, 91 days",
    duration: length * dt,
    gates,
    data: search.transformed(channels, gates),
    truths: await opened(file, truthsOf),
    band: [3e-4, 2e-2],
    bands: RESIDUALS,
    series: { ...channels, T, start: 0 },
    mergers: (await challenge.truth()).filter((source) => source.class === "massive-binary"),
  };
}

/** Four thousand binaries, most of them too faint to be told apart, A and E of 364 days. @param {string} file @returns {Promise<Sky>} */
export function galaxy(file) {
  return opened(file, (handle) => {
    const dt = Number(handle.attrs["dt"]?.value);
    const [A, E] = [valueOf(handle, "obs/tdi_aet/A"), valueOf(handle, "obs/tdi_aet/E")].map((values) =>
      Float64Array.from(values),
    );
    if (A === undefined || E === undefined) throw new Error(`${file} has no obs/tdi_aet/A and E.`);
    const data = search.transformed({ dt, A, E });
    const truths = truthsOf(handle);
    const duration = A.length * dt;
    const name = "mini-galaxy, 364 days";
    // Of some three hundred.
    const falseAlarms = 1;
    return { name, duration, gates: [], data, truths, band: [4e-4, 8.2e-3], bands: GALAXY, falseAlarms };
  });
}

/** Thirty binaries, two close pairs among them, in stationary noise of 91 days. @param {bigint} seed @returns {Sky} */
export function made(seed) {
  const duration = 7_864_320;
  const seen = search.observation({ duration });
  const random = lisalab.randomStream(seed, "skies of binaries");
  const { data, noise: model } = search.mockNoise(seen, 0.0201, seed);
  /** @type {Binary[]} */
  const truths = [];
  const add = (/** @type {number} */ frequency) => {
    const unit = search.mockBinary(random, frequency, 1e-22);
    const snr = 8 * 60 ** random.uniform();
    const amplitude =
      (unit.amplitude * snr) / inference.optimalSnr(search.signalOf(seen, search.linearOf(unit)), model);
    truths.push({ ...unit, amplitude });
  };
  for (let n = 0; n < 28; n++) add(1e-3 * 12 ** random.uniform());
  for (const n of [3, 17]) add(Number(truths[n]?.frequency) + (2 + 3 * random.uniform()) / duration);
  search.addBinaries(seen, data, truths);
  const name = `thirty binaries, seed ${seed}, 91 days`;
  return { name, duration, gates: [], data, truths, band: [3e-4, 2e-2], bands: RESIDUALS };
}
