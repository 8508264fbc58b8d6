import type { Figure } from "../figure/figure.js";
import type { ResidualFinding, ResidualPower, ResidualReport } from "../search/residual-report.js";

/** The band whose power is farthest from the noise's. */
export interface WorstBand {
  readonly band: ResidualPower;
  /** Part by which its power differs from the noise's, less what chance does. */
  readonly beyond: number;
  readonly words: string;
}

/** So many standard deviations of a band's power are what chance does: of some dozens, one in a hundred weeks. */
const CHANCE = 3.5;

/** The band of A and E that is farthest from the noise, beyond what chance does; one whose power is no number is farther than all. */
export function worstBand({ bands }: Pick<ResidualReport, "bands">): WorstBand {
  const far = (value: number): number => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value);
  const [worst] = bands
    .filter(({ channel }) => channel !== "T")
    .map((band) => ({ band, away: Math.abs(band.power - 1) }))
    .map(({ band, away }) => ({ band, away, beyond: Math.max(0, away - CHANCE * band.error) }))
    .sort((a, b) => far(b.beyond) - far(a.beyond) || far(b.away) - far(a.away));
  const { channel, low, high, power, error } = worst!.band;
  const words = `${channel} has ${power.toFixed(3)} ± ${error.toFixed(3)} times the noise's power from ${mHz(low)} to ${mHz(high)} mHz`;
  return { band: worst!.band, beyond: worst!.beyond, words };
}

/** What was found in a residual, in words, the least probable first. */
export function spelledResidue(findings: readonly ResidualFinding[], most: number = 3): string {
  const told = findings.slice(0, most).map(({ check, channels, low, high, from, to, origin }) => {
    const where = low === high ? `at ${mHz(low)} mHz` : `from ${mHz(low)} to ${mHz(high)} mHz`;
    const when = check.endsWith("stretches") ? ` between day ${day(from)} and day ${day(to)}` : "";
    return `${check} of ${channels.join(" and ")} ${where}${when} (${origin === "unknown" ? "origin not known" : `from ${origin === "waves" ? "waves" : "the instrument"}`})`;
  });
  return [...told, ...(findings.length > most ? [`and ${findings.length - most} more`] : [])].join("; ");
}

/** Power of A, E and T by bands over the noise's, with what chance does. */
export function residualFigure({ bands }: Pick<ResidualReport, "bands">): Figure {
  const channels = [...new Set(bands.map(({ channel }) => channel))];
  const [first, ...others] = channels.map((channel) => bands.filter((band) => band.channel === channel));
  const middle = ({ low, high }: ResidualPower): number => Math.sqrt(low * high);
  const reach = [first!, ...others].reduce((all, more) => (more.length > all.length ? more : all));
  return {
    title: "What is left, over the noise",
    x: { label: "Frequency", unit: "Hz", scale: "log" },
    y: { label: "Power over the noise's", unit: "", scale: "linear" },
    marks: [
      {
        type: "band",
        name: "chance",
        x: reach.map(middle),
        low: reach.map(({ error }) => 1 - CHANCE * error),
        high: reach.map(({ error }) => 1 + CHANCE * error),
      },
      ...[first!, ...others].map((own, n) => ({
        type: "points" as const,
        name: channels[n]!,
        x: own.map(middle),
        y: own.map(({ power }) => power),
      })),
    ],
  };
}

function mHz(frequency: number): string {
  return Number((1e3 * frequency).toPrecision(4)).toString();
}

function day(seconds: number): string {
  return (seconds / 86_400).toFixed(1);
}
