import { readFileSync } from "node:fs";
import { BadFileError } from "../core/errors.js";

/** What a Jupyter client writes into the connection file: where the five sockets listen and how messages are signed. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  /** The key of the HMAC; "" for messages that are not signed. */
  readonly key: string;
  readonly signature_scheme: string;
}

/** The sockets of the Jupyter protocol. */
export type SocketName = "shell" | "iopub" | "stdin" | "control" | "hb";

const SOCKET_NAMES: readonly SocketName[] = ["shell", "iopub", "stdin", "control", "hb"];

/** Reads a connection file; throws when it isn't one. */
export function readConnection(path: string): Connection {
  const connection = parseConnection(path);
  for (const name of SOCKET_NAMES)
    if (!Number.isInteger(connection[`${name}_port`]))
      throw new BadFileError(`${path}: ${name}_port is missing. A connection file of a Jupyter client has five ports.`);
  if (!connection.signature_scheme.startsWith("hmac-"))
    throw new BadFileError(`${path}: signature_scheme is "${connection.signature_scheme}", expected hmac-<hash>.`);
  return connection;
}

function parseConnection(path: string): Connection {
  try {
    const given = JSON.parse(readFileSync(path, "utf8")) as Partial<Connection>;
    return { transport: "tcp", ip: "127.0.0.1", key: "", signature_scheme: "hmac-sha256", ...given } as Connection;
  } catch (cause) {
    throw new BadFileError(`${path}: not a readable connection file. A Jupyter client writes it.`, { path }, cause);
  }
}

/** Where the socket `name` listens, as ZeroMQ writes it. */
export function socketAddress(connection: Connection, name: SocketName): string {
  const separator = connection.transport === "tcp" ? ":" : "-";
  return `${connection.transport}://${connection.ip}${separator}${connection[`${name}_port`]}`;
}
