import { newestBuiltIn } from "./builtInVersions.ts";

/**
 * A new policy that takes the built-in one over and changes nothing yet, with an example in comments of how a single entry is
 * changed: for those who need not write all of it out.
 */
export const extendingPolicyText = `# The built-in policy of Codex OTel, with what is changed here. In an editor that knows this file, Go to Definition on the
# name behind extends shows all of it.
version = 1
extends = "${newestBuiltIn.name}"

# What is written here takes the place of the entry with the same name; everything else stays. For one destination, what
# becomes of one data class (without "#"):
#
# [destinations.siem.redact]
# identity = "drop"            # the built-in policy has "hash"
`;
