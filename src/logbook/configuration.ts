import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BadFileError, EnvironmentError, isLisalabError } from "../core/errors.js";
import { mustKnowKeys } from "../core/options.js";
import { assertYamlSize } from "../core/yaml-size.js";
import { STATUSES } from "./draft.js";
import { ElogLogbook } from "./elog.js";
import { ELOG_ATTRIBUTES } from "./elog-fields.js";
import type { Account } from "./json-service.js";
import type { Entry } from "./logbook.js";
import { Mail, type MailPlace } from "./mail.js";
import { MAIL_KEYS, mailPlace } from "./mail-settings.js";
import { Narrativelog } from "./narrativelog.js";
import { Olog } from "./olog.js";
import type { RemoteLogbook } from "./remote.js";
import { Webhook } from "./webhook.js";

/** A logbook elsewhere, as `logbooks.yaml` names it. */
export interface NamedLogbook {
  readonly name: string;
  /** Entries with one of these go there, if their runbook says nothing of it. */
  readonly statuses: readonly Entry["status"][];
  /** Its client. @throws EnvironmentError when a password or a secret URL is not in the environment */
  connect(env: NodeJS.ProcessEnv): RemoteLogbook;
}

type Settings = Readonly<Record<string, unknown>>;

/** What a kind of logbook is told in the file, and what makes its client of it. */
interface Kind {
  readonly keys: readonly string[];
  /** Whether it calls people, so that nothing goes there that nobody asked for. */
  readonly calls?: true;
  client(settings: Checked, env: NodeJS.ProcessEnv): RemoteLogbook;
}

const KINDS: Readonly<Record<string, Kind>> = {
  elog: {
    keys: ["url", "user", "attributes"],
    client: (of, env) => new ElogLogbook({ url: of.url(), attributes: of.attributes(), ...of.account(env) }),
  },
  olog: {
    keys: ["url", "user", "logbooks"],
    client: (of, env) => new Olog({ url: of.url(), logbooks: of.logbooks(), ...of.account(env) }),
  },
  narrativelog: {
    keys: ["url", "user"],
    client: (of, env) => new Narrativelog(of.url(), of.account(env).account),
  },
  slack: { keys: [], calls: true, client: (of, env) => new Webhook("slack", of.secret(env, "URL")) },
  mattermost: { keys: [], calls: true, client: (of, env) => new Webhook("mattermost", of.secret(env, "URL")) },
  mail: {
    keys: ["user", ...MAIL_KEYS],
    calls: true,
    client: (of, env) => new Mail({ ...of.mail(), ...of.account(env) }),
  },
};

/** The logbooks elsewhere that `logbooks.yaml` in `home` names; none without such a file. @throws BadFileError */
export async function namedLogbooks(home: string): Promise<readonly NamedLogbook[]> {
  const path = join(home, "logbooks.yaml");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new EnvironmentError(`${path} can't be read: ${(error as Error).message}`, { path }, error);
  }
  assertYamlSize(text, path);
  const { parse } = await import("yaml");
  try {
    return logbooksOf(parse(text) as unknown);
  } catch (error) {
    const isKnown = isLisalabError(error);
    const reason = (error as Error).message;
    throw new BadFileError(`${path}: ${isKnown ? reason : `no YAML: ${reason.split("\n")[0]}`}`, { path }, error);
  }
}

function logbooksOf(content: unknown): NamedLogbook[] {
  const file = mapping(content ?? {}, "the file");
  mustKnowKeys("the file", file, ["logbooks"]);
  return Object.entries(mapping(file["logbooks"] ?? {}, "logbooks")).map(([name, value]) => {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw bad(`the name "${name}"; use lower-case letters, digits and hyphens`);
    return namedLogbook(name, mapping(value, name));
  });
}

function namedLogbook(name: string, settings: Settings): NamedLogbook {
  const kind = KINDS[String(settings["kind"])];
  if (kind === undefined) {
    throw bad(`kind of ${name} is ${JSON.stringify(settings["kind"])}; there are ${Object.keys(KINDS).join(", ")}`);
  }
  const checked = new Checked(name, settings);
  if ("password" in settings) throw bad(`${name} has a password; put it into ${checked.variable("PASSWORD")} instead`);
  if ("url" in settings && !kind.keys.includes("url")) {
    throw bad(`${name} has a URL, which is as good as a password; put it into ${checked.variable("URL")} instead`);
  }
  mustKnowKeys(name, settings, ["kind", "statuses", ...kind.keys]);
  checked.check(kind.keys);
  const statuses = checked.statuses(kind.calls ? [] : STATUSES);
  return { name, statuses, connect: (env) => kind.client(checked, env) };
}

/** The settings of one logbook. */
class Checked {
  readonly #name: string;
  readonly #settings: Settings;

  constructor(name: string, settings: Settings) {
    this.#name = name;
    this.#settings = settings;
  }

  /** Throws now what would be thrown later. */
  check(keys: readonly string[]): void {
    if (keys.includes("url")) this.url();
    if (keys.includes("user")) this.#user();
    if (keys.includes("logbooks")) this.logbooks();
    if (keys.includes("attributes")) this.attributes();
    if (keys.includes("host")) this.mail();
  }

  url(): string {
    const given = this.#settings["url"];
    const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "") {
      throw bad(`url of ${this.#name} is ${JSON.stringify(given)}; an http(s) URL without user and query is expected`);
    }
    // What is sent for a password is as good as that.
    if (this.#user() !== undefined && isOpen(url)) {
      throw bad(`url of ${this.#name} would send a password that anybody can read on the way; use https`);
    }
    return url.href;
  }

  mail(): Omit<MailPlace, "account"> {
    const place = mailPlace(this.#name, this.#settings);
    if (this.#user() !== undefined && place.encryption === "none" && !isHere(place.host)) {
      throw bad(`encryption of ${this.#name} is none, which would show a password to anybody on the way; use starttls`);
    }
    return place;
  }

  /** @param preset when the file says nothing */
  statuses(preset: readonly Entry["status"][]): readonly Entry["status"][] {
    const given = this.#settings["statuses"] ?? preset;
    if (given === preset) return preset;
    const known: readonly unknown[] = STATUSES;
    if (Array.isArray(given) && given.length > 0 && given.every((status) => known.includes(status))) return given;
    throw bad(`statuses of ${this.#name} is ${JSON.stringify(given)}; a list of ${STATUSES.join(", ")} is expected`);
  }

  logbooks(): readonly string[] {
    const given = this.#settings["logbooks"];
    if (Array.isArray(given) && given.length > 0 && given.every(isText)) return given;
    throw bad(`logbooks of ${this.#name} is ${JSON.stringify(given)}; a list of Olog's own logbooks is expected`);
  }

  attributes(): typeof ELOG_ATTRIBUTES & { readonly key: string } {
    const given = mapping(this.#settings["attributes"] ?? {}, `attributes of ${this.#name}`);
    mustKnowKeys(`attributes of ${this.#name}`, given, Object.keys(ELOG_ATTRIBUTES));
    const names = { ...ELOG_ATTRIBUTES, ...given };
    const wrong = Object.entries(names).find(([field, value]) => !isText(value) && (value !== null || field === "key"));
    if (wrong === undefined) return names as typeof ELOG_ATTRIBUTES & { readonly key: string };
    const expected = wrong[0] === "key" ? "" : ", or null when it has none";
    throw bad(`attributes.${wrong[0]} of ${this.#name}: the name of an attribute of ELOG is expected${expected}`);
  }

  account(env: NodeJS.ProcessEnv): { readonly account?: Account } {
    const user = this.#user();
    return user === undefined ? {} : { account: { user, password: this.secret(env, "PASSWORD") } };
  }

  secret(env: NodeJS.ProcessEnv, what: "PASSWORD" | "URL"): string {
    const variable = this.variable(what);
    const value = env[variable];
    if (value === undefined || value === "") {
      throw new EnvironmentError(`the logbook ${this.#name} needs ${variable} in the environment`, { variable });
    }
    if (what === "URL" && (!URL.canParse(value) || isOpen(new URL(value)))) {
      throw new EnvironmentError(`${variable} is no https URL; copy it from where the webhook was made`, { variable });
    }
    return value;
  }

  /** The variable of the environment that holds a secret of this logbook. */
  variable(what: "PASSWORD" | "URL"): string {
    return `LISALAB_LOGBOOK_${this.#name.toUpperCase().replaceAll("-", "_")}_${what}`;
  }

  #user(): string | undefined {
    const user = this.#settings["user"];
    if (user === undefined || isText(user)) return user;
    throw bad(`user of ${this.#name} is ${JSON.stringify(user)}; a name in quotes is expected`);
  }
}

/** Whether anybody on the way can read what is sent there. */
function isOpen({ protocol, hostname }: URL): boolean {
  return protocol !== "https:" && !isHere(hostname);
}

/** Whether a host is this machine. */
function isHere(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function mapping(value: unknown, what: string): Settings {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Settings;
  throw bad(`${what} must be a mapping of names to values`);
}

function bad(message: string): BadFileError {
  return new BadFileError(message);
}
