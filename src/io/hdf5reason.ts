/** The one line that matters in the HDF5 library's page of errors: the system's own words, or the innermost reason. */
export function reasonOf(message: string): string {
  const filter = /required filter '([^']+)' is not registered/.exec(message)?.[1];
  if (filter !== undefined) return `it is compressed with the filter ${filter}, which is not available here`;
  const system = /error message = '([^']+)'/.exec(message)?.[1];
  if (system !== undefined) return system;
  const reasons = [...message.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)].map((match) => match[1]!);
  return reasons.at(-1) ?? message.split("\n")[0]!;
}
