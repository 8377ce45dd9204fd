import type { Stats } from "node:fs";
import { constants } from "node:fs";
import { dirname } from "node:path";
import { SimulatedProcess } from "./simulatedProcess.ts";
import { simulatedRoot } from "./simulatedRoot.ts";

interface SimulatedFile {
  bytes: Buffer;
  size: number;
  modified: number;
  /** How many names it has. */
  links: number;
  readonly number: number;
}

interface Image {
  readonly files: Map<string, SimulatedFile>;
  readonly folders: Set<string>;
}

interface Descriptor {
  file: SimulatedFile;
  readonly path: string;
  readonly process: SimulatedProcess | undefined;
}

const modes: ReadonlyMap<string, number> = new Map([
  ["r", 0],
  ["w", constants.O_CREAT | constants.O_TRUNC],
  ["wx", constants.O_CREAT | constants.O_EXCL],
]);
const firstDescriptor = 1_000_000;

/**
 * A disk in memory that fails when it is told to: full, with an error of its own, or in the moment in which a process is
 * killed, in the middle of a writing. After its end a process goes on with an image that nobody else sees, so that it need
 * not know of it; everybody else sees what the disk held at the moment of the kill.
 */
export class SimulatedDisk {
  #image: Image = { files: new Map(), folders: new Set(["/", simulatedRoot]) };
  /** What those see who were killed. */
  readonly #ghosts = new Map<SimulatedProcess, Image>();
  readonly #descriptors = new Map<number, Descriptor>();
  #nextDescriptor = firstDescriptor;
  #nextFile = 1;
  readonly now: () => number;
  /** Hears of what happens to whom: for the counts of what a run has covered. */
  readonly #happened: (what: string) => void;
  /** Bytes that may be written before it is full. */
  free = Number.POSITIVE_INFINITY;
  /** How many operations it takes until one fails. */
  failIn = Number.POSITIVE_INFINITY;
  /** Files whose writing failed. */
  readonly failed = new Set<string>();
  /** Files and folders whose reading failed. */
  readonly unread = new Set<string>();
  /** Files that were removed, alone or with their folders. */
  readonly removed: { readonly path: string; readonly bytes: Buffer }[] = [];

  constructor(now: () => number, happened: (what: string) => void) {
    this.now = now;
    this.#happened = happened;
  }

  /** Kills a process now. */
  kill(process: SimulatedProcess): void {
    if (process.isKilled) return;
    process.isKilled = true;
    // what it is in the middle of goes on with what it has
    this.#ghosts.set(process, this.#image);
    const { image, copies } = copyOf(this.#image);
    this.#image = image;
    for (const descriptor of this.#descriptors.values())
      if (descriptor.process !== process) descriptor.file = copies.get(descriptor.file) ?? descriptor.file;
  }

  /** Nothing of a process that was killed runs any more. */
  forget(process: SimulatedProcess): void {
    this.#ghosts.delete(process);
    for (const [number, descriptor] of this.#descriptors)
      if (descriptor.process === process) this.#descriptors.delete(number);
  }

  list(folder: string): readonly string[] {
    return this.#children(folder);
  }

  bytesOf(path: string): Buffer | undefined {
    const file = this.#files.get(path);
    return file && Buffer.from(file.bytes.subarray(0, file.size));
  }

  put(path: string, bytes: Buffer): void {
    this.#image.files.set(path, {
      bytes,
      size: bytes.length,
      modified: this.now(),
      links: 1,
      number: this.#nextFile++,
    });
  }

  /** Takes a file away that is no file of a program's, as a socket is none. */
  take(path: string): void {
    this.#image.files.delete(path);
  }

  /** Those of node:fs that are needed, for paths below the root. */
  readonly functions = {
    mkdirSync: (path: string) => {
      this.#change(path, () => {
        for (let folder = path; folder !== "/"; folder = dirname(folder)) this.#folders.add(folder);
      });
      return undefined;
    },
    chmodSync: () => undefined,
    fchmodSync: () => undefined,
    fsyncSync: () => undefined,
    existsSync: (path: string) => this.#has(path),
    readdirSync: (path: string, options?: { readonly withFileTypes?: boolean }) => {
      this.#look(path);
      if (!this.#folders.has(path)) throw fault("ENOENT", path);
      const names = this.#children(path);
      return options?.withFileTypes === true ? names.map((name) => this.#entry(`${path}/${name}`, name)) : names;
    },
    statSync: (path: string, options?: { readonly throwIfNoEntry?: boolean }) =>
      options?.throwIfNoEntry === false && !this.#has(path) ? undefined : this.#stats(path),
    lstatSync: (path: string) => this.#stats(path),
    openSync: (path: string, flags: number | string = "r") => this.#open(path, flags),
    closeSync: (descriptor: number) => void this.#descriptors.delete(descriptor),
    fstatSync: (descriptor: number) =>
      this.#stats(this.#descriptor(descriptor).path, this.#descriptor(descriptor).file),
    ftruncateSync: (descriptor: number, size = 0) => {
      const { file, path } = this.#descriptor(descriptor);
      this.#change(path, () => {
        if (size > file.size) file.bytes.fill(0, file.size, size);
        file.size = Math.min(size, file.bytes.length);
      });
    },
    readSync: (descriptor: number, into: NodeJS.ArrayBufferView, offset: number, length: number, position: number) => {
      const { file, path } = this.#descriptor(descriptor);
      this.#look(path);
      const end = Math.min(file.size, position + length);
      if (position >= end) return 0;
      const target = Buffer.from(into.buffer, into.byteOffset, into.byteLength);
      return file.bytes.copy(target, offset, position, end);
    },
    writeSync: (descriptor: number, from: NodeJS.ArrayBufferView, offset = 0, length?: number, position = 0) => {
      const bytes = Buffer.from(from.buffer, from.byteOffset, from.byteLength).subarray(offset);
      return this.#write(descriptor, bytes.subarray(0, length ?? bytes.length), position);
    },
    writevSync: (descriptor: number, parts: readonly Uint8Array[], position: number) =>
      this.#write(descriptor, Buffer.concat(parts), position),
    readFileSync: (path: string, encoding?: unknown) => {
      this.#look(path);
      const bytes = this.bytesOf(path);
      if (bytes === undefined) throw fault("ENOENT", path);
      return encoding === undefined ? bytes : bytes.toString();
    },
    writeFileSync: (path: string, data: string | Uint8Array) => {
      const descriptor = this.#open(path, "w");
      this.#write(descriptor, Buffer.from(data as Uint8Array), 0);
      this.#descriptors.delete(descriptor);
    },
    renameSync: (from: string, to: string) => {
      const file = this.#files.get(from);
      if (file === undefined) throw fault("ENOENT", from);
      this.#change(to, () => {
        this.#unlink(to);
        this.#files.delete(from);
        this.#files.set(to, file);
      });
    },
    unlinkSync: (path: string) => this.#change(path, () => this.#unlink(path)),
    rmSync: (path: string) => this.#remove(path),
    rmdirSync: (path: string) => this.#remove(path),
  };

  isOwn(descriptor: number): boolean {
    return descriptor >= firstDescriptor;
  }

  get #isGhost(): boolean {
    return SimulatedProcess.current?.isKilled === true;
  }

  get #seen(): Image {
    const process = SimulatedProcess.current;
    return (process?.isKilled && this.#ghosts.get(process)) || this.#image;
  }

  get #files(): Image["files"] {
    return this.#seen.files;
  }

  get #folders(): Image["folders"] {
    return this.#seen.folders;
  }

  #has(path: string): boolean {
    return this.#files.has(path) || this.#folders.has(path);
  }

  #unlink(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    file.links--;
    this.#files.delete(path);
  }

  #remove(path: string): void {
    const inside = [...this.#files.keys()].filter((file) => file === path || file.startsWith(`${path}/`));
    for (const file of inside) {
      const bytes = this.bytesOf(file);
      this.#change(file, () => this.#unlink(file));
      if (bytes !== undefined && !this.#isGhost) this.removed.push({ path: file, bytes });
    }
    this.#change(path, () => {
      this.#unlink(path);
      for (const folder of this.#folders)
        if (folder === path || folder.startsWith(`${path}/`)) this.#folders.delete(folder);
    });
  }

  #children(folder: string): string[] {
    const names = new Set<string>();
    const start = folder.length + 1;
    const note = (path: string): void => {
      if (path.length <= start || path[start - 1] !== "/" || !path.startsWith(folder)) return;
      const end = path.indexOf("/", start);
      names.add(end < 0 ? path.slice(start) : path.slice(start, end));
    };
    for (const path of this.#files.keys()) note(path);
    for (const path of this.#folders) note(path);
    return [...names].sort();
  }

  #open(path: string, flags: number | string): number {
    const mode = typeof flags === "number" ? flags : (modes.get(flags) ?? 0);
    let file = this.#files.get(path);
    if (file !== undefined && (mode & constants.O_EXCL) !== 0) throw fault("EEXIST", path);
    if (file === undefined) {
      if ((mode & constants.O_CREAT) === 0) throw fault("ENOENT", path);
      const created = { bytes: Buffer.alloc(1024), size: 0, modified: this.now(), links: 1, number: this.#nextFile++ };
      file = created;
      this.#change(path, () => void this.#files.set(path, created));
    } else {
      this.#look(path);
      if ((mode & constants.O_TRUNC) !== 0) file.size = 0;
    }
    const descriptor = this.#nextDescriptor++;
    this.#descriptors.set(descriptor, { file, path, process: SimulatedProcess.current });
    return descriptor;
  }

  #write(descriptor: number, bytes: Buffer, position: number): number {
    const { file, path } = this.#descriptor(descriptor);
    const growth = Math.max(0, position + bytes.length - file.size);
    if (!this.#isGhost) {
      if (growth > this.free) {
        this.failed.add(path);
        this.#happened("the disk is full");
        const fits = bytes.length - growth + this.free;
        if (fits <= 0 || this.free === 0) throw fault("ENOSPC", path);
        // what fits is written, and the next writing fails
        return this.#write(descriptor, bytes.subarray(0, fits), position);
      }
      this.free -= growth;
    }
    const put = (part: Buffer) => {
      if (position + part.length > file.bytes.length) {
        const larger = Buffer.alloc(Math.max(position + part.length, 2 * file.bytes.length));
        file.bytes.copy(larger, 0, 0, file.size);
        file.bytes = larger;
      }
      if (position > file.size) file.bytes.fill(0, file.size, position);
      part.copy(file.bytes, position);
      file.size = Math.max(file.size, position + part.length);
      file.modified = this.now();
    };
    this.#change(
      path,
      () => put(bytes),
      () => put(bytes.subarray(0, Math.floor(bytes.length * (SimulatedProcess.current?.tornAt ?? 0)))),
    );
    return bytes.length;
  }

  /** Does it, unless it fails, or the process is killed in the middle of it. */
  #change(path: string, change: () => void, torn: () => void = nothing): void {
    this.#look(path, true);
    const process = SimulatedProcess.current;
    if (process !== undefined && !process.isKilled && --process.killIn === 0) {
      torn();
      this.#happened(torn === nothing ? "a kill at a change of the disk" : "a torn write");
      this.kill(process);
    }
    change();
  }

  #look(path: string, isWriting = false): void {
    if (this.#isGhost || --this.failIn !== 0) return;
    this.#happened(isWriting ? "an error of the disk when writing" : "an error of the disk when reading");
    (isWriting ? this.failed : this.unread).add(path);
    throw fault("EIO", path);
  }

  #descriptor(descriptor: number): Descriptor {
    const found = this.#descriptors.get(descriptor);
    if (found === undefined) throw fault("EBADF", String(descriptor));
    return found;
  }

  #stats(path: string, known?: SimulatedFile): Stats {
    const file = known ?? this.#files.get(path);
    if (file === undefined && !this.#folders.has(path)) throw fault("ENOENT", path);
    return new SimulatedStats(path, file) as unknown as Stats;
  }

  #entry(path: string, name: string) {
    return new SimulatedStats(name, this.#folders.has(path) ? undefined : this.#files.get(path));
  }
}

/** What is told of a file or a folder, and of an entry of a folder. */
class SimulatedStats {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly nlink: number;
  readonly ino: number;
  readonly #isFile: boolean;

  constructor(name: string, file: SimulatedFile | undefined) {
    this.name = name;
    this.size = file?.size ?? 0;
    this.mtimeMs = file?.modified ?? 0;
    this.nlink = file?.links ?? 1;
    this.ino = file?.number ?? 0;
    this.#isFile = file !== undefined;
  }

  isDirectory(): boolean {
    return !this.#isFile;
  }

  isFile(): boolean {
    return this.#isFile;
  }

  isSymbolicLink(): boolean {
    return false;
  }
}

function copyOf({ files, folders }: Image): { image: Image; copies: Map<SimulatedFile, SimulatedFile> } {
  const image: Image = { files: new Map(), folders: new Set(folders) };
  const copies = new Map<SimulatedFile, SimulatedFile>();
  for (const [path, file] of files) {
    const copy = { ...file, bytes: Buffer.from(file.bytes.subarray(0, Math.max(file.size, 1))) };
    image.files.set(path, copy);
    copies.set(file, copy);
  }
  return { image, copies };
}

const nothing = (): void => undefined;

const fault = (code: string, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${path}`), { code });
