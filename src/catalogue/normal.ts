/** Probability below x of a normal distribution (G. Marsaglia 2004, doi:10.18637/jss.v011.i04): exact to rounding for |x| < 8. */
export function normalProbability(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Where a normal distribution has this probability below, to rounding; by halving. */
export function normalQuantile(probability: number): number {
  let [low, high] = [-8, 8];
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
