// @ts-check
// LISALAB_REFERENCE=FOLDER node test/bench/science-mergers.mjs: massive binaries of mini-sangria, whose truth only the scoring sees,
// false alarms in noise of our own making, and the cost of one likelihood.
import { join } from "node:path";
import * as lisalab from "lisalab";

const { inference, noise, search } = lisalab;

const models = noise.equalArms({ level: "Sangria" });
/** Months of noise that are searched, each of so many samples. */
const [MONTHS, MONTH, DT] = [24, 172_800, 15];

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** @param {string} path */
async function sangria(path) {
  const file = await lisalab.io.openChallenge(path);
  const { X, Y, Z } = await file.read();
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  const series = {
    dt: file.dt,
    start: 0,
    A: X.map((x, n) => r2 * (Number(Z[n]) - x)),
    E: X.map((x, n) => r6 * (x - 2 * Number(Y[n]) + Number(Z[n]))),
    T: X.map((x, n) => r3 * (x + Number(Y[n]) + Number(Z[n]))),
  };
  const duration = file.length * file.dt;
  const data = await file.spectrum();
  /** @type {lisalab.search.MergerData} */
  const into = {
    data,
    noise: inference.noiseDensity(models, { df: data.df, first: data.first, count: data.A.re.length }),
    path: lisalab.response.constellationPath(lisalab.orbits.equalArm(), lisalab.instant("TCB", 0), duration),
    generation: 1.5,
    observation: [0, duration],
    band: [1.5e-4, 0.032],
  };
  const begun = cpu();
  const candidates = search.detectMergers(series, models);
  console.log(`candidates (${(cpu() - begun).toFixed(1)} CPU s):`);
  for (const { time, chirpMass, significance, kind } of candidates) {
    console.log(
      `  ${kind} at ${time.toFixed(0)} s, ${chirpMass.toExponential(2)} suns, significance ${significance.toFixed(0)}`,
    );
  }
  for (const fit of search.fitMergers(candidates, series, models, into)) {
    const done = cpu();
    const posterior = search.sampleMerger(fit, into, { seed: 1n });
    console.log(`fit: ln L ${fit.logLikelihood.toFixed(1)}; posterior ${(cpu() - done).toFixed(1)} CPU s`);
    for (const name of search.MERGER_PARAMETERS) {
      const { mean, sigma } = search.spreadOf(posterior, name);
      console.log(`  ${name}: ${mean.toPrecision(10)} ± ${sigma.toPrecision(3)}`);
    }
    console.log(`  sky, 90 %: ${search.skyArea(posterior, 0.9).toFixed(2)} square degrees`);
  }
  console.log(`all: ${(cpu() - begun).toFixed(1)} CPU s; the truth:`);
  for (const source of await file.truth())
    if (source.class === "MBHB") console.log(JSON.stringify(source.truth ?? source));
}

/** Candidates that noise alone makes, at three thresholds. */
function falseAlarms() {
  const counts = [5, 6, 7, 8].map((threshold) => ({ threshold, count: 0 }));
  const bins = MONTH / 2 + 1;
  const df = 1 / (MONTH * DT);
  for (let month = 0; month < MONTHS; month++) {
    const random = lisalab.randomStream(BigInt(1000 + month), "false alarms");
    const channel = (/** @type {"A" | "E" | "T"} */ name) => {
      const [re, im] = [0, 1].map(() => random.normals(new Float64Array(bins)));
      const size = Float64Array.from({ length: bins }, (_, k) =>
        k > 50 ? Math.sqrt(models[name](k * df) / (4 * df)) / DT : 0,
      );
      const part = (/** @type {Float64Array | undefined} */ of) => size.map((s, k) => s * Number(of?.[k]));
      return lisalab.irfft({ re: part(re), im: part(im) }, MONTH);
    };
    const series = { dt: DT, start: 0, A: channel("A"), E: channel("E"), T: channel("T") };
    const found = search.detectMergers(series, models, { threshold: 5 });
    for (const row of counts) row.count += found.filter(({ significance }) => significance > row.threshold).length;
  }
  for (const { threshold, count } of counts)
    console.log(`false alarms above ${threshold}: ${count} in ${MONTHS} months`);
}

falseAlarms();
const folder = process.env["LISALAB_REFERENCE"];
if (folder === undefined) console.log("LISALAB_REFERENCE must name the folder that holds sources/mini-sangria-91d.h5.");
else await sangria(join(folder, "sources", "mini-sangria-91d.h5"));
