import type { HttpProxy } from "../protocol/connection.ts";
import { formatAddress } from "../receive/loopback.ts";

/** A proxy as it is shown: never with name and password. */
export const proxyName = ({ host, port }: Pick<HttpProxy, "host" | "port">): string => formatAddress(host, port);

/** Name and password as grpc-js takes them; undefined where there are none, or they are of another kind. */
export function basicCredentials({ authorization }: HttpProxy): string | undefined {
  const [, encoded] = /^basic\s+(\S+)$/i.exec(authorization ?? "") ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
}
