// @ts-check
// A day of one binary's response on the six links at 4 Hz: at once, and as a simulator asks for it. Many galactic binaries in A, E, T.
import { fileURLToPath } from "node:url";
import * as lisalab from "lisalab";
import { compare } from "./pairs.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./peer.mjs").Peer} Peer */

const [DT, LENGTH] = [0.25, 345_600];
const CHUNK = 400;
const START = lisalab.instant("TCB", 0);
const ORBITS = fileURLToPath(new URL("../../runbooks/sample/orbits.h5", import.meta.url));
const BINARY = {
  frequency: 0.0031,
  fdot: 2e-16,
  amplitude: 1e-20,
  inclination: 0.9,
  polarization: 0.35,
  phase: 1.2,
  lambda: 2.05,
  beta: 0.31,
};

/** @param {Peer} peer @returns {AsyncGenerator<Row>} */
export async function* response(peer) {
  const orbits = await lisalab.io.openOrbits(ORBITS);
  const made = () =>
    lisalab.response.linkResponse([lisalab.waveforms.galacticBinary(BINARY)], orbits, { frame: "TCB" });
  await peer.ask({ make: "response", orbits: ORBITS, dt: DT, length: LENGTH });
  const target = { ratio: 0.05 / 1.52, seconds: 0.05 };
  const whole = () => made().at(START, DT, LENGTH);
  yield { ...(await compare("one binary on 6 links, a day at 4 Hz", "lisagwresponse", whole, peer, 5)), target };
  const chunks = () => {
    const links = made();
    for (let n = 0; n < LENGTH; n += CHUNK) links.at(lisalab.later(START, n * DT), DT, CHUNK);
  };
  yield { ...(await compare(`the same in chunks of ${CHUNK}`, "lisagwresponse", chunks, peer, 5)), target };
  yield await galactic(peer);
}

/** @param {Peer} peer @returns {Promise<Row>} */
async function galactic(peer) {
  const [count, samples, duration] = [64, 64, 31_557_600];
  const answer = lisalab.response.galacticBinaryResponse({ duration });
  const batch = lisalab.response.signalBatch(count, samples);
  const binaries = Array.from({ length: count }, (_, n) => ({
    ...BINARY,
    frequency: 0.003 + 1e-6 * n,
    fdot: 1e-17,
    amplitude: 1e-22,
    lambda: 0.1 * n,
    beta: 0.01 * n,
  }));
  await peer.ask({ make: "galactic", count, duration, samples });
  const ours = () => answer.signals(binaries, batch);
  const row = await compare(`${count} galactic binaries, a year, ${samples} bins`, "gbgpu", ours, peer);
  return { ...row, target: { ratio: 8 / 40, seconds: 8e-6 * count } };
}
