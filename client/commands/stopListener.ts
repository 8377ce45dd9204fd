import type { ListenerService } from "../listenerService.ts";

/** Stops listening. What was received stays in the tree. */
export const stopListener = (service: ListenerService): Promise<void> => service.stop();
