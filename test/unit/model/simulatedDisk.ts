import type { Stats } from "node:fs";
import { constants } from "node:fs";
import { dirname } from "node:path";
import { simulatedRoot } from "./simulatedFs.ts";

interface SimulatedFile {
  bytes: Buffer;
  size: number;
  modified: number;
}

interface Image {
  readonly files: Map<string, SimulatedFile>;
  readonly folders: Set<string>;
}

interface Descriptor {
  readonly file: SimulatedFile;
  readonly path: string;
}

const firstDescriptor = 1_000_000;

/**
 * A disk in memory that fails when it is told to: full, with an error of its own, or in the moment in which the process is
 * killed, in the middle of a writing. After a kill the process goes on with an image that nobody ever sees again, so that it
 * need not know of it; {@link restart} gives the image of the moment of the kill.
 */
export class SimulatedDisk {
  #image: Image = { files: new Map(), folders: new Set(["/", simulatedRoot]) };
  /** What the disk really holds, once the process was killed. */
  #frozen: Image | undefined;
  #descriptors = new Map<number, Descriptor>();
  #nextDescriptor = firstDescriptor;
  readonly now: () => number;
  /** Bytes that may be written before it is full. */
  free = Number.POSITIVE_INFINITY;
  /** How many changes it takes until the process is killed, and which part of the last of them is done. */
  killIn = Number.POSITIVE_INFINITY;
  tornAt = 0;
  /** How many operations it takes until one fails. */
  failIn = Number.POSITIVE_INFINITY;
  /** Files whose writing failed. */
  readonly failed = new Set<string>();
  /** Files and folders whose reading failed. */
  readonly unread = new Set<string>();
  /** What was in folders that were removed. */
  readonly removed: { readonly path: string; readonly bytes: Buffer }[] = [];

  constructor(now: () => number) {
    this.now = now;
  }

  get isKilled(): boolean {
    return this.#frozen !== undefined;
  }

  /** Kills the process now. */
  kill(): void {
    this.#frozen ??= copyOf(this.#image);
  }

  /** A new process opens the disk as the old one left it. */
  restart(): void {
    if (this.#frozen !== undefined) this.#image = this.#frozen;
    this.#frozen = undefined;
    this.#descriptors = new Map();
    this.killIn = Number.POSITIVE_INFINITY;
  }

  list(folder: string): readonly string[] {
    return this.#children(folder);
  }

  bytesOf(path: string): Buffer | undefined {
    const file = this.#image.files.get(path);
    return file && Buffer.from(file.bytes.subarray(0, file.size));
  }

  put(path: string, bytes: Buffer): void {
    this.#image.files.set(path, { bytes, size: bytes.length, modified: this.now() });
  }

  /** Those of node:fs that are needed, for paths below the root. */
  readonly functions = {
    mkdirSync: (path: string) => {
      this.#change(path, () => {
        for (let folder = path; folder !== "/"; folder = dirname(folder)) this.#image.folders.add(folder);
      });
      return undefined;
    },
    chmodSync: () => undefined,
    fchmodSync: () => undefined,
    fsyncSync: () => undefined,
    existsSync: (path: string) => this.#image.files.has(path) || this.#image.folders.has(path),
    readdirSync: (path: string, options?: { readonly withFileTypes?: boolean }) => {
      this.#look(path);
      if (!this.#image.folders.has(path)) throw fault("ENOENT", path);
      const names = this.#children(path);
      return options?.withFileTypes === true ? names.map((name) => this.#entry(`${path}/${name}`, name)) : names;
    },
    statSync: (path: string) => this.#stats(path),
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
      const file = this.#image.files.get(from);
      if (file === undefined) throw fault("ENOENT", from);
      this.#change(to, () => {
        this.#image.files.delete(from);
        this.#image.files.set(to, file);
      });
    },
    unlinkSync: (path: string) => this.#change(path, () => void this.#image.files.delete(path)),
    rmSync: (path: string) => this.#remove(path),
    rmdirSync: (path: string) => this.#remove(path),
  };

  isOwn(descriptor: number): boolean {
    return descriptor >= firstDescriptor;
  }

  #remove(path: string): void {
    const inside = [...this.#image.files.keys()].filter((file) => file.startsWith(`${path}/`));
    for (const file of inside) {
      const bytes = this.bytesOf(file);
      this.#change(file, () => void this.#image.files.delete(file));
      if (bytes !== undefined && !this.isKilled) this.removed.push({ path: file, bytes });
    }
    this.#change(path, () => {
      this.#image.files.delete(path);
      for (const folder of this.#image.folders)
        if (folder === path || folder.startsWith(`${path}/`)) this.#image.folders.delete(folder);
    });
  }

  #children(folder: string): string[] {
    const names = new Set<string>();
    for (const path of [...this.#image.files.keys(), ...this.#image.folders])
      if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split("/")[0] as string);
    return [...names].sort();
  }

  #open(path: string, flags: number | string): number {
    const mode = typeof flags === "number" ? flags : flags.startsWith("r") ? 0 : constants.O_CREAT | constants.O_TRUNC;
    let file = this.#image.files.get(path);
    if (file !== undefined && (mode & constants.O_EXCL) !== 0) throw fault("EEXIST", path);
    if (file === undefined) {
      if ((mode & constants.O_CREAT) === 0) throw fault("ENOENT", path);
      const created = { bytes: Buffer.alloc(1024), size: 0, modified: this.now() };
      file = created;
      this.#change(path, () => void this.#image.files.set(path, created));
    } else {
      this.#look(path);
      if ((mode & constants.O_TRUNC) !== 0) file.size = 0;
    }
    const descriptor = this.#nextDescriptor++;
    this.#descriptors.set(descriptor, { file, path });
    return descriptor;
  }

  #write(descriptor: number, bytes: Buffer, position: number): number {
    const { file, path } = this.#descriptor(descriptor);
    const growth = Math.max(0, position + bytes.length - file.size);
    if (growth > this.free) {
      this.failed.add(path);
      throw fault("ENOSPC", path);
    }
    this.free -= growth;
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
      () => put(bytes.subarray(0, Math.floor(bytes.length * this.tornAt))),
    );
    return bytes.length;
  }

  /** Does it, unless it fails, or the process is killed in the middle of it. */
  #change(path: string, change: () => void, torn: () => void = () => undefined): void {
    this.#look(path, true);
    this.killIn--;
    if (this.killIn === 0 && !this.isKilled) {
      torn();
      this.kill();
    }
    change();
  }

  #look(path: string, isWriting = false): void {
    this.failIn--;
    if (this.failIn !== 0) return;
    (isWriting ? this.failed : this.unread).add(path);
    throw fault("EIO", path);
  }

  #descriptor(descriptor: number): Descriptor {
    const found = this.#descriptors.get(descriptor);
    if (found === undefined) throw fault("EBADF", String(descriptor));
    return found;
  }

  #stats(path: string, known?: SimulatedFile): Stats {
    const file = known ?? this.#image.files.get(path);
    if (file === undefined && !this.#image.folders.has(path)) throw fault("ENOENT", path);
    return { ...this.#entry(path, path), size: file?.size ?? 0, mtimeMs: file?.modified ?? 0 } as unknown as Stats;
  }

  #entry(path: string, name: string) {
    const isFolder = this.#image.folders.has(path);
    return { name, isDirectory: () => isFolder, isFile: () => !isFolder, isSymbolicLink: () => false };
  }
}

function copyOf({ files, folders }: Image): Image {
  const copy = new Map<string, SimulatedFile>();
  for (const [path, file] of files)
    copy.set(path, { ...file, bytes: Buffer.from(file.bytes.subarray(0, Math.max(file.size, 1))) });
  return { files: copy, folders: new Set(folders) };
}

const fault = (code: string, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${path}`), { code });
