import { once } from "node:events";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { openSender } from "../../listener/send/otlpSender.ts";
import { Listener } from "../../listener/worker/listener.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);

async function listening(host: string, httpPort = 0) {
  const listener = new Listener({ policyText: undefined, maximumEvents: 100 }, () => undefined);
  onTestFinished(() => listener.stop());
  const addresses = await listener.start({ host, grpcPort: 0, httpPort });
  const port = (address: string) => Number(address.split(":").at(-1));
  return { listener, grpc: port(addresses.grpc), http: port(addresses.http) };
}

describe.skipIf(!hasIpv6).each(["127.0.0.1", "::1"])("A listener at %s", (host) => {
  test.each(["127.0.0.1", "[::1]", "localhost"])(
    "is reached at %s as well, over gRPC and HTTP, at the same ports",
    async (name) => {
      const { listener, grpc, http } = await listening(host);
      for (const [protocol, port] of [
        ["grpc", grpc],
        ["http-protobuf", http],
      ] as const) {
        const sender = openSender(new URL(`http://${name}:${port}`), protocol);
        await sender.send({ signal: "logs", request: { resourceLogs: [] } });
        sender.close();
      }
      expect(listener.totals().requests).toBe(2);
    },
  );
});

test.skipIf(!hasIpv6)("Somebody else at the other version of IP does not keep it from listening", async () => {
  const other = createServer().listen({ host: "::1", port: 0, ipv6Only: true });
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect((await listening("127.0.0.1", port)).http).toBe(port);
});

test("A listener that was stopped leaves its ports to others", async () => {
  const { listener, http } = await listening("127.0.0.1");
  await listener.stop();
  expect((await listening("127.0.0.1", http)).http).toBe(http);
});
