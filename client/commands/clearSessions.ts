import type { ListenerService } from "../listenerService.ts";

/** Forgets all sessions; the listener goes on. */
export const clearSessions = (service: ListenerService): Promise<void> => service.clear();
