import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what the system gives out by itself, to connections and to whoever asks for any port. */
const [first, beyond] = [10_240, 32_768];
const mostTries = 100;

/**
 * A port of this machine that nothing listens on, the preferred one if it is free. It is none that the system gives to
 * another process meanwhile, as one that it chose itself would be. Rejects when it finds none.
 *
 * @param {number} [preferred]
 * @returns {Promise<number>}
 */
export async function freePort(preferred) {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let i = 0; i < mostTries; i++) {
    const port = randomInt(first, beyond);
    if (await isFree(port)) return port;
  }
  throw new Error("No port of this machine is free. End what listens on its ports.");
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
