import { describe, expect, test } from "vitest";
import { captureNames, captureRequests } from "../unit/otlp/captures.ts";
import { policyOf } from "../unit/policy/policyFixtures.ts";
import { compareWithCollector } from "./collectorRun.ts";
import { collector } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const verdicts = recordedVerdicts<"as expected">(import.meta.filename, collector);
const requests = captureNames.flatMap((name) => captureRequests(name)).filter(({ signal }) => signal !== "metrics");

const destination = (name: string, condition: string) =>
  `[destinations.${name}]\nreceives = ["*"]\nredact.default = "keep"\nsignals = ["logs", "traces"]\nwhen = [${condition}]\n`;

const policy = policyOf(
  `secrets.github = 'gh[po]_[A-Za-z0-9]{36}'\nsecrets.aws = 'AKIA[A-Z0-9]{16}'\n${[
    destination("with_secret", '{ attribute = "arguments", has_secret = true }'),
    destination("without_secret", '{ attribute = "arguments", has_secret = false }'),
    destination("below", '{ attribute = "app.version", version_below = "0.169.1" }'),
    destination("not_below", '{ attribute = "app.version", version_below = "0.169.0" }'),
    destination("service", '{ attribute = "resource.service.version", version_below = "1.0.0" }'),
  ].join("")}`,
);

describe("The real Collector, configured by the export,", () => {
  test("asks for secrets and for versions as the preview does", async () => {
    await compareWithCollector(verdicts, policy, requests, (received) => {
      for (const { destination, collector, route } of received) expect(collector, destination).toEqual(route);
      const sizes = new Map(received.map(({ destination, route }) => [destination, route.length]));
      expect(sizes.get("with_secret")).toBeGreaterThan(0);
      expect(sizes.get("below")).toBeGreaterThan(0);
      expect(sizes.get("not_below")).toBe(0);
    });
  });
});
