import type { ListenerFailure } from "../../listener/protocol/listenerFailure.ts";

/** Says who holds the port, where a port was the reason and the system tells. What that takes is loaded then only. */
export async function explainFailure(failure: ListenerFailure): Promise<ListenerFailure> {
  if (failure.code !== "port-in-use" || failure.port === undefined) return failure;
  const { sayWhoHolds } = await import("../../system/portOwner.ts");
  const message = await sayWhoHolds(failure.port);
  return message === undefined ? failure : { ...failure, message };
}
