import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { installExtensions } from "../../../scripts/programs/startCodeServer.mjs";
import { packagedExtension } from "./packagedExtension.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder of extensions with ours in it, of which each server gets a copy. */
    installedExtensions: string;
  }
}

/** Installs the packaged extension, once for all test files. */
export default async function installOnce(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "installed-"));
  await installExtensions(folder, [await packagedExtension()]);
  project.provide("installedExtensions", join(folder, "extensions"));
  return () => rm(folder, { recursive: true, force: true });
}
