import type { Address, KernelMemory } from "./simd-memory.js";

/**
 * Where one kind of call finds its tables and its scratch space. Addresses are worked out again only when something has
 * been added to the tables since.
 */
export class Layout {
  private stamp = -1;
  private addresses: readonly Address[] = [];

  constructor(
    private readonly memory: KernelMemory,
    private readonly tables: readonly Float64Array[],
    private readonly counts: readonly number[],
  ) {}

  /** The addresses of the tables, then those of the scratch space. */
  get(): readonly Address[] {
    if (this.stamp !== this.memory.stamp) {
      this.addresses = [...this.memory.tables(this.tables), ...this.memory.scratch(this.counts)];
      this.stamp = this.memory.stamp;
    }
    return this.addresses;
  }
}
