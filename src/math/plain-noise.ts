import { fillNormals } from "../core/ziggurat.js";
import type { ColouredNoise } from "./kernels.js";

/**
 * The next samples y(n) = d w(n) + Σ r x(n) of white noise w through poles, x(n+1) = p x(n) + w(n). Two samples at a time:
 * x(n+2) comes from p² x(n), so that it need not wait for x(n+1). Poles in fours, in the order in which two lanes add them.
 */
export function colouredNoise({ words, filter, states }: ColouredNoise, out: Float64Array): void {
  const { direct, poles, residues } = filter;
  const white = new Float64Array(out.length);
  fillNormals(words, white);
  for (let n = 0; n < out.length; n++) out[n] = direct * white[n]!;
  for (let at = 0; at < poles.length; at += 4) {
    const p = poles.subarray(at, at + 4);
    const r = residues.subarray(at, at + 4);
    const x = states.subarray(at, at + 4);
    if (p.length === 4) addFour(p, r, x, white, out);
    else addTwo(p, r, x, white, out);
  }
}

function addTwo(p: Float64Array, r: Float64Array, x: Float64Array, white: Float64Array, out: Float64Array): void {
  for (let n = 0; n < out.length; n += 2) {
    out[n]! += r[0]! * x[0]! + r[1]! * x[1]!;
    const [y0, y1] = [stepped(p[0]!, x[0]!, white[n]!), stepped(p[1]!, x[1]!, white[n]!)];
    out[n + 1]! += r[0]! * y0 + r[1]! * y1;
    for (let k = 0; k < 2; k++) x[k] = leapt(p[k]!, x[k]!, white[n]!, white[n + 1]!);
  }
}

function addFour(p: Float64Array, r: Float64Array, x: Float64Array, white: Float64Array, out: Float64Array): void {
  for (let n = 0; n < out.length; n += 2) {
    out[n]! += r[0]! * x[0]! + r[2]! * x[2]! + (r[1]! * x[1]! + r[3]! * x[3]!);
    const [y0, y1] = [stepped(p[0]!, x[0]!, white[n]!), stepped(p[1]!, x[1]!, white[n]!)];
    const [y2, y3] = [stepped(p[2]!, x[2]!, white[n]!), stepped(p[3]!, x[3]!, white[n]!)];
    out[n + 1]! += r[0]! * y0 + r[2]! * y2 + (r[1]! * y1 + r[3]! * y3);
    for (let k = 0; k < 4; k++) x[k] = leapt(p[k]!, x[k]!, white[n]!, white[n + 1]!);
  }
}

/** x(n+1) */
function stepped(p: number, x: number, w: number): number {
  return p * x + w;
}

/** x(n+2) */
function leapt(p: number, x: number, first: number, second: number): number {
  return p * p * x + (p * first + second);
}
