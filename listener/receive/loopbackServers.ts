import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { bindError } from "../protocol/listenerError.ts";

/** Servers that listen at one port of this machine's loopback addresses. */
export interface LoopbackServers {
  readonly port: number;
  readonly servers: readonly Server[];
}

/** `localhost` means one of these, whichever the sender's system prefers. */
const companions: ReadonlyMap<string, string> = new Map([
  ["127.0.0.1", "::1"],
  ["::1", "127.0.0.1"],
]);

/** A free port of one address may be taken at the other. */
const mostTries = 10;

/**
 * Listens at a loopback address and, for the usual ones, at that of the other version of IP too, where the machine has
 * it and nobody else listens there. Port 0 picks one that is free at both. Throws a `ListenerError`.
 */
export async function openLoopbackServers(host: string, port: number, create: () => Server): Promise<LoopbackServers> {
  const companion = companions.get(host);
  for (let tries = 1; ; tries++) {
    const first = await listen(create(), host, port).catch((error: unknown) => {
      throw bindError(error, host, port);
    });
    const bound = (first.address() as AddressInfo).port;
    if (companion === undefined) return { port: bound, servers: [first] };
    try {
      return { port: bound, servers: [first, await listen(create(), companion, bound)] };
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || port !== 0 || tries === mostTries) return { port: bound, servers: [first] };
      first.close();
    }
  }
}

async function listen(server: Server, host: string, port: number): Promise<Server> {
  server.listen({ host, port, exclusive: true });
  await once(server, "listening");
  return server;
}
