/** How long anything in a window may take on a machine that is busy with other things, in milliseconds. */
export const patience = 180_000;

/** How long one attempt waits for its effect: longer than a window needs, unless the click or the key was lost. */
export const attemptPatience = 10_000;

const mostAttempts = Math.ceil(patience / attemptPatience);

/**
 * Does again what a window may lose: a key while the focus moves, a click while rows move. `attempt` waits for its effect
 * for `attemptPatience` and throws when there is none; the last error is thrown.
 */
export async function repeatedly(attempt: () => Promise<unknown>): Promise<void> {
  for (let made = 1; ; made++) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (made === mostAttempts) throw error;
    }
  }
}
