import type { Policy } from "../../../core/policy/policyModel.ts";
export const policies: [string, Policy][] = [];
