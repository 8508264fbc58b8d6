// Loaded before a program: its write to the files below LISALAB_HOME that FAULT_AT names, counted from 1, fails with
// FAULT_CODE; with FAULT_LASTS all that follow fail, too. At the end the number of writes goes to FAULT_COUNT.
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { sep } = require("node:path");

const home = `${process.env.LISALAB_HOME}${sep}`;
const at = Number(process.env.FAULT_AT);
const code = process.env.FAULT_CODE;
const lasts = process.env.FAULT_LASTS === "1";
let writes = 0;

const isOurs = (path) => String(path?.href ? path.pathname : path).startsWith(home);
const writesTo = (flags = "r") => (typeof flags === "number" ? (flags & 3) !== 0 : /[wa+]/.test(flags));

function strike(call, path) {
  writes += 1;
  if (writes !== at && !(lasts && writes > at)) return;
  throw Object.assign(new Error(`${code}: by order, ${call} '${path}'`), { code, syscall: call, path, errno: -5 });
}

/** Files that are open for writing, by their descriptors. */
const open = new Map();

function wrap(owner, name, pathOf) {
  const original = owner[name];
  owner[name] = function (...args) {
    const path = pathOf(args);
    if (path !== undefined) strike(name, path);
    return original.apply(this, args);
  };
}

const first = ([path]) => (isOurs(path) ? path : undefined);
const second = ([, path]) => (isOurs(path) ? path : undefined);
const descriptor = ([fd]) => open.get(fd);

const openSync = fs.openSync;
fs.openSync = (path, flags, mode) => {
  const ours = isOurs(path) && writesTo(flags);
  if (ours) strike("open", path);
  const fd = openSync(path, flags, mode);
  if (ours) open.set(fd, path);
  return fd;
};
const closeSync = fs.closeSync;
fs.closeSync = (fd) => {
  open.delete(fd);
  return closeSync(fd);
};
for (const name of ["writeSync", "fsyncSync", "ftruncateSync"]) wrap(fs, name, descriptor);
for (const name of ["writeFileSync", "appendFileSync", "mkdirSync", "mkdtempSync"]) {
  // A folder that is there already is not written.
  wrap(fs, name, (args) => (name === "mkdirSync" && fs.existsSync(args[0]) ? undefined : first(args)));
}
for (const name of ["renameSync", "linkSync", "copyFileSync"]) wrap(fs, name, second);

function wrapLater(name, pathOf) {
  const original = fs.promises[name];
  fs.promises[name] = async function (...args) {
    const path = pathOf(args);
    if (path !== undefined) strike(name, path);
    return original.apply(this, args);
  };
}
for (const name of ["writeFile", "appendFile", "mkdir", "mkdtemp"]) {
  wrapLater(name, (args) => (name === "mkdir" && fs.existsSync(args[0]) ? undefined : first(args)));
}
for (const name of ["rename", "link", "copyFile"]) wrapLater(name, second);
const openLater = fs.promises.open;
fs.promises.open = async (path, flags, mode) => {
  const ours = isOurs(path) && writesTo(flags);
  if (ours) strike("open", path);
  const handle = await openLater(path, flags, mode);
  if (!ours) return handle;
  for (const name of ["write", "writeFile", "writev", "sync", "datasync", "truncate", "appendFile"]) {
    const original = handle[name];
    handle[name] = async (...args) => {
      strike(name, path);
      return original.apply(handle, args);
    };
  }
  return handle;
};
syncBuiltinESMExports();

const count = process.env.FAULT_COUNT;
const writeFileSync = fs.writeFileSync;
process.on("exit", () => writeFileSync(count, String(writes)));
