export { errorBars } from "./bars.js";
export { describe } from "./bundle.js";
export { type Curve, contour, type Grid } from "./contour.js";
export type { Corner, CornerParameter } from "./corner.js";
export type { Explorer, Slider } from "./explorer.js";
export type {
  Axis,
  BandMark,
  CurveMark,
  EventsMark,
  Figure,
  HeatMark,
  LineMark,
  Mark,
  PointsMark,
  RuleMark,
  SpansMark,
} from "./figure.js";
export { type PlotlyFigure, toPlotly } from "./plotly.js";
export { type SeriesOptions, seriesFigure } from "./series.js";
export { type Places, type SkyOptions, skyFigure } from "./sky.js";
export { type Named, type SpectrumModel, type SpectrumOptions, spectrumFigure } from "./spectra.js";
export { toSvg } from "./svg.js";
