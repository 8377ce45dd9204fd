/** How much more than usual is tried, as `npm run verify` does. */
const effort = Number(process.env.CODEX_OTEL_FUZZ ?? 1);

/** So many tries usually, and as many times more as CODEX_OTEL_FUZZ says. */
export const tries = (usually: number): number => Math.max(1, Math.round(usually * effort));

/** Of what is tried one by one every so many usually, and with CODEX_OTEL_FUZZ more, until it is each one. */
export const every = (usually: number): number => Math.max(1, Math.round(usually / effort));
