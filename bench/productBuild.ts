import { execFileSync } from "node:child_process";

/** Bundles extension, listener worker and command line as they are shipped, into `dist`. */
export function buildProduct(root: string): void {
  execFileSync(process.execPath, ["esbuild.mjs", "--production"], { cwd: root });
}
