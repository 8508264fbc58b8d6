import { extname } from "node:path";
import { BadArgumentError } from "../core/errors.js";
import type { Block } from "../document/document.js";
import { figureBundle } from "../figure/bundle.js";
import type { Figure } from "../figure/figure.js";
import { toSvg } from "../figure/svg.js";
import { AtomicFile } from "../io/atomicfile.js";
import type { ChartName } from "../quality/charts.js";
import { spelledLimits } from "../trends/control.js";
import { overviewFigure, trendFigure } from "../trends/figures.js";
import type { CheckTrend } from "../trends/history.js";

/** Checks in one figure, and runs of each. */
const TOGETHER = 6;
const RUNS = 60;

/** What is drawn of each check. */
export interface Drawing {
  readonly chart: ChartName | undefined;
  /** Runs from this time on, ms since 1970 UTC. */
  readonly since: number | undefined;
}

/** Draws trends into a file: as SVG one check, or those that are farthest from their means; as HTML these, and every check. */
export async function drawTrends(path: string, trends: readonly CheckTrend[], drawing: Drawing): Promise<void> {
  const kind = extname(path).toLowerCase();
  if (kind !== ".svg" && kind !== ".html") {
    throw new BadArgumentError(`--figure is "${path}"; a file that ends in .svg or .html is expected.`, { path });
  }
  const drawn = trends.length === 1 ? chartOf(trends[0]!, drawing) : overview(trends);
  if (drawn === null) {
    throw new BadArgumentError("There is nothing to draw: no check has limits yet; name one with --check.", { path });
  }
  const text = kind === ".svg" ? toSvg(drawn) : await page(drawn, trends, drawing);
  const file = await AtomicFile.create(path);
  try {
    await file.append(Buffer.from(text, "utf8"));
  } catch (error) {
    await file.drop();
    throw error;
  }
  await file.finish();
}

function chartOf({ check, unit, trend }: CheckTrend, { chart, since }: Drawing): Figure {
  return trendFigure({ name: check, trend }, { unit, ...(chart && { chart }), ...(since !== undefined && { since }) });
}

/** null when no check has limits. */
function overview(trends: readonly CheckTrend[]): Figure | null {
  const far = trends
    .filter(({ trend }) => trend.distance !== null)
    .sort((a, b) => Math.abs(b.trend.distance!) - Math.abs(a.trend.distance!));
  const named = far.slice(0, TOGETHER).map(({ check, trend }) => ({ name: check, trend }));
  return named.length === 0 ? null : overviewFigure(named, RUNS);
}

async function page(first: Figure, trends: readonly CheckTrend[], drawing: Drawing): Promise<string> {
  const { toHtml } = await import("../document/html.js");
  const media = (figure: Figure): Block => ({ type: "media", bundle: figureBundle(figure) });
  const section = (one: CheckTrend): Block[] => [
    { type: "heading", level: 2, text: `${one.runbook}: ${one.check}` },
    statement(one),
    media(chartOf(one, drawing)),
  ];
  const title = `Trends of ${[...new Set(trends.map(({ runbook }) => runbook))].join(", ")}`;
  return toHtml({
    title,
    id: "",
    author: "lisalab trends",
    date: new Date(Math.max(...trends.map(({ last }) => last.at))).toISOString(),
    blocks: [media(first), ...(trends.length === 1 ? [statement(trends[0]!)] : trends.flatMap(section))],
  });
}

function statement({ last, since, trend }: CheckTrend): Block {
  const by = trend.out.map(({ by: chart }) => chart).join(", ");
  return {
    type: "facts",
    rows: [
      ["Last run", last.run],
      ["Limits", trend.limits === null ? "none: too few runs" : spelledLimits(trend)],
      ["State", since === null ? "as usual" : `changed since ${since}, by ${by}`],
    ],
  };
}
