export { type BackupOptions, makeBackup } from "./backup.js";
export { type Evidence, type Inspection, type InspectionOptions, inspectHome } from "./inspection.js";
export {
  type Execution,
  type ExecutionOptions,
  executeIn,
  type Installation,
  openInstallation,
} from "./installation.js";
export { type Backups, findBackup, listBackups } from "./listing.js";
export type { Backup, BackupFile, LeftOut, Manifest } from "./manifest.js";
export { type Restoration, type RestoreOptions, restoreBackup } from "./restoration.js";
export { type BackupFault, type BackupVerification, verifyBackup } from "./verification.js";
