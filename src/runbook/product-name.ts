const TITLE = "product ";

/** The name under which a product is among the checkpoints of its run. */
export function productTitle(name: string): string {
  return TITLE + name;
}

/** Where the product of a checkpoint is, relative to the run's folder; null when the checkpoint is a value. */
export function productPath(checkpoint: string): string | null {
  return checkpoint.startsWith(TITLE) ? `products/${checkpoint.slice(TITLE.length)}` : null;
}
