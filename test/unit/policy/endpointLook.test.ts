import { describe, expect, test } from "vitest";
import { parsePolicy } from "../../../core/policy/read/parsePolicy.ts";
import { endpointDisguise, userInformation } from "../../../core/policy/secrets/endpointLook.ts";
import fc from "../seededCheck.ts";

const disguised: readonly (readonly [string, string])[] = [
  ["a host in front of @", "https://app.monad.com:4317@evil.example/"],
  ["a long host in front of @", `https://app.monad.com:4317;${"otlp-ingest-eu-west-1.".repeat(10)}@evil.example/v1`],
  ["a name and a password", "https://user:password@siem.example"],
  ["an empty user", "https://@siem.example"],
  ["more slashes than a person would read over", "https:////app.monad.com@evil.example/"],
  ["no slashes", "https:app.monad.com@evil.example"],
  ["a backslash", "https://evil.example\\@app.monad.com/"],
  ["a blank", "https://evil.example /app.monad.com"],
  ["a tab", "https://evil.example\t.com"],
  ["a line feed", "https://app.monad.com\n.evil.example"],
  ["another blank", "https://app.monad.com\u3000.evil.example"],
  ["a filler", "https://app.monad.com\u3164.evil.example"],
  ["an empty braille cell", "https://app.monad.com\u2800.evil.example"],
  ["a direction override", "https://app.monad.com/\u202emoc.elpmaxe"],
  ["a zero-width joiner", "https://app\u200d.monad.com"],
  ["a soft hyphen", "https://app\u00ad.monad.com"],
  ["a variation selector", "https://app\ufe0f.monad.com"],
  ["a tag character", "https://app\u{e0061}.monad.com"],
  ["a host written with percent signs", "https://%65vil.example"],
];

describe("Nothing is sent to an endpoint that leads somewhere else than it seems", () => {
  test.each(disguised)("such as one with %s", (_, endpoint) => {
    expect(endpointDisguise(endpoint)).toMatch(/https:\/\/HOST:PORT/);
  });

  test.each([
    "https://siem.example.com:4317",
    "http://127.0.0.1:4317",
    "http://[::1]:4318/v1/logs",
    "https://siem.example/path/@team?mail=a@b.example#@",
    "https://siem.example/a%20path",
    "https://аpp.monad.com:4317",
    "siem.example:4317",
    "",
  ])("but to %s", (endpoint) => {
    expect(endpointDisguise(endpoint)).toBeUndefined();
  });

  test("and every endpoint in which a URL has user information is one of them", () => {
    let found = 0;
    const pieces = fc.constantFrom(
      "https:",
      "http:",
      "/",
      "//",
      "a.example",
      "@",
      ":",
      "b",
      "?",
      "#",
      "\\",
      "4317",
      ";",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (some) => {
        const endpoint = `https:${some.join("")}`;
        if (!URL.canParse(endpoint)) return;
        const { username, password, hostname } = new URL(endpoint);
        if (username === "" && password === "") return;
        found++;
        expect(hostname).not.toBe("");
        expect(endpointDisguise(endpoint)).toBeDefined();
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(20);
  });
});

test("User information is found where it stands", () => {
  const endpoint = "https://user:pass@siem.example/@";
  const { start, end } = userInformation(endpoint) ?? { start: 0, end: 0 };
  expect(endpoint.slice(start, end)).toBe("user:pass@");
  expect(userInformation("https://siem.example/@")).toBeUndefined();
});

test("A policy with such an endpoint is not used, and what is said of it does not repeat it", () => {
  for (const [, endpoint] of disguised) {
    const { policy, problems } = parsePolicy(
      `version = 1\n[destinations.siem]\nreceives = ["*"]\nforward = { endpoint = ${JSON.stringify(endpoint)}, protocol = "grpc" }\n`,
    );
    expect(policy, endpoint).toBeUndefined();
    expect(problems.map(({ code }) => code)).toContain("policy/endpoint-disguised");
    for (const { message } of problems) expect(message).not.toContain("password");
  }
});
