import { BadArgumentError } from "../core/errors.js";
import { SOURCE_CLASSES, type SourceClass } from "./parameters.js";

/** A parameter with what is known of it. */
export interface SourceParameter {
  readonly name: string;
  readonly unit: string;
  /** The median of the posterior; of a true source, the truth. */
  readonly value: number;
  /** The credible interval, of the release's credibility; both are the value where the parameter is known exactly. */
  readonly low: number;
  readonly high: number;
}

/** A source of a catalogue. */
export interface CatalogueSource {
  /** One of its kind in the release, and as far as can be the same from release to release. */
  readonly id: string;
  readonly class: SourceClass;
  readonly parameters: readonly SourceParameter[];
  /** Samples of the posterior, by parameter, all of one length; none where there are none. */
  readonly samples: Readonly<Record<string, Float64Array>>;
  /** Signal-to-noise ratio. */
  readonly snr: number;
  /** How sure it is that it is there: a probability. */
  readonly confidence: number;
  /** Where its waveform is: a file and the place in it, as "waveforms.h5#/GB-1"; "" for none. */
  readonly waveform: string;
  /** Where the data without it are; "" for none. */
  readonly residual: string;
}

/** The source, when it is one. @throws BadArgumentError that says what is wrong with which */
export function checkedSource(source: CatalogueSource): CatalogueSource {
  const { id, parameters, samples, snr, confidence } = source;
  if (id === "") throw new BadArgumentError("A source of a catalogue has no id; give it one.", {});
  if (!SOURCE_CLASSES.includes(source.class)) {
    throw problem(id, `its class is "${String(source.class)}"; there are ${SOURCE_CLASSES.join(", ")}`);
  }
  if (!(snr >= 0)) throw problem(id, `its snr is ${snr}; it must be 0 or more`);
  if (!(confidence >= 0 && confidence <= 1)) {
    throw problem(id, `its confidence is ${confidence}; it is a probability, from 0 to 1`);
  }
  for (const parameter of parameters) mustBeOrdered(id, parameter);
  if (new Set(parameters.map(({ name }) => name)).size < parameters.length) {
    throw problem(id, "a parameter is there twice");
  }
  mustBeSamples(id, samples);
  return source;
}

function mustBeOrdered(id: string, { name, value, low, high }: SourceParameter): void {
  if (low <= value && value <= high && [low, value, high].every(Number.isFinite)) return;
  throw problem(id, `${name} is ${value} in ${low} … ${high}; its value must lie in its interval`);
}

function mustBeSamples(id: string, samples: CatalogueSource["samples"]): void {
  const lengths = new Set(Object.values(samples).map(({ length }) => length));
  if (lengths.size > 1)
    throw problem(id, `its samples have ${[...lengths].join(" and ")} rows; all must have the same`);
  const bad = Object.entries(samples).find(([, values]) => !values.every(Number.isFinite));
  if (bad !== undefined) throw problem(id, `a sample of ${bad[0]} is no finite number`);
}

function problem(id: string, what: string): BadArgumentError {
  return new BadArgumentError(`The source ${id} can't be in a catalogue: ${what}.`, { id });
}

/** A parameter of a source. @throws BadArgumentError when it has none of that name */
export function parameterIn(source: CatalogueSource, name: string): SourceParameter {
  const found = source.parameters.find((parameter) => parameter.name === name);
  if (found !== undefined) return found;
  throw new BadArgumentError(
    `The source ${source.id} has no ${name}; it has ${source.parameters.map((parameter) => parameter.name).join(", ") || "no parameters"}.`,
    { id: source.id, name },
  );
}
