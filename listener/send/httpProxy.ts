import { formatAddress } from "../receive/loopback.ts";

/** An HTTP proxy that a tunnel to a receiver goes through. */
export interface HttpProxy {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** It is spoken to over TLS. */
  readonly secure: boolean;
  readonly strictTls: boolean;
  /** The setting or variable that names it. */
  readonly origin: string;
  /** Value of the header `Proxy-Authorization`; never shown. */
  readonly authorization?: string;
}

/** A proxy as it is shown: never with name and password. */
export const proxyName = ({ host, port }: Pick<HttpProxy, "host" | "port">): string => formatAddress(host, port);

/** Name and password as grpc-js takes them; undefined where there are none, or they are of another kind. */
export function basicCredentials({ authorization }: HttpProxy): string | undefined {
  const [, encoded] = /^basic\s+(\S+)$/i.exec(authorization ?? "") ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
}
