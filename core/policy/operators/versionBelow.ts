import { isVersion, versionBelowPattern } from "../evaluate/versionBelow.ts";
import { jqFound } from "../export/monad/jqText.ts";
import { ottlHolds, ottlMatches } from "../export/otelcol/ottlTests.ts";
import { sigmaMatchesAny } from "../export/sigma/sigmaText.ts";
import { exactly } from "../export/targetForm.ts";
import type { Operator } from "./operator.ts";
import { occurs } from "./shared/occurrence.ts";

export const versionBelow: Operator<string> = {
  key: "version_below",
  documentation:
    "The value is a version before this one, such as `0.149.2` before `0.150.0`. A preview came before its release.",
  type: { kind: "string" },
  example: '"0.150.0"',
  samples: {
    holds: { test: '"0.150.0"', value: "0.150.0-alpha.1" },
    fails: { test: '"0.150.0"', value: "0.150.0" },
  },
  read(reader, value) {
    const version = reader.string(value);
    if (version === undefined || isVersion(version)) return version;
    return reader.wrongType('a version of three numbers such as "0.150.0"', value);
  },
  // The pattern is anchored and without nested repetition: what it costs is no matter.
  compile: (version) => occurs(versionBelowPattern(version), ({ occursIn }) => occursIn),
  words: (version) => `is a version below ${version}`,
  parts: (version) => [version],
  targets: {
    otelcol: (version, subject) =>
      exactly(ottlHolds(subject, (text) => ottlMatches(text, versionBelowPattern(version)))),
    monad: (version, { value }) => exactly(jqFound(value, versionBelowPattern(version))),
    sigma: (version, subject) => sigmaMatchesAny(subject, [versionBelowPattern(version)]),
  },
};
