import type { ListenerMethod } from "../protocol/listenerRequests.ts";

/**
 * Parameters as another window sent them, with nothing in them that only the owner may decide: its folder, its claim, its
 * policy, its forwarding and its limits stay what they are.
 */
export function foreignParameters(method: ListenerMethod, parameters: unknown): unknown {
  const given = typeof parameters === "object" && parameters !== null ? parameters : {};
  if (method !== "start") return given;
  const { host, grpcPort, httpPort } = given as Record<string, unknown>;
  return {
    host: typeof host === "string" ? host : "",
    grpcPort: portOr(grpcPort),
    httpPort: portOr(httpPort),
  };
}

const portOr = (value: unknown): number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535 ? Number(value) : 0;
