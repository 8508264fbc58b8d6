import { BadArgumentError } from "../core/errors.js";
import { nearest } from "./nearest.js";
import { Redaction, type Secret } from "./redaction.js";
import type { Sidecar } from "./sidecar.js";
import { isSecret, referredVariable } from "./sidecar-secrets.js";

/** Stands for the value of a secret parameter wherever parameters are shown. */
export const HIDDEN = "•••";

/** Characters of a secret: a shorter one would be found in texts that have nothing to do with it, a longer one is a file. */
const SHORTEST = 8;
const LONGEST = 16_384;

/** Where the runner leaves the secrets in the kernel's global object. */
const SECRETS_KEY = "lisalab.secrets";

type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a secret parameter: `text` itself, or that of the environment variable that it refers to. */
export function secretValue(name: string, text: string, env: Environment): string {
  if (text === HIDDEN) {
    throw new BadArgumentError(`secret "${name}" was not kept when it was given: give it again`, { name });
  }
  const variable = referredVariable(text);
  return fit(name, variable === undefined ? text : variableOf(name, variable, env));
}

/** The environment variables that the sidecar lets the notebook read. */
export function environmentSecrets({ secrets }: Sidecar, env: Environment): readonly Secret[] {
  return secrets.map((name) => ({ name, value: fit(name, variableOf(name, name, env)) }));
}

/** What was given for parameters, as it may be written down: of secrets the reference only. */
export function askedParameters({ parameters }: Sidecar, given: ReadonlyMap<string, string>): Record<string, string> {
  const shown = (name: string, text: string): string =>
    isSecret(parameters[name] ?? {}) && referredVariable(text) === undefined ? HIDDEN : text;
  return Object.fromEntries([...given].map(([name, text]) => [name, shown(name, text)]));
}

/** The environment of a server that other runbooks use, too: without the secrets of this one. */
export function withoutSecrets<E extends Environment>(env: E, secrets: readonly Secret[]): E {
  const values = new Set(secrets.map(({ value }) => value));
  return Object.fromEntries(Object.entries(env).filter(([, value]) => !values.has(value ?? ""))) as E;
}

/** A secret that is written down where all can read it is none, and could not be kept out of what the run leaves. */
export function assertNowhere(secrets: readonly Secret[], texts: Readonly<Record<string, string>>): void {
  for (const secret of secrets) {
    const redaction = new Redaction([secret]);
    const place = Object.keys(texts).find((name) => redaction.text(texts[name]!) !== texts[name]);
    if (place !== undefined) {
      throw new BadArgumentError(
        `the value of secret "${secret.name}" is written in ${place}: take it out there, or give another value`,
        { name: secret.name, place },
      );
    }
  }
}

/** Code that hands secrets to a kernel; plain enough for any kernel of JavaScript or TypeScript. */
export function secretsCode(secrets: readonly Secret[]): string {
  const text = JSON.stringify(JSON.stringify(secrets.map(({ name, value }) => [name, value])));
  return `void Object.defineProperty(globalThis, Symbol.for("${SECRETS_KEY}"), { value: new Map(JSON.parse(${text})), configurable: true });`;
}

/**
 * The value of a secret, by the name of the parameter or environment variable; whatever shows it shows `[secret NAME]`.
 * In a notebook by hand it is the environment variable of that name.
 */
export function secret(name: string): string {
  const handed = handedOver();
  if (handed === undefined) return variableOf(name, name, process.env);
  const value = handed.get(name);
  if (value === undefined) {
    const known = nearest(name, [...handed.keys()]);
    throw new BadArgumentError(`this runbook has no secret "${name}"${known}. Add it to the sidecar's secrets.`, {
      name,
    });
  }
  return value;
}

/** The secrets that this kernel was handed. */
export function handedSecrets(): readonly Secret[] {
  return [...(handedOver() ?? [])].map(([name, value]) => ({ name, value }));
}

function handedOver(): ReadonlyMap<string, string> | undefined {
  return (globalThis as unknown as Record<symbol, ReadonlyMap<string, string> | undefined>)[Symbol.for(SECRETS_KEY)];
}

function variableOf(name: string, variable: string, env: Environment): string {
  const value = env[variable];
  if (value !== undefined && value !== "") return value;
  throw new BadArgumentError(`secret "${name}": the environment variable ${variable} is not set`, { name, variable });
}

function fit(name: string, value: string): string {
  const { length } = value.trim();
  if (length >= SHORTEST && length <= LONGEST) return value;
  const why =
    length < SHORTEST ? "it would be found by chance in what is no secret" : "give the name of a file that has it";
  throw new BadArgumentError(
    `secret "${name}" has ${length} characters; ${SHORTEST} to ${LONGEST} are expected: ${why}`,
    { name },
  );
}
