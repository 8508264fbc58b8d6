import { BadFileError } from "../core/errors.js";
import type { MailPlace } from "./mail.js";
import type { Encryption } from "./smtp.js";

/** What a mail logbook is told in `logbooks.yaml`, besides its user. */
export const MAIL_KEYS = ["host", "port", "encryption", "from", "to"] as const;

const PORTS: Readonly<Record<Encryption, number>> = { starttls: 587, tls: 465, none: 25 };

/** Most people that one mail goes to: servers refuse more than a hundred. */
const MOST_PEOPLE = 100;

// What stands between < and > in an envelope, as far as all servers take it.
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** Where the mails of the logbook called `name` go. @throws BadFileError */
export function mailPlace(name: string, settings: Readonly<Record<string, unknown>>): Omit<MailPlace, "account"> {
  const refuse = (key: string, expected: string): never => {
    throw new BadFileError(`${key} of ${name} is ${JSON.stringify(settings[key])}; ${expected} is expected`);
  };
  const { host, encryption = "starttls", from, to } = settings;
  if (typeof host !== "string" || !/^[A-Za-z0-9.:-]+$/.test(host)) refuse("host", "the name of a mail server");
  if (!isEncryption(encryption)) return refuse("encryption", Object.keys(PORTS).join(", "));
  const { port = PORTS[encryption] } = settings;
  if (!Number.isInteger(port) || (port as number) < 1 || (port as number) > 65_535) refuse("port", "1 to 65535");
  if (!isAddress(from)) refuse("from", "one address, as lisalab@example.org,");
  const people: unknown = typeof to === "string" ? [to] : to;
  const isList = Array.isArray(people) && people.length > 0 && people.length <= MOST_PEOPLE;
  if (!isList || !people.every(isAddress)) refuse("to", `an address, or a list of 1 to ${MOST_PEOPLE},`);
  return { host: host as string, port: port as number, encryption, from: from as string, to: people as string[] };
}

function isEncryption(value: unknown): value is Encryption {
  return typeof value === "string" && Object.hasOwn(PORTS, value);
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && ADDRESS.test(value);
}
