import { BadArgumentError } from "../core/errors.js";
import type { ComplexArray } from "../math/complex.js";
import type { Orbits } from "../orbits/orbits.js";
import { directChannels } from "../response/direct.js";
import type { WaveformConfiguration } from "./waveformconfig.js";

/**
 * A source by its model in the frequency domain, on the bins of its duration: h₊ and h×, or A, E and T by the fast response.
 * @throws BadArgumentError for sources whose model is one of time
 */
export function directBins(config: WaveformConfiguration, orbits: Orbits): ReadonlyMap<string, ComplexArray> {
  const { source, t0, dt, length, channels, generation } = config;
  const [duration, count] = [length * dt, Math.floor(length / 2) + 1];
  if (!("sources" in source)) {
    if (channels === "AET") {
      const { A, E, T } = directChannels(source, { from: t0, duration, orbits, generation, count });
      return new Map(Object.entries({ A, E, T }));
    }
    const bins = source.spectrum?.(
      t0,
      Float64Array.from({ length: count }, (_, k) => k / duration),
    );
    if (bins !== undefined) return new Map(Object.entries({ plus: bins.plus, cross: bins.cross }));
  }
  throw new BadArgumentError(
    `${source.name} (${source.kind}) is a model of time, and has no spectrum of its own; massive binaries and bursts have h₊ and h×, galactic and massive binaries A, E and T. Leave "method" out to transform it.`,
    { source: source.name, kind: source.kind },
  );
}
