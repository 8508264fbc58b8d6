import { KERNELS_WASM } from "./kernels.wasm.js";

/** A place in the module's memory, in bytes. */
export type Address = number;

/** Of a pair or of two pairs of poles. */
type PoleArguments = [
  poles: Address,
  residues: Address,
  states: Address,
  isFirst: boolean,
  direct: number,
  white: Address,
  count: number,
  out: Address,
];

/** The functions of src/math/assembly, and their memory. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  pass2(x: Address, y: Address, w: Address, stride: number, groups: number): void;
  pass3(x: Address, y: Address, w: Address, stride: number, groups: number): void;
  pass4(x: Address, y: Address, w: Address, stride: number, groups: number): void;
  pass5(x: Address, y: Address, w: Address, stride: number, groups: number): void;
  first2(xr: Address, xi: Address, step: number, y: Address, w: Address, groups: number): void;
  first4(xr: Address, xi: Address, step: number, y: Address, w: Address, groups: number): void;
  unblock(x: Address, length: number, scale: number, re: Address, im: Address): void;
  multiply(ar: Address, ai: Address, br: Address, bi: Address, length: number, re: Address, im: Address): void;
  unpackReal(z: Address, m: number, w: Address, re: Address, im: Address): void;
  packReal(re: Address, im: Address, m: number, w: Address, zr: Address, zi: Address): void;
  interleaveExchanged(x: Address, length: number, scale: number, out: Address): void;
  sum8(x: Address, length: number): number;
  moment8(x: Address, length: number, mean: number): number;
  taper(x: Address, window: Address, length: number, mean: number, slope: number, out: Address): void;
  addMirroredPower(z: Address, length: number, sum: Address): void;
  splitPair(z: Address, length: number, a: Address, b: Address): void;
  addCross(a: Address, b: Address, sum: Address, blocks: number): void;
  addScaled(sum: Address, x: Address, rates: Address, factor: number, constant: number, count: number): void;
  cutRuns(shifts: Address, count: number, cut: Address): void;
  lagrangeChunk(
    window: Address,
    shifts: Address,
    cut: Address,
    offset: number,
    coefficients: Address,
    half: number,
    work: Address,
    out: Address,
  ): void;
  descendChunk(
    window: Address,
    between: number,
    shifts: Address,
    rates: Address,
    cut: Address,
    offset: number,
    coefficients: Address,
    half: number,
    work: Address,
    outShifts: Address,
    outRates: Address,
  ): void;
  blend(
    x: Address,
    stride: number,
    many: number,
    nodes: Address,
    weights: Address,
    width: number,
    step: number,
    count: number,
    taps: Address,
    out: Address,
    outs: number,
  ): void;
  correlate(x: Address, taps: Address, width: number, step: number, count: number, out: Address): void;
  normals(words: Address, table: Address, count: number, out: Address): void;
  scale(x: Address, factor: number, count: number, out: Address): void;
  addShare(x: Address, share: number, count: number, sum: Address): void;
  slowChannels(
    table: Address,
    wave: Address,
    dt: number,
    length: number,
    twice: boolean,
    work: Address,
    out: Address,
  ): void;
  addPoles2(...poles: PoleArguments): void;
  addPoles4(...poles: PoleArguments): void;
}

const PAGE = 65_536;

/** Tables beyond this many bytes are dropped, all at once, and made again when they are needed. */
const TABLE_LIMIT = 192 * 2 ** 20;

/** As much of WebAssembly as is used here; the types of Node's own have only the namespace. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

declare const WebAssembly: WebAssemblyApi;

/** Whether WebAssembly with SIMD runs here. */
export function hasSimd(): boolean {
  return typeof WebAssembly !== "undefined" && WebAssembly.validate(kernelBytes());
}

function kernelBytes(): Uint8Array {
  return Uint8Array.from(atob(KERNELS_WASM), (letter) => letter.charCodeAt(0));
}

/**
 * The module's memory: below, tables that stay, one block per owner; above, scratch space that the next call overwrites.
 * Calls are synchronous, so one call's scratch is never another's.
 */
export class KernelMemory {
  readonly run: KernelExports;
  private numbers: Float64Array;
  private top: Address = PAGE;
  private changes = 0;
  private readonly blocks = new Map<Float64Array, Address>();

  constructor() {
    const { Module, Instance } = WebAssembly;
    this.run = new Instance(new Module(kernelBytes()), {}).exports as KernelExports;
    this.numbers = new Float64Array(this.run.memory.buffer);
  }

  /** Changes whenever an address may have changed. */
  get stamp(): number {
    return this.changes;
  }

  /** Where these tables are, copied there if they aren't yet; each must never change. */
  tables(wanted: readonly Float64Array[]): Address[] {
    const missing = wanted.filter((table) => !this.blocks.has(table));
    const bytes = missing.reduce((sum, table) => sum + table.byteLength, 0);
    if (bytes > 0 && this.blocks.size > 0 && this.top + bytes > TABLE_LIMIT) {
      this.blocks.clear();
      this.top = PAGE;
    }
    for (const table of wanted) if (!this.blocks.has(table)) this.add(table);
    return wanted.map((table) => this.blocks.get(table)!);
  }

  private add(table: Float64Array): void {
    const at = this.top;
    this.top = aligned(at + table.byteLength);
    this.changes++;
    this.reserve(this.top);
    this.numbers.set(table, at / 8);
    this.blocks.set(table, at);
  }

  /** Scratch space: the addresses of pieces of these many numbers. Call after the tables of the same call. */
  scratch(counts: readonly number[]): Address[] {
    let end = this.top;
    const addresses = counts.map((count) => {
      const at = end;
      end = aligned(end + 8 * count);
      return at;
    });
    this.reserve(end);
    return addresses;
  }

  write(at: Address, values: Float64Array): void {
    this.numbers.set(values, at / 8);
  }

  /** Writes `values[first … first + count)`, with zeros where there are none. */
  writePadded(at: Address, values: Float64Array, first: number, count: number): void {
    const from = Math.min(Math.max(first, 0), first + count);
    const to = Math.max(Math.min(first + count, values.length), from);
    const start = at / 8;
    this.numbers.fill(0, start, start + from - first);
    this.numbers.set(values.subarray(from, to), start + from - first);
    this.numbers.fill(0, start + to - first, start + count);
  }

  writeWords(at: Address, words: Int32Array): void {
    this.viewWords(at, words.length).set(words);
  }

  /** A view on memory as words of 32 bits. */
  viewWords(at: Address, count: number): Int32Array {
    return new Int32Array(this.numbers.buffer, at, count);
  }

  zero(at: Address, count: number): void {
    this.numbers.fill(0, at / 8, at / 8 + count);
  }

  /** A view on memory; good until the next call of tables or scratch. */
  view(at: Address, count: number): Float64Array {
    return this.numbers.subarray(at / 8, at / 8 + count);
  }

  private reserve(end: Address): void {
    const missing = Math.ceil((end - this.numbers.byteLength) / PAGE);
    if (missing <= 0) return;
    this.run.memory.grow(missing);
    this.numbers = new Float64Array(this.run.memory.buffer);
  }
}

/** On a cache line, and one further from time to time, so that arrays of 2^n numbers don't compete for the same ones. */
function aligned(at: Address): Address {
  return Math.ceil(at / 64) * 64 + 192;
}
