import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePolicy } from "../../../core/policy/parsePolicy.ts";
import type { Policy } from "../../../core/policy/policyModel.ts";

/** The policies beside this file, by name; together they use everything that a policy can say. */
export const policies = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".toml"))
  .map((file): [string, Policy] => {
    const { policy, problems } = parsePolicy(readFileSync(join(import.meta.dirname, file), "utf8"));
    if (policy === undefined) throw new Error(`${file}: ${problems.map(({ message }) => message).join(" ")}`);
    return [file.replace(".toml", ""), policy];
  });
