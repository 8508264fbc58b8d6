export type { Link } from "./chain.js";
export { EmbeddedLogbook, openLogbook } from "./embedded.js";
export { enter } from "./entering.js";
export type { Attachment, Entry, EntryQuery, Logbook, NewAttachment, NewEntry, Posted } from "./logbook.js";
export type { Notification } from "./notification.js";
export type { SealedEntry } from "./rows.js";
export type { Fault, Verification } from "./verification.js";
