import type { SecureContextOptions } from "node:tls";
import type { TlsOptions } from "../protocol/connection.ts";

/** The PEM texts under the names that Node's TLS has for them. */
export const secureContextOptions = ({ ca, certificate, privateKey }: TlsOptions = {}): SecureContextOptions => ({
  ...(ca !== undefined && { ca }),
  ...(certificate !== undefined && { cert: certificate }),
  ...(privateKey !== undefined && { key: privateKey }),
});
