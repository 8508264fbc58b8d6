import { parameterOf } from "../catalogue/interval.js";
import { unitOf } from "../catalogue/parameters.js";
import { type CatalogueRelease, checkedRelease, type ReleaseInput } from "../catalogue/release.js";
import type { CatalogueSource, SourceParameter } from "../catalogue/source.js";
import type { FittedBinary, FittedMerger, GlobalFit, SampleTable } from "../search/global.js";

/** What a release says beside its sources. */
export interface ReleaseHead {
  readonly version: string;
  readonly parent: string;
  readonly software: string;
  readonly inputs: readonly ReleaseInput[];
  /** Seconds of TCB at which the data begin. */
  readonly epoch: number;
  /** Where residuals are: a file; "" for none. */
  readonly residual: string;
}

const CREDIBILITY = 0.9;
const UNITS: Readonly<Record<string, string>> = { chirpMass: "Msun" };

/** A fit as a release of the catalogue. */
export function releaseOf(fit: GlobalFit, head: ReleaseHead): CatalogueRelease {
  const { residual, ...rest } = head;
  const sources = [...fit.mergers, ...fit.binaries].map((one) => sourceOf(one, fit, residual));
  return checkedRelease({ ...rest, credibility: CREDIBILITY, sources: withOwnIds(sources) });
}

function sourceOf(one: FittedMerger | FittedBinary, fit: GlobalFit, residual: string): CatalogueSource {
  const isMerger = "candidate" in one;
  const best = isMerger ? bestMerger(one) : bestBinary(one);
  const table = isMerger ? massesOf(one.samples) : one.samples;
  const id = isMerger
    ? `MBHB-${Math.round(best["time"]! / 360) / 10}h`
    : `GB-${(best["frequency"]! * 1e9).toFixed(0)}nHz`;
  return {
    id,
    class: isMerger ? "massive-binary" : "galactic-binary",
    parameters: Object.entries(best).map(([name, value]) => parameter(name, value, table[name])),
    samples: Object.fromEntries(Object.entries(table).map(([name, values]) => [name, Float64Array.from(values)])),
    snr: isMerger ? one.snr : one.found.snr,
    confidence: isMerger ? 1 - falseAlarm(one.snr ** 2) : confidenceOf(one.found.twoF, fit),
    waveform: residual === "" ? "" : `${residual}#/subtracted/${id}`,
    residual: residual === "" ? "" : `${residual}#/depths`,
  };
}

/** That noise makes none so loud in the whole search, which makes `falseAlarms` above the threshold in the mean. */
function confidenceOf(twoF: number, { threshold, falseAlarms }: GlobalFit): number {
  return Math.exp((-falseAlarms * falseAlarm(twoF)) / falseAlarm(threshold));
}

/** Probability that χ² of four degrees of freedom is above. */
function falseAlarm(x: number): number {
  return x > 0 ? Math.exp(-x / 2) * (1 + x / 2) : 1;
}

/** The median with its interval; the best fit alone where there are no samples. */
function parameter(name: string, value: number, samples: readonly number[] | undefined): SourceParameter {
  const unit = UNITS[name] ?? unitOf(name);
  if (samples === undefined || samples.length === 0) return { name, unit, value, low: value, high: value };
  return parameterOf(name, Float64Array.from(samples), CREDIBILITY, unit);
}

/** Parameters of the best fit of a galactic binary, by the catalogue's names. */
export function bestBinary({ found: { binary } }: FittedBinary): Readonly<Record<string, number>> {
  return { ...binary };
}

/** The same of a merger. */
export function bestMerger({ fit: { binary } }: FittedMerger): Readonly<Record<string, number>> {
  const { mass, eta, delta, chi1, chi2, time, lambda, beta, distance, inclination, polarization, phase } = binary;
  return {
    chirpMass: mass * eta ** 0.6,
    mass1: (mass * (1 + delta)) / 2,
    mass2: (mass * (1 - delta)) / 2,
    spin1: chi1,
    spin2: chi2,
    time,
    lambda,
    beta,
    distance,
    inclination,
    polarization,
    phase,
  };
}

/** Samples with the masses of both, in place of mass ratio and names of spins. */
function massesOf(samples: SampleTable): SampleTable {
  const { chirpMass, delta, chi1, chi2, ...rest } = samples;
  if (chirpMass === undefined || delta === undefined || chi1 === undefined || chi2 === undefined) return {};
  const mass = chirpMass.map((one, n) => one / ((1 - delta[n]! ** 2) / 4) ** 0.6);
  return {
    chirpMass,
    mass1: mass.map((m, n) => (m * (1 + delta[n]!)) / 2),
    mass2: mass.map((m, n) => (m * (1 - delta[n]!)) / 2),
    spin1: chi1,
    spin2: chi2,
    ...rest,
  };
}

/** The second of two sources of one name gets another one. */
function withOwnIds(sources: readonly CatalogueSource[]): readonly CatalogueSource[] {
  const known = new Map<string, number>();
  return sources.map((source) => {
    const count = (known.get(source.id) ?? 0) + 1;
    known.set(source.id, count);
    if (count === 1) return source;
    const id = `${source.id}-${count}`;
    return { ...source, id, waveform: source.waveform.replace(source.id, id) };
  });
}
