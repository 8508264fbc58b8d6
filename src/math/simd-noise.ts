import { NORMAL_WORDS, ZIGGURAT } from "../core/ziggurat.js";
import type { ColouredNoise } from "./kernels.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** Samples computed at a time: white noise and result stay in the innermost cache. */
const CHUNK = 1024;

/** See plain-noise.ts. */
export function simdNoise(memory: KernelMemory, { words, filter, states }: ColouredNoise, out: Float64Array): void {
  const { direct, poles, residues } = filter;
  const count = poles.length;
  const [table] = memory.tables([ZIGGURAT]) as [Address];
  // Behind the words there is room for what the ziggurat rejects.
  const places = memory.scratch([NORMAL_WORDS / 2 + 6, count, count, count, CHUNK, CHUNK]);
  const [state, p, r, x, white, result] = places as [Address, Address, Address, Address, Address, Address];
  memory.writeWords(state, words);
  memory.write(p, poles);
  memory.write(r, residues);
  memory.write(x, states);
  for (let from = 0; from < out.length; from += CHUNK) {
    const samples = Math.min(CHUNK, out.length - from);
    memory.run.normals(state, table, samples, white);
    if (count === 0) memory.run.scale(white, direct, samples, result);
    for (let k = 0; k < count; k += 4) {
      const add = k + 4 <= count ? memory.run.addPoles4 : memory.run.addPoles2;
      add(p + 8 * k, r + 8 * k, x + 8 * k, k === 0, direct, white, samples, result);
    }
    out.set(memory.view(result, samples), from);
  }
  words.set(memory.viewWords(state, NORMAL_WORDS));
  states.set(memory.view(x, count));
}
