import { sep } from "node:path";

/** The part of the file system below HDF5 through which every file is opened. */
export interface OpenedFiles {
  open(path: string, flags: number, mode?: number): unknown;
  readonly ErrnoError: new (errno: number) => Error;
}

/** The bits of flags that say what a file is opened for; without them, for reading. */
const FOR_WHAT = 3;

/** "Operation not permitted", as WASI numbers it. */
const EPERM = 63;

/**
 * Keeps HDF5 from opening files while it reads one: but for its filters, all is in the file that is open. A file can name
 * others as the place of its data (links, external storage), and show whoever reads it /etc/passwd as a series of numbers.
 */
export class Hdf5Gate {
  #shut = false;

  /** @param folder of the filters */
  constructor(files: OpenedFiles, folder: string) {
    const open = files.open.bind(files);
    files.open = (path, flags, mode) => {
      const isFilter = path === folder || path.startsWith(`${folder}${sep}`);
      if (this.#shut && !isFilter && (flags & FOR_WHAT) === 0) throw new files.ErrnoError(EPERM);
      return open(path, flags, mode);
    };
  }

  /** What `read` gives, which opens no other file. */
  shut<T>(read: () => T): T {
    const before = this.#shut;
    this.#shut = true;
    try {
      return read();
    } finally {
      this.#shut = before;
    }
  }
}
