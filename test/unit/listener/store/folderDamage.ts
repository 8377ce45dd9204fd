import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  decodeHeader,
  type FrameHead,
  frameHeadBytes,
  headerBytes,
  scanFrames,
} from "../../../../listener/store/segments/segmentFormat.ts";
import { atOnce } from "../../../../listener/store/slices.ts";
import fc from "../../seededCheck.ts";

/** What can happen to the files of a folder. Numbers are parts of what there is, in thousandths. */
export type Damage =
  | DamageToBytes
  | { readonly kind: "copy"; readonly file: number; readonly name: string }
  | {
      readonly kind: "strange";
      readonly what: "folder" | "dangling" | "link" | "file" | "empty";
      readonly name: string;
    };

type DamageToBytes =
  | { readonly kind: "flip"; readonly file: number; readonly at: number; readonly mask: number }
  | {
      readonly kind: "zeros" | "remove" | "insert";
      readonly file: number;
      readonly at: number;
      readonly length: number;
    }
  | { readonly kind: "cut"; readonly file: number; readonly at: number }
  | { readonly kind: "garbage"; readonly file: number; readonly text: string };

const thousandths = fc.nat(1000);
const strangeName = fc.constantFrom(
  "x.frames",
  "x.segment",
  "000000000009-aaaaaaaaaaaa.frames",
  "000000000009-bbbbbbbbbbbb.segment",
);

export const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({
    kind: fc.constant("flip" as const),
    file: thousandths,
    at: thousandths,
    mask: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({
    kind: fc.constantFrom("zeros", "remove", "insert"),
    file: thousandths,
    at: thousandths,
    length: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({ kind: fc.constant("cut" as const), file: thousandths, at: thousandths }),
  fc.record({
    kind: fc.constant("garbage" as const),
    file: thousandths,
    text: fc.string({ minLength: 1, maxLength: 60 }),
  }),
  fc.record({
    kind: fc.constant("copy" as const),
    file: thousandths,
    name: fc.constantFrom("copy.frames", "000000000009-aaaaaaaaaaaa.frames", "000000000000-bbbbbbbbbbbb.frames"),
  }),
  fc.record({
    kind: fc.constant("strange" as const),
    what: fc.constantFrom("folder", "dangling", "link", "file", "empty"),
    name: strangeName,
  }),
);

const isFile = (path: string): boolean => lstatSync(path).isFile();
export const segmentFiles = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".frames") && isFile(join(folder, name)))
    .sort()
    .map((name) => join(folder, name));

/** What a link leads to, and a file of somebody else: nothing may become of it. */
export const foreignText = "this is mine";
export const foreignFile = (folder: string): string => join(dirname(folder), "mine.txt");

export function damage(folder: string, all: readonly Damage[]): void {
  writeFileSync(foreignFile(folder), foreignText);
  for (const one of all) damageOnce(folder, one);
}

function damageOnce(folder: string, damage: Damage): void {
  if (damage.kind === "strange") {
    const path = join(folder, damage.name);
    if (existsSync(path) || readdirSync(folder).includes(damage.name)) return;
    if (damage.what === "folder") mkdirSync(path);
    else if (damage.what === "dangling") symlinkSync(join(folder, "nowhere"), path);
    else if (damage.what === "link") symlinkSync(foreignFile(folder), path);
    else writeFileSync(path, damage.what === "empty" ? "" : foreignText);
    return;
  }
  const files = segmentFiles(folder);
  const file = files[part(damage.file, files.length)];
  if (file === undefined) return;
  const bytes = readFileSync(file);
  if (damage.kind === "copy") {
    if (!existsSync(join(folder, damage.name))) writeFileSync(join(folder, damage.name), bytes);
  } else writeFileSync(file, damaged(bytes, damage));
}

function damaged(bytes: Buffer, damage: DamageToBytes): Buffer {
  const at = damage.kind === "garbage" ? 0 : part(damage.at, bytes.length);
  switch (damage.kind) {
    case "garbage":
      return Buffer.concat([bytes, Buffer.from(damage.text)]);
    case "flip":
      return Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ damage.mask : byte)));
    case "zeros":
      return Buffer.from(bytes.map((byte, i) => (i >= at && i < at + damage.length ? 0 : byte)));
    case "remove":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + damage.length)]);
    case "insert":
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(damage.length, 0xf6), bytes.subarray(at)]);
    case "cut":
      return bytes.subarray(0, at);
  }
}

const part = (thousandth: number, of: number): number => Math.min(of - 1, Math.floor((thousandth * of) / 1000));

/** A frame as it was written. */
export interface WrittenFrame {
  readonly file: string;
  /** Head and content. */
  readonly bytes: Buffer;
  readonly content: Buffer;
  readonly kind: number;
}

/** The frames of whole files. */
export function writtenFrames(folder: string): readonly WrittenFrame[] {
  return segmentFiles(folder).flatMap((file) => {
    const bytes = readFileSync(file);
    const header = decodeHeader(bytes);
    if (header.kind !== "own") throw new Error(`${file} is not whole`);
    const frames: WrittenFrame[] = [];
    const notWhole = () => {
      throw new Error(`${file} is not whole`);
    };
    const frame = ({ start, end, kind }: FrameHead) =>
      frames.push({
        file,
        kind,
        bytes: bytes.subarray(start - frameHeadBytes, end),
        content: bytes.subarray(start, end),
      });
    atOnce(
      scanFrames(bytes, header.stamp, header.length, { frame, addition: notWhole, broken: notWhole, unread: notWhole }),
    );
    return frames;
  });
}

/** Whether a frame is still there as it was, in a file that can be known as its own: by its header or by its name. */
export function isStillThere({ file, bytes }: WrittenFrame, folder: string): boolean {
  const stamp = /-([0-9a-f]{12})\.frames$/.exec(file)?.[1] ?? "";
  return segmentFiles(folder).some((path) => {
    const now = readFileSync(path);
    const header = decodeHeader(now);
    const known = header.kind === "own" ? header.stamp.toString("hex") === stamp : path.endsWith(`-${stamp}.frames`);
    return known && now.indexOf(bytes, header.kind === "own" ? headerBytes : 0) >= 0;
  });
}

/** Every file of a folder and of what was set aside, by its content. */
export function contentsOf(folder: string): readonly string[] {
  const setAside = join(folder, "set-aside");
  const paths = [folder, ...(existsSync(setAside) ? [setAside] : [])].flatMap((place) =>
    readdirSync(place).map((name) => join(place, name)),
  );
  return paths.filter(isFile).map((path) => readFileSync(path, "latin1"));
}
