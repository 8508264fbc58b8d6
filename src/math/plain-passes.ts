import type { Pass } from "./stockham.js";

const SIN_60 = Math.sqrt(3) / 2;
const COS_72 = (Math.sqrt(5) - 1) / 4;
const COS_144 = (-Math.sqrt(5) - 1) / 4;
const SIN_72 = Math.sqrt((5 + Math.sqrt(5)) / 8);
const SIN_144 = Math.sqrt((5 - Math.sqrt(5)) / 8);

/**
 * One pass of the autosorting FFT of Stockham with decimation in frequency (C. Van Loan, Computational Frameworks for
 * the FFT (1992), section 1.7), from (xr, xi) to (yr, yi): butterfly k of group p and column q goes from
 * x[q + stride (p + groups k)] to y[q + stride (radix p + k)].
 */
export function stockhamPass(pass: Pass, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  if (pass.radix === 4) radix4(pass, xr, xi, yr, yi);
  else if (pass.radix === 2) radix2(pass, xr, xi, yr, yi);
  else if (pass.radix === 3) radix3(pass, xr, xi, yr, yi);
  else radix5(pass, xr, xi, yr, yi);
}

function radix2(pass: Pass, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  const { stride, groups, cosines, sines } = pass;
  const leap = stride * groups;
  for (let p = 0; p < groups; p++) {
    const c = cosines[p]!;
    const s = sines[p]!;
    for (let a = stride * p, b = 2 * stride * p, end = a + stride; a < end; a++, b++) {
      const dr = xr[a]! - xr[a + leap]!;
      const di = xi[a]! - xi[a + leap]!;
      yr[b] = xr[a]! + xr[a + leap]!;
      yi[b] = xi[a]! + xi[a + leap]!;
      yr[b + stride] = dr * c - di * s;
      yi[b + stride] = dr * s + di * c;
    }
  }
}

function radix3(pass: Pass, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  const { stride, groups, cosines, sines } = pass;
  const leap = stride * groups;
  for (let p = 0; p < groups; p++) {
    const c1 = cosines[2 * p]!;
    const s1 = sines[2 * p]!;
    const c2 = cosines[2 * p + 1]!;
    const s2 = sines[2 * p + 1]!;
    for (let a = stride * p, b = 3 * stride * p, end = a + stride; a < end; a++, b++) {
      const sr = xr[a + leap]! + xr[a + 2 * leap]!;
      const si = xi[a + leap]! + xi[a + 2 * leap]!;
      const dr = SIN_60 * (xr[a + leap]! - xr[a + 2 * leap]!);
      const di = SIN_60 * (xi[a + leap]! - xi[a + 2 * leap]!);
      const mr = xr[a]! - 0.5 * sr;
      const mi = xi[a]! - 0.5 * si;
      yr[b] = xr[a]! + sr;
      yi[b] = xi[a]! + si;
      const ur = mr + di;
      const ui = mi - dr;
      yr[b + stride] = ur * c1 - ui * s1;
      yi[b + stride] = ur * s1 + ui * c1;
      const vr = mr - di;
      const vi = mi + dr;
      yr[b + 2 * stride] = vr * c2 - vi * s2;
      yi[b + 2 * stride] = vr * s2 + vi * c2;
    }
  }
}

function radix4(pass: Pass, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  const { stride, groups, cosines, sines } = pass;
  const leap = stride * groups;
  for (let p = 0; p < groups; p++) {
    const c1 = cosines[3 * p]!;
    const s1 = sines[3 * p]!;
    const c2 = cosines[3 * p + 1]!;
    const s2 = sines[3 * p + 1]!;
    const c3 = cosines[3 * p + 2]!;
    const s3 = sines[3 * p + 2]!;
    for (let a = stride * p, b = 4 * stride * p, end = a + stride; a < end; a++, b++) {
      const evenSumR = xr[a]! + xr[a + 2 * leap]!;
      const evenSumI = xi[a]! + xi[a + 2 * leap]!;
      const evenDiffR = xr[a]! - xr[a + 2 * leap]!;
      const evenDiffI = xi[a]! - xi[a + 2 * leap]!;
      const oddSumR = xr[a + leap]! + xr[a + 3 * leap]!;
      const oddSumI = xi[a + leap]! + xi[a + 3 * leap]!;
      const oddDiffR = xr[a + leap]! - xr[a + 3 * leap]!;
      const oddDiffI = xi[a + leap]! - xi[a + 3 * leap]!;
      yr[b] = evenSumR + oddSumR;
      yi[b] = evenSumI + oddSumI;
      const ur = evenDiffR + oddDiffI;
      const ui = evenDiffI - oddDiffR;
      yr[b + stride] = ur * c1 - ui * s1;
      yi[b + stride] = ur * s1 + ui * c1;
      const vr = evenSumR - oddSumR;
      const vi = evenSumI - oddSumI;
      yr[b + 2 * stride] = vr * c2 - vi * s2;
      yi[b + 2 * stride] = vr * s2 + vi * c2;
      const wr = evenDiffR - oddDiffI;
      const wi = evenDiffI + oddDiffR;
      yr[b + 3 * stride] = wr * c3 - wi * s3;
      yi[b + 3 * stride] = wr * s3 + wi * c3;
    }
  }
}

function radix5(pass: Pass, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  const { stride, groups } = pass;
  for (let p = 0; p < groups; p++) {
    for (let q = 0; q < stride; q++) butterfly5(pass, p, q, xr, xi, yr, yi);
  }
}

function butterfly5(
  pass: Pass,
  p: number,
  q: number,
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
): void {
  const { stride, groups, cosines, sines } = pass;
  const leap = stride * groups;
  const a = q + stride * p;
  const b = q + 5 * stride * p;
  const s14r = xr[a + leap]! + xr[a + 4 * leap]!;
  const s14i = xi[a + leap]! + xi[a + 4 * leap]!;
  const d14r = xr[a + leap]! - xr[a + 4 * leap]!;
  const d14i = xi[a + leap]! - xi[a + 4 * leap]!;
  const s23r = xr[a + 2 * leap]! + xr[a + 3 * leap]!;
  const s23i = xi[a + 2 * leap]! + xi[a + 3 * leap]!;
  const d23r = xr[a + 2 * leap]! - xr[a + 3 * leap]!;
  const d23i = xi[a + 2 * leap]! - xi[a + 3 * leap]!;
  yr[b] = xr[a]! + s14r + s23r;
  yi[b] = xi[a]! + s14i + s23i;
  const m1r = xr[a]! + COS_72 * s14r + COS_144 * s23r;
  const m1i = xi[a]! + COS_72 * s14i + COS_144 * s23i;
  const m2r = xr[a]! + COS_144 * s14r + COS_72 * s23r;
  const m2i = xi[a]! + COS_144 * s14i + COS_72 * s23i;
  const n1r = SIN_72 * d14r + SIN_144 * d23r;
  const n1i = SIN_72 * d14i + SIN_144 * d23i;
  const n2r = SIN_144 * d14r - SIN_72 * d23r;
  const n2i = SIN_144 * d14i - SIN_72 * d23i;
  const w = 4 * p;
  rotateInto(yr, yi, b + stride, m1r + n1i, m1i - n1r, cosines[w]!, sines[w]!);
  rotateInto(yr, yi, b + 2 * stride, m2r + n2i, m2i - n2r, cosines[w + 1]!, sines[w + 1]!);
  rotateInto(yr, yi, b + 3 * stride, m2r - n2i, m2i + n2r, cosines[w + 2]!, sines[w + 2]!);
  rotateInto(yr, yi, b + 4 * stride, m1r - n1i, m1i + n1r, cosines[w + 3]!, sines[w + 3]!);
}

function rotateInto(
  yr: Float64Array,
  yi: Float64Array,
  at: number,
  re: number,
  im: number,
  cosine: number,
  sine: number,
): void {
  yr[at] = re * cosine - im * sine;
  yi[at] = re * sine + im * cosine;
}
