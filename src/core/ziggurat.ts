import { portableExp, portableLog } from "./portable.js";
import { nextFraction, nextWord } from "./xoshiro.js";

/*
 * Normal numbers by the ziggurat of 256 layers (G. Marsaglia, W. Tsang, J. Stat. Software 5(8), 2000,
 * doi:10.18637/jss.v005.i08), with the layer and the place in it from bits of their own (J. Doornik, An improved ziggurat
 * method to generate normal random samples, 2005). Four generators take turns, so that SIMD can run them side by side; what
 * the ziggurat rejects, one number in 80, is drawn again from a fifth, so that all four always take two steps a number.
 */

const LAYERS = 256;
/** Where the tail begins, and the area of every layer. */
const TAIL = 3.654_152_885_361_008_8;
const AREA = 0.004_928_673_233_974_658;

/** Generators that take turns. */
export const LANES = 4;
/** Words of state: of the four generators, the first word of each, the second of each …; then those of the fifth. */
export const NORMAL_WORDS = 20;
const SPARE = 16;

/**
 * For each layer twice its width, and half the part of it that is under the curve whatever the height; then for each layer
 * the curve at its outer edge over that at its inner edge.
 */
export const ZIGGURAT: Float64Array = layers();

function layers(): Float64Array {
  const table = new Float64Array(3 * LAYERS);
  const edges = new Float64Array(LAYERS + 1);
  edges[0] = AREA / portableExp(-0.5 * TAIL * TAIL);
  edges[1] = TAIL;
  for (let n = 1; n + 1 < LAYERS; n++) {
    const edge = edges[n]!;
    edges[n + 1] = Math.sqrt(-2 * portableLog(AREA / edge + portableExp(-0.5 * edge * edge)));
  }
  for (let n = 0; n < LAYERS; n++) {
    table[2 * n] = 2 * edges[n]!;
    table[2 * n + 1] = (0.5 * edges[n + 1]!) / edges[n]!;
    table[2 * LAYERS + n] = portableExp(0.5 * (edges[n + 1]! * edges[n + 1]! - edges[n]! * edges[n]!));
  }
  return table;
}

/** Fills `out`, whose length is a multiple of four, with normal numbers of variance 1. */
export function fillNormals(words: Int32Array, out: Float64Array): void {
  for (let n = 0; n < out.length; n++) {
    const lane = n % LANES;
    const high = nextWord(words, lane, LANES);
    const low = nextWord(words, lane, LANES);
    const place = placeOf(high, low);
    const layer = low & 255;
    out[n] = Math.abs(place) < ZIGGURAT[2 * layer + 1]! ? place * ZIGGURAT[2 * layer]! : redrawn(words, place, layer);
  }
}

/** In [−½, ½), from 52 bits. */
function placeOf(high: number, low: number): number {
  return ((high >>> 0) * 2 ** 20 + (low >>> 12)) * 2 ** -52 - 0.5;
}

/** The number of a place in a layer that may be above the curve; where it is, another. */
function redrawn(words: Int32Array, first: number, firstLayer: number): number {
  let [place, layer] = [first, firstLayer];
  for (;;) {
    const width = ZIGGURAT[2 * layer]!;
    const x = place * width;
    if (Math.abs(place) < ZIGGURAT[2 * layer + 1]!) return x;
    if (layer === 0) return place < 0 ? -tail(words) : tail(words);
    const inner = width * ZIGGURAT[2 * layer + 1]!;
    const lowest = ZIGGURAT[2 * LAYERS + layer]!;
    if (lowest + nextFraction(words, SPARE) * (1 - lowest) < shortExp(0.5 * (inner * inner - x * x))) return x;
    const upper = nextWord(words, SPARE, 1);
    const lower = nextWord(words, SPARE, 1);
    place = placeOf(upper, lower);
    layer = lower & 255;
  }
}

/** e^x from −0.75 to 0, as far as a layer's curve falls: even and odd powers apart, as SIMD's twin does not wait for a sum. */
function shortExp(x: number): number {
  const y = x * x;
  const even =
    1 + y * (1 / 2 + y * (1 / 24 + y * (1 / 720 + y * (1 / 40_320 + y * (1 / 3_628_800 + y * (1 / 479_001_600))))));
  const odd =
    1 +
    y * (1 / 6 + y * (1 / 120 + y * (1 / 5040 + y * (1 / 362_880 + y * (1 / 39_916_800 + y * (1 / 6_227_020_800))))));
  return even + x * odd;
}

/** Beyond the last layer (G. Marsaglia, Technometrics 6, 101 (1964)). */
function tail(words: Int32Array): number {
  for (;;) {
    const x = -portableLog(nextFraction(words, SPARE)) / TAIL;
    const y = -portableLog(nextFraction(words, SPARE));
    if (y + y > x * x) return TAIL + x;
  }
}
