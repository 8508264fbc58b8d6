/** Whether lists and objects are in each other more than `most` deep: functions that call themselves would not come to the end. */
export function isNestedDeeper(content: unknown, most: number): boolean {
  let level: readonly unknown[] = [content];
  for (let depth = 0; depth <= most; depth += 1) {
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
    if (level.length === 0) return false;
  }
  return true;
}
