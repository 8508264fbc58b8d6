import { BadArgumentError } from "../core/errors.js";

/** The value as one of those an option can have. @throws BadArgumentError that names them */
export function oneOf<T extends string>(option: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((name) => name === value);
  if (found !== undefined) return found;
  throw new BadArgumentError(`${option} is "${value}"; it can be ${allowed.join(" or ")}.`, { option, value });
}
