import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate for one host name, signed by itself. */
export interface Certificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Makes a certificate with the system's openssl. */
export function certificateFor(host: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "codex-otel-certificate-"));
  try {
    return makeCertificate(host, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeCertificate(host: string, folder: string): Certificate {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const kind = /^[\d.]+$/.test(host) ? "IP" : "DNS";
  const extension = `subjectAltName=${kind}:${host}`;
  const names = ["-subj", `/CN=${host}`, "-addext", extension, "-addext", "basicConstraints=critical,CA:TRUE"];
  const files = ["-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", "-days", "2", ...files, ...names], { stdio: "ignore" });
  return { certificate: readFileSync(certificate, "utf8"), privateKey: readFileSync(key, "utf8") };
}
