import type { Progress } from "../core/progress.js";
import type { Spectrum, TimeSeries } from "../core/series.js";
import { cornerBundle, figureBundle } from "../figure/bundle.js";
import { type Columns, tableBundle } from "../figure/columns.js";
import type { Corner } from "../figure/corner.js";
import { type Explorer, explorerBundle } from "../figure/explorer.js";
import type { Figure } from "../figure/figure.js";
import { type SeriesOptions, seriesFigure } from "../figure/series.js";
import { type Named, type SpectrumOptions, spectrumFigure } from "../figure/spectra.js";
import { display } from "./display.js";
import { progressBar } from "./progress-bar.js";

/**
 * Draws a spectrum, or several by name, over frequency, with their models dashed.
 *
 *     show.spectrum({ A2: psd(A2), E2: psd(E2) }, { model, title: "Noise of A and E" })
 */
export function spectrum(spectra: Named<Spectrum>, options: SpectrumOptions = {}): void {
  figure(spectrumFigure(spectra, options));
}

/** Draws a time series, or several by name, over the time since the first of them begins. */
export function series(given: Named<TimeSeries>, options: SeriesOptions = {}): void {
  figure(seriesFigure(given, options));
}

/** Draws a figure: interactive in a notebook, as vectors in its HTML and PDF, in words in a terminal. */
export function figure(drawn: Figure): void {
  display(figureBundle(drawn));
}

/**
 * Draws a figure with sliders: all their settings are computed beforehand, so that it moves without the kernel.
 *
 *     show.explorer({ title, x, y, sliders: [{ label: "Arm", unit: "m", values: arms }], moving: (arm) => [lineOf(arm)] })
 */
export function explorer(drawn: Explorer): void {
  display(explorerBundle(drawn));
}

/**
 * Draws samples of a posterior: a histogram for each parameter, and regions of every two of them.
 *
 *     show.corner({ title: "HM Cnc", parameters: [{ label: "Amplitude", unit: "", samples, truth: 6.4e-23 }] })
 */
export function corner(drawn: Corner): void {
  display(cornerBundle(drawn));
}

/** Shows columns of numbers and texts as a table. */
export function table(columns: Columns): void {
  display(tableBundle(columns));
}

/**
 * A bar that shows how far long work is: give it as `onProgress`.
 *
 *     await pipeline.l1(l0, { onProgress: show.progress("L0 → L1") })
 */
export function progress(label: string): (progress: Progress) => void {
  return progressBar(label);
}
