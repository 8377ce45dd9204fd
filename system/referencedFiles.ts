import { statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { PemContent } from "../core/config/reporter.ts";
import { readBoundedFileSync, UnreadFileError } from "./boundedFile.ts";
import { leadsToAnotherMachine } from "./localPath.ts";

/**
 * The absolute path that Codex makes of a path in a configuration file: relative ones start at the file's folder, and a
 * leading `~` is the home folder (observed).
 */
export function resolveReferencedPath(path: string, configuration: string, home: string): string {
  if (/^~(?=[\\/]|$)/.test(path)) return join(home, path.slice(1));
  return isAbsolute(path) ? path : resolve(dirname(configuration), path);
}

/** True for a file that is there; false for a folder, for what cannot be seen, and for what leads to another machine. */
export function isFile(path: string): boolean {
  try {
    return !leadsToAnotherMachine(path) && statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The same, but a file of another machine, which is not looked up, is taken to be there. */
export const mayBeFile = (path: string): boolean => leadsToAnotherMachine(path) || isFile(path);

/** Above this many bytes a file holds no certificates. */
export const largestPem: number = 1024 * 1024;

/** What a file holds as PEM (RFC 7468); undefined when it cannot be read or leads to another machine. Nothing of it is kept. */
export function readPemContent(path: string): PemContent | undefined {
  try {
    if (leadsToAnotherMachine(path)) return undefined;
    const text = readBoundedFileSync(path, largestPem).toString("latin1");
    return {
      certificate: text.includes("-----BEGIN CERTIFICATE-----"),
      privateKey: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(text),
    };
  } catch (error) {
    const isLarge = error instanceof UnreadFileError && error.reason === "is too large";
    return isLarge ? { certificate: false, privateKey: false } : undefined;
  }
}
