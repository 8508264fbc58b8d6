/** 2^27 + 1 splits a float64 into two halves of 26 bits (T. J. Dekker 1971, DOI 10.1007/BF01397083). */
const SPLITTER = 134_217_729;

/** a·b less the nearest whole number, with the product's rounding error taken back (Dekker's exact product). */
export function fractionOfProduct(a: number, b: number): number {
  const product = a * b;
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return product - Math.round(product) + error;
}

function upperHalf(a: number): number {
  const c = SPLITTER * a;
  return c - (c - a);
}
