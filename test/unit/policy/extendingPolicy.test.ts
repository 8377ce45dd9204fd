import { expect, test } from "vitest";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import { defaultPolicyText, loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { newestBuiltIn } from "../../../core/policy/read/extend/builtInVersions.ts";
import { extendingPolicyText } from "../../../core/policy/read/extend/extendingPolicy.ts";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const builtIn = loadDefaultPolicy();
/** What the comments show, as it is when the marks in front of it are taken away. */
const changed = extendingPolicyText.replace(/^# (?=\[|\w+ = )/gm, "");

test("A new policy that extends the built-in one is that policy, in a few lines, with nothing to complain about", () => {
  const { policy, problems } = parsePolicy(extendingPolicyText);
  expect(problems).toEqual([]);
  expect(policy).toEqual(builtIn);
  expect(diagnosePolicy(parseToml(extendingPolicyText))).toEqual([]);
  expect(extendingPolicyText).toContain(`extends = "${newestBuiltIn.name}"`);
  expect(extendingPolicyText.length).toBeLessThan(defaultPolicyText.length / 20);
});

test("Its example changes the one entry that it names, and says truly what that was", () => {
  expect(changed).not.toBe(extendingPolicyText);
  const { policy, problems } = parsePolicy(changed);
  expect(problems).toEqual([]);
  expect(diagnosePolicy(parseToml(changed))).toEqual([]);
  const siem = builtIn.destinations.find(({ name }) => name === "siem");
  expect(siem?.redact.get("identity")).toEqual({ kind: "hash" });
  const destinations = builtIn.destinations.map((one) =>
    one.name === "siem" ? { ...one, redact: new Map(one.redact).set("identity", { kind: "drop" }) } : one,
  );
  expect(policy).toEqual({ ...builtIn, destinations });
});
