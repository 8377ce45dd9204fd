import type { ListenerService } from "./listenerService.ts";

/** Stops the listener and starts it with the settings of now. What was received stays. */
export async function restartListener(service: ListenerService): Promise<void> {
  await service.restart({ reason: "manual" });
}
