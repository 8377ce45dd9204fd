export interface HostTestResult {
  readonly type: "pass" | "fail" | "pending";
  readonly title: string;
  readonly error?: string;
}

export const hostWorkspaceFiles: Readonly<Record<string, string>>;

/** Bundles the suite; the file is what VS Code calls `extensionTestsPath`. */
export function bundleHostSuite(): Promise<string>;

/** What the suite wrote; `ended` is false when the host died on the way. */
export function readHostEvents(
  file: string,
): Promise<{ readonly results: readonly HostTestResult[]; readonly ended: boolean }>;
