import type { PolicyInUse } from "./policySource.ts";

/** Where a policy is from, as the listener is told it; see `policyOrigin` of `ListenerOptions`. */
export const originOf = ({ file, isOfWorkspace }: Pick<PolicyInUse, "file" | "isOfWorkspace">): string =>
  file === undefined ? "built-in" : `${isOfWorkspace ? "workspace" : "user"}:${file.toString()}`;
