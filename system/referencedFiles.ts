import { statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { PemContent } from "../core/config/reporter.ts";
import { readBoundedFileSync, UnreadFileError } from "./boundedFile.ts";

/**
 * The absolute path that Codex makes of a path in a configuration file: relative ones start at the file's folder, and a
 * leading `~` is the home folder (observed with 0.169.0).
 */
export function resolveReferencedPath(path: string, configuration: string, home: string): string {
  if (/^~(?=[\\/]|$)/.test(path)) return join(home, path.slice(1));
  return isAbsolute(path) ? path : resolve(dirname(configuration), path);
}

/** True for a path on another machine. It is never looked up: that would let a file make this machine talk to that one. */
export function isRemotePath(absolute: string): boolean {
  return /^[\\/]{2}/.test(absolute);
}

/** True for a file that is there; false for a folder and for what cannot be seen. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Above this many bytes a file holds no certificates. */
export const largestPem: number = 1024 * 1024;

/** What a file holds as PEM (RFC 7468); undefined when it cannot be read. Nothing of it is kept. */
export function readPemContent(path: string): PemContent | undefined {
  try {
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
