import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Policy } from "../../../core/policy/model/policyModel.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";

/** The policies beside this file, by name; together they use everything that a policy can say. */
export const policies = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".toml"))
  .map((file): [string, Policy] => {
    const { policy, problems } = parsePolicy(readFileSync(join(import.meta.dirname, file), "utf8"));
    if (policy === undefined) throw new Error(`${file}: ${problems.map(({ message }) => message).join(" ")}`);
    return [file.replace(".toml", ""), policy];
  });
