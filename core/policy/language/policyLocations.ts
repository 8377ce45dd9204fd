/** The names under which a policy is known to editors, as globs. */
export const policyFileNames: readonly string[] = ["otel-policy.toml", "*.otel-policy.toml"];

/** True for the path of a policy: `otel-policy.toml` or `NAME.otel-policy.toml`, in any folder and on any system. */
export function isPolicyPath(path: string): boolean {
  return /(?:^|[\\/])(?:[^\\/]+\.)?otel-policy\.toml$/.test(path);
}

/** True for `policies/default.toml` of this product; other projects may have a file of that name for themselves. */
export function isBuiltInPolicy(path: string, readText: () => string): boolean {
  return /(?:^|[\\/])policies[\\/]default\.toml$/.test(path) && readText().startsWith("# The policy Codex OTel uses");
}
