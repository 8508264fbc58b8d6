/** How far two numbers may be apart and still count as alike: absolute + relative × the larger of both. */
export interface Tolerance {
  /** In the dataset's unit. Default: 0, every bit counts. */
  readonly absolute?: number;
  /** Default: 0. */
  readonly relative?: number;
}

/** The first place where two datasets differ. */
export interface FirstDifference {
  /** Place in row-major order. */
  readonly place: number;
  readonly a: string;
  readonly b: string;
}

/** What numbers were compared to. */
export class Tally {
  readonly #absolute: number;
  readonly #relative: number;
  /** How many values were compared, differ in any bit, and differ by more than the tolerance. */
  compared = 0;
  differing = 0;
  beyond = 0;
  /** How many are a number in one and none in the other. */
  lost = 0;
  /** Greatest difference, alone and over the larger of both. */
  greatest = 0;
  relative = 0;
  /** The first place beyond the tolerance; the first difference when none is. */
  first: FirstDifference | null = null;
  #firstBeyond = false;
  #squares = 0;
  #scale = 0;
  #finite = 0;

  constructor({ absolute = 0, relative = 0 }: Tolerance) {
    this.#absolute = absolute;
    this.#relative = relative;
  }

  /** Root mean square of the differences, where both are finite. */
  get rms(): number {
    return this.#finite === 0 ? 0 : Math.sqrt(this.#squares / this.#finite);
  }

  /** Root mean square of the first dataset, where both are finite. */
  get scale(): number {
    return this.#finite === 0 ? 0 : Math.sqrt(this.#scale / this.#finite);
  }

  /** Takes a pair of numbers; two that are none are alike. */
  number(place: number, a: number, b: number): void {
    this.compared += 1;
    if (Number.isFinite(a) && Number.isFinite(b)) {
      this.#finite += 1;
      this.#scale += a * a;
    }
    if (!Object.is(a, b)) this.#other(place, a, b);
  }

  /** Takes a pair of texts, or of whole numbers that no float64 holds. */
  value(place: number, a: unknown, b: unknown): void {
    this.compared += 1;
    if (a === b) return;
    this.differing += 1;
    this.beyond += 1;
    this.#at(place, String(a), String(b), true);
  }

  #other(place: number, a: number, b: number): void {
    this.differing += 1;
    const apart = Math.abs(a - b);
    const larger = Math.max(Math.abs(a), Math.abs(b));
    if (Number.isNaN(a) !== Number.isNaN(b)) this.lost += 1;
    if (Number.isFinite(apart)) {
      this.#squares += apart * apart;
      this.greatest = Math.max(this.greatest, apart);
      if (larger > 0) this.relative = Math.max(this.relative, apart / larger);
    }
    // The comparison is false for NaN, which is beyond every tolerance; 0 and -0 are 0 apart.
    const isBeyond = !(apart <= this.#absolute + this.#relative * larger && Number.isFinite(apart));
    if (isBeyond) this.beyond += 1;
    this.#at(place, Object.is(a, -0) ? "-0" : String(a), Object.is(b, -0) ? "-0" : String(b), isBeyond);
  }

  #at(place: number, a: string, b: string, isBeyond: boolean): void {
    if (this.first !== null && (this.#firstBeyond || !isBeyond)) return;
    this.first = { place, a, b };
    this.#firstBeyond = isBeyond;
  }
}
