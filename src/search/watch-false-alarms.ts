/**
 * Independent trials of a look at 30 days, by chirp mass and time of coalescence, so that a look at noise alone exceeds a power of χ² with
 * four degrees of freedom as often as these: from noise of our own, see `npm run bench -- low-latency`.
 */
const TRIALS = 6e5;

/** How often noise alone exceeds a trigger's power, with so many looks a year: looks a day apart have little in common. */
export function falseAlarmsPerYear(power: number, looksPerYear: number): number {
  return TRIALS * looksPerYear * Math.exp(-power / 2) * (1 + power / 2);
}
