import type { Services } from "../services.ts";

/** Stops the listener and starts it with the settings of now. What was received stays. */
export async function restartListener({ service }: Services): Promise<void> {
  await service.restart({ reason: "manual" });
}
