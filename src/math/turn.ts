/** cos(2πk/n), by reduction to the first octant: exact at multiples of a quarter turn, within an ulp elsewhere. */
export function cosineOfTurn(k: number, n: number): number {
  const j = ((k % n) + n) % n;
  if (2 * j > n) return cosineOfTurn(n - j, n);
  if (4 * j > n) return -cosineOfTurn(n - 2 * j, 2 * n);
  if (8 * j > n) return Math.sin((Math.PI * (n - 4 * j)) / (2 * n));
  return Math.cos((2 * Math.PI * j) / n);
}

/** sin(2πk/n). */
export function sineOfTurn(k: number, n: number): number {
  return cosineOfTurn(4 * k - n, 4 * n);
}
