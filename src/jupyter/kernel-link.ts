import type { Connection } from "./kernel-connection.js";
import type { Header, Outgoing, Request } from "./kernel-messages.js";

/** What the thread of cells tells the thread of sockets. */
export type ToSockets =
  | { readonly kind: "stream"; readonly parent: Header; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "publish"; readonly message: Outgoing }
  | { readonly kind: "reply"; readonly socket: "shell" | "control" | "stdin"; readonly message: Outgoing }
  /** Asks for a `fence` back, behind all requests that have arrived until now. */
  | { readonly kind: "fence" }
  | { readonly kind: "pong" }
  /** The compiler is loaded: from now on the thread of cells answers kernel_info_request on the shell, in turn. */
  | { readonly kind: "ready" }
  | { readonly kind: "close" };

/** What the thread of sockets tells the thread of cells. */
export type ToCells =
  | { readonly kind: "bound" }
  | { readonly kind: "request"; readonly socket: "shell" | "control" | "stdin"; readonly request: Request }
  /** The cell `serial` is to stop. */
  | { readonly kind: "interrupt"; readonly serial: number }
  | { readonly kind: "fence" }
  | { readonly kind: "ping" };

/** What the thread of sockets is started with. */
export interface SocketsData {
  readonly connection: Connection;
  readonly kernelInfo: string;
  /** Whether output is kept below the limits of Jupyter servers. */
  readonly paced: boolean;
  readonly shared: SharedArrayBuffer;
}

/** Numbers both threads see, even while a cell computes. */
export const SHARED: {
  /** Messages handed over and not yet sent. */
  readonly pendingMessages: 0;
  /** Their size, in units of 1 KiB, roughly. */
  readonly pendingKib: 1;
  /** The serial number of the running cell, 0 when none runs. */
  readonly runningCell: 2;
  /** 1 once the sockets are closed. */
  readonly closed: 3;
  /** Whether the thread of cells is to be terminated: see TERMINATION. */
  readonly termination: 4;
  readonly length: 5;
} = { pendingMessages: 0, pendingKib: 1, runningCell: 2, closed: 3, termination: 4, length: 5 };

/** The size of a message for the count of pending KiB; the same number on both sides. */
export function messageKib(message: ToSockets): number {
  if (message.kind === "stream") return 1 + (message.text.length >> 10);
  return "message" in message ? 1 + (message.message.content.length >> 10) : 1;
}
