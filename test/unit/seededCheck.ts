import fc from "fast-check";

/** Properties try the same values in each run, so that a change is judged by itself; CODEX_OTEL_SEED tries others. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.CODEX_OTEL_SEED ?? 20261123) });

export default fc;
