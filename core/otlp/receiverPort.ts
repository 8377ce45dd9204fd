import type { Forward } from "../policy/model/policyModel.ts";

/** What a `URL` tells: it leaves out a port that is the usual one of the scheme, also where it was written. */
interface ParsedAddress {
  /** With its colon. */
  readonly protocol: string;
  readonly port: string;
}

/**
 * The port that requests go to: the one of the address, else the usual one of its scheme; over gRPC without TLS that of OTLP.
 * Who sends and who says where it is sent both take it from here.
 */
export function receiverPort({ protocol: scheme, port }: ParsedAddress, protocol: Forward["protocol"]): number {
  if (port !== "") return Number(port);
  if (scheme === "https:") return 443;
  return protocol === "grpc" ? 4317 : 80;
}
