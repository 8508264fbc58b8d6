import { differenceOf, type SourceClass, unwrapped } from "./parameters.js";
import type { CatalogueSource } from "./source.js";

/** What can be added to parameters without any change of the waves. */
const SAME: Readonly<Partial<Record<SourceClass, readonly Readonly<Record<string, number>>[]>>> = {
  // A quarter of a turn of the polarisation changes both signs, as half a period does.
  "galactic-binary": [{}, { polarization: Math.PI / 2, phase: Math.PI }],
  // The phase of a massive binary is that of its orbit: the wave (2, 2) has two periods in one.
  "massive-binary": [
    {},
    { phase: Math.PI },
    { polarization: Math.PI / 2, phase: Math.PI / 2 },
    { polarization: Math.PI / 2, phase: -Math.PI / 2 },
  ],
};

/**
 * The true parameters as a posterior speaks of them: of all that are the same wave, those whose polarisation and phase are nearest to the middle
 * of its samples.
 */
export function truthAsAnswered(answer: CatalogueSource, truth: CatalogueSource): CatalogueSource["parameters"] {
  const same = SAME[truth.class] ?? [{}];
  const middles = new Map(
    ["polarization", "phase"].flatMap((name) => {
      const samples = answer.samples[name];
      return samples === undefined ? [] : [[name, mean(unwrapped(name, samples))] as const];
    }),
  );
  const moved = same.map((shifts) =>
    truth.parameters.map((parameter) => ({ ...parameter, value: parameter.value + (shifts[parameter.name] ?? 0) })),
  );
  const distance = (parameters: CatalogueSource["parameters"]): number =>
    parameters.reduce((sum, { name, value }) => {
      const middle = middles.get(name);
      return middle === undefined ? sum : sum + (differenceOf(name, value, middle) * (name === "phase" ? 1 : 2)) ** 2;
    }, 0);
  return moved.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
