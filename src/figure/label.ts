const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** An integer as superscript: -3 → ⁻³. */
function superscript(exponent: number): string {
  return [...String(exponent)].map((character) => SUPERSCRIPTS[character] ?? character).join("");
}

/** A unit as people write it: "Hz^2/Hz" → "Hz²/Hz", "Hz/sqrt(Hz)" → "Hz/√Hz". */
export function unitLabel(unit: string): string {
  return unit
    .replace(/\^\(?(-?\d+)\)?/g, (_, digits: string) => superscript(Number(digits)))
    .replace(/sqrt\((\w+)\)/g, "√$1")
    .replace(/sqrt\(/g, "√(");
}

/** "Frequency (Hz)"; without a unit only the label. */
export function axisLabel(label: string, unit: string): string {
  return unit === "" ? label : `${label} (${unitLabel(unit)})`;
}

/** A power of ten: -3 → 10⁻³. */
export function decadeLabel(exponent: number): string {
  return `10${superscript(exponent)}`;
}

/** A number for a table: at most `digits` significant ones, powers of ten outside 10⁻³…10⁶, a true minus sign. */
export function numberLabel(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return scientificLabel(value, digits);
  return minus(String(Number(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size + 1)))))));
}

function scientificLabel(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  return minus(`${Number(mantissa)}·${decadeLabel(Number(exponent))}`);
}

function minus(text: string): string {
  return text.replace(/^-/, "−");
}
