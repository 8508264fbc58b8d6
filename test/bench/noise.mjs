// @ts-check
// Random numbers and noise against numpy and scipy, as anybody calls them.
import * as lisalab from "lisalab";
import { compare } from "./pairs.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./peer.mjs").Peer} Peer */

/** Samples at a time, and in all. */
const PIECE = 16_384;
const COUNT = 64 * PIECE;
const DT = 1 / 16;

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* noise(peer) {
  await peer.ask({ make: "normals", count: COUNT, piece: PIECE });
  yield await perSample(
    "white noise, per sample",
    "numpy",
    lisalab.noise.whiteNoise({ asd: 1, dt: DT }, 1n, "white"),
    peer,
  );
  const models = /** @type {const} */ ([
    [
      "readout noise (4 poles), per sample",
      (/** @type {number} */ f) => lisalab.noise.displacementNoise(f, 6.35e-12),
      2,
    ],
    ["clock noise (10 poles), per sample", (/** @type {number} */ f) => lisalab.noise.clockNoise(f, 6.32e-14), 5],
  ]);
  for (const [work, model, sections] of models) {
    await peer.ask({ make: "coloured", count: COUNT, piece: PIECE, sections });
    yield await perSample(work, "numpy, sosfilt", lisalab.noise.shapedNoise({ model, dt: DT }, 1n, work), peer);
  }
}

/**
 * @param {string} work
 * @param {string} name
 * @param {import("lisalab").noise.SeriesGenerator} generator
 * @param {Peer} peer
 * @returns {Promise<Row>}
 */
async function perSample(work, name, generator, peer) {
  const out = new Float64Array(PIECE);
  const run = () => {
    for (let n = 0; n < COUNT; n += PIECE) generator.next(out);
  };
  const result = await compare(work, name, run, peer);
  return { ...result, ours: result.ours / COUNT, theirs: result.theirs / COUNT, target: { ratio: 1, seconds: 8e-9 } };
}
