import { endpointAddress } from "../../../config/endpointAddress.ts";
import type { Destination, Forward } from "../../model/policyModel.ts";
import { environmentName } from "../../read/parseEnvironmentName.ts";

/** Where a destination's telemetry goes: its receiver, or a file beside the Collector. */
export function exporter(id: string, forward: Forward | undefined): { readonly id: string; readonly settings: object } {
  if (forward === undefined) return { id: `file/${id}`, settings: { path: `codex-otel-${id}.jsonl` } };
  const headers = Object.fromEntries(
    [...forward.headersFromEnvironment].flatMap(([name, variable]) =>
      environmentName.test(variable) ? [[name, `\${env:${variable}}`]] : [],
    ),
  );
  const sent = forward.headersFromEnvironment.size > 0 ? { headers } : {};
  const endpoint = forward.endpoint.replaceAll("$", "$$$$");
  const tls = tlsOf(forward);
  if (forward.protocol === "grpc") return { id: `otlp_grpc/${id}`, settings: { endpoint, ...tls, ...sent } };
  const base = endpoint.replace(/\/(?:v1\/(?:logs|traces|metrics))?\/?$/, "");
  const encoding = forward.protocol === "http-json" ? { encoding: "json" } : {};
  return { id: `otlp_http/${id}`, settings: { endpoint: base, ...encoding, ...tls, ...sent } };
}

/** The Collector's own keys; it knows no `~`. */
function tlsOf({ endpoint, protocol, tls }: Forward): { readonly tls?: object } {
  if (/^http:/i.test(endpoint)) return protocol === "grpc" ? { tls: { insecure: true } } : {};
  if (tls === undefined) return {};
  const path = (file: string) => file.replaceAll("$", "$$$$").replace(/^~(?=[\\/]|$)/, `\${env:HOME}`);
  return {
    tls: {
      ...(tls.caFile !== undefined && { ca_file: path(tls.caFile) }),
      ...(tls.certFile !== undefined && { cert_file: path(tls.certFile) }),
      ...(tls.keyFile !== undefined && { key_file: path(tls.keyFile) }),
    },
  };
}

/** What a person should know of where the destinations send to, one sentence each. */
export function exporterNotes(destinations: readonly Pick<Destination, "name" | "forward">[]): readonly string[] {
  const variables = new Set(
    destinations.flatMap(({ forward }) => [...(forward?.headersFromEnvironment.values() ?? [])]),
  );
  const files = [...new Set(destinations.flatMap(({ forward }) => Object.values(forward?.tls ?? {})))];
  const plain = destinations.flatMap(({ name, forward }) => plaintextNote(name, forward) ?? []);
  return [
    ...plain,
    ...(variables.size > 0
      ? [
          `The values of headers come from ${[...variables].join(", ")}: set them where the Collector runs. It sends a header whose variable is not set with an empty value, where codex-otel sends nothing.`,
        ]
      : []),
    ...(files.length > 0
      ? [
          `Certificates are read from ${files.join(", ")} where the Collector runs: put them there. It takes relative paths from the folder that it is started in.`,
        ]
      : []),
  ];
}

function plaintextNote(name: string, forward: Forward | undefined): string | undefined {
  const address = forward === undefined ? undefined : endpointAddress(forward.endpoint);
  if (address === undefined || address.encrypted || address.local) return undefined;
  return `${name} goes to ${address.host} without encryption: everybody on the way can read events and keys. codex-otel itself refuses to send there; write https://.`;
}

/** The destinations that would be sent over a network in the clear. */
export function plaintextDestinations(
  destinations: readonly Pick<Destination, "name" | "forward">[],
): readonly string[] {
  return destinations.flatMap(({ name, forward }) => (plaintextNote(name, forward) === undefined ? [] : [name]));
}
