import { expect, test } from "vitest";
import { monadPipeline } from "../../../../core/policy/export/monad/monadPipeline.ts";
import { collectorConfig } from "../../../../core/policy/export/otelcol/collectorConfig.ts";
import { compilePattern } from "../../../../core/policy/patterns/pattern.ts";
import { appliedSecrets } from "../../../../core/policy/secrets/answeredTexts.ts";
import { mostSteps } from "../../../../core/policy/secrets/stepMeter.ts";
import { policyOf } from "../policyFixtures.ts";

const destination = '[destinations.d]\nreceives = ["*"]\nredact.default = "keep"\n';

/** Names of the rules before which an export looks how long a text is. */
const lookedAt = (secrets: string) =>
  appliedSecrets(policyOf(`${secrets}\n${destination}`).secrets).flatMap(({ name, longest }) =>
    longest === undefined ? [] : [name],
  );

test("How long a text is matters before the first of the policy's own secrets, and where one may have made it longer", () => {
  expect(lookedAt("")).toEqual([]);
  expect(lookedAt("secrets.one = 'one_[a-z]{30}'\nsecrets.two = 'two_[a-z]{30}'")).toEqual(["one"]);
  expect(lookedAt("secrets.one = 'one_[a-z]{3,}'\nsecrets.two = 'two_[a-z]{30}'\nsecrets.last = 'last_x'")).toEqual([
    "one",
    "two",
  ]);
});

test("An export says how many bytes a value may have, and only where the policy has secrets of its own", () => {
  const source = "ours_[a-z]{1,900}";
  const pattern = compilePattern(source);
  const longest = Math.floor(mostSteps / (typeof pattern === "string" ? 0 : pattern.instructions));
  const own = policyOf(`secrets.ours = '${source}'\n${destination}`);
  const builtIn = policyOf(destination);
  for (const write of [collectorConfig, monadPipeline]) {
    expect(write(own).notes.join("\n")).toContain(`A value of more than ${longest} bytes is masked`);
    expect(write(own).text).toContain(`> ${longest}`);
    expect(write(builtIn).notes.join("\n")).not.toContain("bytes is masked");
  }
  expect(collectorConfig(own).text).toContain(`truncate_all(cache["readable"], ${longest}, true, `);
  expect(collectorConfig(builtIn).text).not.toContain(", true, ");
  expect(monadPipeline(builtIn).text).not.toContain("catch");
});
