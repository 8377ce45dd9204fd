import { availableParallelism } from "node:os";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** As esbuild's text loader: a TOML file is imported as its text. */
const tomlAsText: Plugin = {
  name: "toml-as-text",
  transform: (code, id) =>
    id.endsWith(".toml") ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined,
};

/** They replace modules by what simulates a disk, or counts: each has a process of its own. */
const replacingModules = [
  "test/unit/model/**/*.test.ts",
  "test/unit/config/hostileSizes.test.ts",
  "test/unit/listener/relay/longestTurn.test.ts",
];

export default defineConfig({
  plugins: [tomlAsText],
  test: {
    // a core is not left idle for the one who watches
    maxWorkers: "100%",
    // limits for what hangs, not for what is slow: the machine may be busy with other things
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 180_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          exclude: replacingModules,
          // what a file imports is loaded once for all of them: loading takes as long as testing
          isolate: false,
          restoreMocks: true,
        },
      },
      { extends: true, test: { name: "simulated", include: replacingModules } },
      { extends: true, test: { name: "fuzz", include: ["test/fuzz/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "protocol", include: ["test/protocol/**/*.test.ts"], isolate: false, unstubEnvs: true },
      },
      {
        extends: true,
        test: {
          name: "oracle",
          include: ["test/oracle/**/*.test.ts"],
          maxConcurrency: 2,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "live",
          include: ["test/live/**/*.test.ts"],
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "editor",
          include: ["test/editor/**/*.test.ts"],
          globalSetup: "test/editor/support/installOnce.ts",
          // files in one process share its browser; each has a server and an empty window of its own
          isolate: false,
          // a window takes more than half a core and 1 GB
          maxWorkers: Math.min(4, availableParallelism()),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
