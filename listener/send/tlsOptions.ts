import type { SecureContextOptions } from "node:tls";

/** PEM texts. Without a certificate authority those of the system count. */
export interface TlsOptions {
  readonly ca?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
}

/** The PEM texts under the names that Node's TLS has for them. */
export const secureContextOptions = ({ ca, certificate, privateKey }: TlsOptions = {}): SecureContextOptions => ({
  ...(ca !== undefined && { ca }),
  ...(certificate !== undefined && { cert: certificate }),
  ...(privateKey !== undefined && { key: privateKey }),
});
