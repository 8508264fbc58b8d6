declare const unit: unique symbol;

/** A number with a unit in its type: literals pass, values of another unit don't. */
export type Quantity<U extends string> = number & { readonly [unit]?: U };

export type Seconds = Quantity<"s">;
export type Hertz = Quantity<"Hz">;
export type Metres = Quantity<"m">;
export type MetresPerSecond = Quantity<"m/s">;
export type Radians = Quantity<"rad">;

/** One-sided power spectral density of a frequency: Hz²/Hz. */
export type HertzPsd = Quantity<"Hz^2/Hz">;

/** `count` minutes, in seconds. */
export function minutes(count: number): Seconds {
  return count * 60;
}

/** `count` hours, in seconds. */
export function hours(count: number): Seconds {
  return count * 3600;
}

/** `count` days of 86,400 s, in seconds. */
export function days(count: number): Seconds {
  return count * 86_400;
}

/** Julian years of 365.25 days in seconds. */
export function years(count: number): Seconds {
  return count * 31_557_600;
}
