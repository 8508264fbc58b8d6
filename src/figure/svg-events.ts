import type { EventsMark, SpansMark } from "./figure.js";
import { SPAN_OPACITY } from "./palette.js";
import { element, type Frame, label } from "./svg-elements.js";

/** A stretch narrower than this could not be seen, in pixels. */
const NARROWEST = 1;
/** Width of a letter and height of a line of the texts at events, in pixels. */
const LETTER = 5.2;
const LINE = 12;
/** Rows of texts at events: more would cover what they are about. */
const ROWS = 4;

/** Shaded stretches across the figure. */
export function spansOf({ axis, spans }: SpansMark, frame: Frame, colour: string): string {
  const rectangles = spans.map(([from, to]) => {
    if (axis === "x") {
      const [x, end] = [frame.x(from), frame.x(to)];
      const box = { x, y: frame.top, width: Math.max(NARROWEST, end - x), height: frame.bottom - frame.top };
      return element("rect", box);
    }
    const [y, end] = [frame.y(to), frame.y(from)];
    const box = { x: frame.left, y, width: frame.right - frame.left, height: Math.max(NARROWEST, end - y) };
    return element("rect", box);
  });
  return element("g", { fill: colour, "fill-opacity": SPAN_OPACITY }, rectangles.join(""));
}

/** Events as triangles at the top of the frame, their texts below, in rows so that they don't cover each other. */
export function eventsOf({ at }: EventsMark, frame: Frame, colour: string): string {
  const free: number[] = Array(ROWS).fill(frame.left);
  const seen = [...at].filter(({ x }) => frame.x(x) >= frame.left - 0.5 && frame.x(x) <= frame.right + 0.5);
  const drawn = seen
    .sort((a, b) => a.x - b.x)
    .map(({ x, text }) => {
      const tip = element("path", { d: triangle(frame.x(x), frame.top) });
      const width = text.length * LETTER;
      const start = Math.min(frame.x(x) + 6, frame.right - width - 4);
      const row = free.findIndex((end) => end <= start);
      if (text === "" || row < 0) return tip;
      free[row] = start + width + LETTER;
      const y = frame.top + 11 + row * LINE;
      const paper = { x: start - 2, y: y - 9, width: width + 4, height: LINE, fill: "white", "fill-opacity": 0.8 };
      return tip + element("rect", paper) + label(text, { x: start, y, "font-size": 10 });
    });
  return element("g", { fill: colour }, drawn.join(""));
}

/** A triangle that points down to `x`, its tip 8 pixels below `top`. */
export function triangle(x: number, top: number): string {
  return `M${x - 4.5},${top}h9l-4.5,8Z`;
}
