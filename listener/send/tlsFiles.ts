import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { createSecureContext } from "node:tls";
import type { ForwardTls } from "../../core/policy/model/policyModel.ts";
import { readBoundedFileSync, UnreadFileError } from "../../system/boundedFile.ts";
import { linkLeadsToAnotherMachine } from "../../system/localPath.ts";
import { largestPem } from "../../system/referencedFiles.ts";
import type { TlsOptions } from "../protocol/connection.ts";
import type { PolicyLocation } from "../protocol/listenerOptions.ts";
import { secureContextOptions } from "./tlsOptions.ts";

/** What a `forward` names, and from where. */
export interface NamedTlsFiles {
  readonly tls: ForwardTls;
  readonly place: PolicyLocation | undefined;
}

/** Certificates cannot be had; one sentence with what to do. */
export interface TlsFileProblem {
  readonly problem: string;
}

/**
 * The certificates that a `forward` names, or why they cannot be used. Nothing is read for a policy whose place is not
 * known, nor from another machine, nor outside of its workspace for a policy of a workspace, wherever links lead.
 */
export function readTlsFiles({ tls, place }: NamedTlsFiles): TlsOptions | TlsFileProblem {
  const files = [
    ["ca", "ca_file", tls.caFile],
    ["certificate", "cert_file", tls.certFile],
    ["privateKey", "key_file", tls.keyFile],
  ] as const;
  const read: Partial<Record<(typeof files)[number][0], string>> = {};
  for (const [name, key, path] of files) {
    if (path === undefined) continue;
    const text = place === undefined ? { problem: "where the policy lies is not known" } : readInPlace(path, place);
    if (typeof text !== "string") return { problem: `The ${key} ${path} is not used: ${text.problem}.` };
    if (!text.includes("-----BEGIN"))
      return { problem: `The ${key} ${path} is not used: it is no PEM file, which begins with -----BEGIN.` };
    read[name] = text;
  }
  return usable(read);
}

/** Whether key and certificate belong together, and Node's TLS can read them. */
function usable(options: TlsOptions): TlsOptions | TlsFileProblem {
  try {
    createSecureContext(secureContextOptions(options));
    return options;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code ?? "");
    if (/KEY_VALUES_MISMATCH/.test(code))
      return { problem: "The key_file is not the key of the cert_file: name the two that belong together." };
    if (/PASSWORD|BAD_DECRYPT|INTERRUPTED/.test(code))
      return { problem: "The key_file is protected by a password: name a copy of the key without one." };
    return { problem: "The files of tls cannot be read as certificates and key: check that they are whole PEM files." };
  }
}

function readInPlace(path: string, { file, home, workspace }: PolicyLocation): string | TlsFileProblem {
  const folder = dirname(file);
  const named = /^~(?=[\\/]|$)/.test(path) ? join(home, path.slice(1)) : resolve(folder, path);
  // never looked up: that would let a file make this machine talk to another one
  if (/^[\\/]{2}/.test(named)) return { problem: "it is on another machine" };
  try {
    if (workspace === undefined) return readBoundedFileSync(named, largestPem).toString("utf8");
    const root = workspace.find((folder) => isInside(named, folder));
    if (root === undefined) return { problem: "a policy of a workspace may only name files inside of it" };
    if (linkLeadsToAnotherMachine(named, root)) return { problem: "it is a link to another machine" };
    const real = realpathSync.native(named);
    if (!workspace.some((folder) => isInside(real, realpathSync.native(folder))))
      return { problem: "it is a link that leads out of the workspace" };
    return readBoundedFileSync(real, largestPem, { noLink: true }).toString("utf8");
  } catch (error) {
    if (error instanceof UnreadFileError)
      return { problem: error.reason === "is too large" ? "it is larger than 1 MiB" : "it is no regular file" };
    const { code } = error as NodeJS.ErrnoException;
    return { problem: code === "ENOENT" ? "there is no such file" : `it cannot be read (${code ?? "error"})` };
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
