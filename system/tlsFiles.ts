import type { ExporterTarget } from "../core/config/exporterTarget.ts";
import { readBoundedFile } from "./boundedFile.ts";
import { leadsToAnotherMachine } from "./localPath.ts";
import { largestPem, resolveReferencedPath } from "./referencedFiles.ts";

/** Contents of the files that an exporter names, as PEM. */
export interface TlsFiles {
  readonly ca?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
}

/**
 * Reads the TLS files of an exporter, found from its configuration file as Codex finds them. Rejects when one cannot be read
 * or lies on another machine.
 */
export async function readTlsFiles(target: ExporterTarget, configuration: string, home: string): Promise<TlsFiles> {
  const read = async (path: string | undefined): Promise<string | undefined> => {
    if (path === undefined) return undefined;
    const absolute = resolveReferencedPath(path, configuration, home);
    if (leadsToAnotherMachine(absolute)) throw new Error(`${path} is on another machine`);
    return (await readBoundedFile(absolute, largestPem)).toString("utf8");
  };
  const [ca, certificate, privateKey] = await Promise.all([
    read(target.certificateAuthority),
    read(target.clientCertificate),
    read(target.clientKey),
  ]);
  return {
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { certificate }),
    ...(privateKey !== undefined && { privateKey }),
  };
}
