// @ts-check
// node test/bench/low-latency.mjs: the watch for mergers to come. CPU seconds of a 10-day segment, how many days before its merger a
// binary is seen, and false alarms in noise that nothing was tuned on. MONTHS=24 and BINARIES=12 in the environment, if others are wanted.
import * as lisalab from "lisalab";

const { noise, orbits, response, search, waveforms } = lisalab;
const [DT, COUNT, DAY] = [30, 2 ** 18, 86_400];
const DURATION = DT * COUNT;
const models = noise.equalArms({ level: "Sangria", confusion: noise.confusion("Karnesis", 1) });
const path = response.constellationPath(orbits.equalArm(), lisalab.instant("TCB", 0), DURATION + 20 * DAY);
const options = /** @type {const} */ ({ noise: models, path, generation: 1.5 });

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** 91 days of noise with the confusion of binaries, and a merger or none. @param {bigint} seed @param {lisalab.inference.MassiveBinary} [binary] */
function seriesOf(seed, binary) {
  const bins = COUNT / 2 + 1;
  const df = 1 / DURATION;
  const frequencies = Float64Array.from({ length: bins }, (_, k) => Math.max(k, 0.5) * df);
  const observation = { duration: DURATION, generation: 1.5 };
  const signal =
    binary && response.chirpChannels(waveforms.phenomDModes(binary), binary, path, observation, frequencies);
  const random = lisalab.randomStream(seed, "low latency");
  const channel = (/** @type {"A" | "E" | "T"} */ name) => {
    const parts = /** @type {const} */ (["re", "im"]).map((part) => {
      const normals = random.normals(new Float64Array(bins));
      return normals.map((x, k) => {
        const f = Number(frequencies[k]);
        const size = f > 1e-5 ? Math.sqrt(models[name](f) / (4 * df)) : 0;
        return (size * x + Number(signal?.[name][part][k] ?? 0)) / DT;
      });
    });
    return lisalab.irfft({ re: parts[0] ?? new Float64Array(bins), im: parts[1] ?? new Float64Array(bins) }, COUNT);
  };
  return { dt: DT, start: 0, A: channel("A"), E: channel("E"), T: channel("T") };
}

/** @param {ReturnType<typeof seriesOf>} series @param {number} from @param {number} to days */
function part(series, from, to) {
  const [first, last] = [from, to].map((day) => Math.round((day * DAY) / DT));
  const cut = (/** @type {Float64Array} */ values) => values.subarray(first, last);
  return { dt: DT, start: Number(first) * DT, A: cut(series.A), E: cut(series.E), T: cut(series.T) };
}

function segment() {
  const series = seriesOf(1n);
  const watch = search.MergerWatch.begin({ ...options, cadence: 10 * DAY });
  watch.feed(part(series, 0, 10.1));
  watch.feed(part(series, 10.1, 20.1));
  const begun = cpu();
  watch.feed(part(series, 20.1, 30.1));
  console.log(`10 days, looked at once with the 20 before them: ${(cpu() - begun).toFixed(2)} CPU s (to be below 1)`);
  const daily = search.MergerWatch.begin(options);
  daily.feed(part(series, 0, 20));
  const then = cpu();
  daily.feed(part(series, 20, 30));
  console.log(`10 days, looked at every day: ${(cpu() - then).toFixed(2)} CPU s`);
}

/** @param {number} count */
function daysBefore(count) {
  const random = lisalab.randomStream(77n, "binaries to come");
  for (let n = 0; n < count; n++) {
    const [delta, chi1, chi2] = [0.7 * random.uniform(), random.uniform() - 0.5, random.uniform() - 0.5];
    const eta = (1 - delta ** 2) / 4;
    const chirpMass = 1e5 * 30 ** random.uniform();
    const gigaparsec = 3.0857e25;
    const binary = {
      delta,
      chi1,
      chi2,
      eta,
      mass: chirpMass / eta ** 0.6,
      time: 60 * DAY,
      distance: (6 + 34 * random.uniform()) * gigaparsec,
      inclination: Math.acos(2 * random.uniform() - 1),
      polarization: Math.PI * random.uniform(),
      phase: 2 * Math.PI * random.uniform(),
      lambda: 2 * Math.PI * random.uniform(),
      beta: Math.asin(2 * random.uniform() - 1),
    };
    const watch = search.MergerWatch.begin(options);
    const { versions } = watch.feed(part(seriesOf(BigInt(500 + n), binary), 29, 61.5));
    const mine = versions.filter(({ version: { time } }) => Math.abs(time.value - binary.time) < 4 * DAY);
    const others = new Set(versions.map(({ name }) => name)).size - new Set(mine.map(({ name }) => name)).size;
    const last = mine.at(-1)?.version;
    const told = mine
      .filter((_, k) => k === 0 || k >= mine.length - 3)
      .map(({ version: { dataUntil, time, sky, snr } }) => {
        const off = ((time.value - binary.time) / time.sigma).toFixed(1);
        return `${((binary.time - dataUntil) / DAY).toFixed(1)} d before: SNR ${snr.toFixed(0)}, ± ${(time.sigma / 3600).toPrecision(2)} h (off ${off} sigma), ${sky?.area90.toPrecision(2)} deg²`;
      });
    console.log(
      `${chirpMass.toExponential(1)} suns, SNR in all ${last?.snr.toFixed(0) ?? "?"}: ${told.join("; ") || "not seen"}; other candidates ${others}`,
    );
  }
}

/** @param {number} months */
function falseAlarms(months) {
  const powers = [6, 6.5, 7].map((threshold) => ({ threshold, count: 0 }));
  let days = 0;
  for (let month = 0; month < months; month += 2) {
    const series = seriesOf(BigInt(9000 + month));
    const watch = search.MergerWatch.begin({ ...options, threshold: 6 });
    for (const { version } of watch.feed(part(series, 0, 91)).versions) {
      for (const row of powers) row.count += version.snr ** 2 + 4 >= row.threshold ** 2 ? 1 : 0;
    }
    days += 91;
  }
  for (const { threshold, count } of powers) {
    const expected = (days / 365.25) * search.falseAlarmsPerYear(threshold ** 2, 365.25);
    console.log(
      `noise alone, ${days} days: ${count} versions of candidates above ${threshold}; ${expected.toPrecision(2)} by falseAlarmsPerYear`,
    );
  }
}

segment();
daysBefore(Number(process.env["BINARIES"] ?? 12));
falseAlarms(Number(process.env["MONTHS"] ?? 24));
