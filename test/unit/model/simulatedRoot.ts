/** Everything below it lies in memory. */
export const simulatedRoot = "/simulated-disk";
