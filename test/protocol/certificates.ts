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

/** An authority of a test's own, with what it has signed. */
export interface Authority {
  /** PEM of the authority itself. */
  readonly certificate: string;
  /** A certificate for a host name, or for a client of that name. */
  issue(name: string): Certificate;
}

/** Makes an authority with the system's openssl. Its folder goes when `dispose` is called. */
export function certificateAuthority(): Authority & { dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), "codex-otel-authority-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore", cwd: folder });
  const made = { days: ["-days", "2"], key: ["-newkey", "rsa:2048", "-nodes"] };
  const asAuthority = ["-subj", "/CN=An authority", "-addext", "basicConstraints=critical,CA:TRUE"];
  openssl("req", "-x509", ...made.days, ...made.key, "-keyout", "ca.key", "-out", "ca.pem", ...asAuthority);
  let issued = 0;
  return {
    certificate: readFileSync(join(folder, "ca.pem"), "utf8"),
    issue: (name) => {
      const file = `issued-${issued++}`;
      const kind = /^[\d.]+$/.test(name) ? "IP" : "DNS";
      const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${kind}:${name}`];
      openssl("req", ...made.key, "-keyout", `${file}.key`, "-out", `${file}.csr`, ...names);
      const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-copy_extensions", "copyall"];
      openssl("x509", "-req", ...made.days, "-in", `${file}.csr`, "-out", `${file}.pem`, ...signing);
      return {
        certificate: readFileSync(join(folder, `${file}.pem`), "utf8"),
        privateKey: readFileSync(join(folder, `${file}.key`), "utf8"),
      };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
