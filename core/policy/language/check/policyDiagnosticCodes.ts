import type { Severity } from "../../../diagnostics/diagnostic.ts";
import type { PolicyProblemCode } from "../../model/policyProblem.ts";

interface PolicyCode {
  readonly severity: Severity;
  /** Heading of its section in `docs/diagnostics.md`. */
  readonly title: string;
}

const error = (title: string): PolicyCode => ({ severity: "error", title });
const warning = (title: string): PolicyCode => ({ severity: "warning", title });
const information = (title: string): PolicyCode => ({ severity: "information", title });
const hint = (title: string): PolicyCode => ({ severity: "hint", title });

/** What `readPolicy` finds: with an error of these the policy is not used at all. */
const problemCodes = {
  "policy/syntax": error("Syntax that cannot be read"),
  "policy/version-unsupported": error("A version of the policy language that is not known"),
  "policy/unknown-key": error("A key that a policy does not have"),
  "policy/missing-key": error("A key that is missing"),
  "policy/wrong-type": error("A value of the wrong type"),
  "policy/unknown-word": error("A word that does not exist here"),
  "policy/unknown-class": error("A data class that does not exist"),
  "policy/name-invalid": error("A name that cannot be used"),
  "policy/duplicate-name": error("Two detections with one id"),
  "policy/attribute-in-two-classes": warning("An attribute listed twice"),
  "policy/pattern-invalid": error("A pattern that is not RE2"),
  "policy/pattern-matches-nothing": error("A secret's pattern that matches where nothing stands"),
  "policy/pattern-too-large": error("A pattern that costs too much"),
  "policy/too-many-patterns": error("Patterns that cost too much together"),
  "policy/glob-too-long": error("A pattern for names that is too long"),
  "policy/too-many-conditions": error("More than can be asked of each event"),
  "policy/condition-empty": error("A condition without a test"),
  "policy/correlation-conflict": error("Two correlations in one detection"),
  "policy/credential-written": error("A credential in the policy"),
  "policy/environment-name": error("A name that no environment variable can have"),
  "policy/too-many-destinations": error("More destinations than a policy can have"),
  "policy/endpoint-disguised": error("An endpoint that leads somewhere else than it seems"),
  "policy/extends-unknown": error("A policy to extend that does not exist"),
  "policy/remove-unknown": error("An entry to remove that does not exist"),
  "policy/remove-conflict": error("An entry that is removed and written"),
  "policy/remove-without-extends": error("Entries to remove without a policy that is extended"),
} as const satisfies Readonly<Record<PolicyProblemCode, PolicyCode>>;

/** Every diagnostic of a policy. Codes are stable: they are never renamed and never reused. */
export const policyDiagnosticCodes = {
  ...problemCodes,
  "policy/not-utf8": error("A policy that is not UTF-8"),
  "policy/sample-contradicts": error("A sample that contradicts its detection"),
  "policy/unknown-event": warning("An event that Codex does not send"),
  "policy/attribute-misspelt": warning("An attribute that is probably misspelt"),
  "policy/listed-twice": warning("A name listed twice"),
  "policy/condition-never-holds": warning("A condition that can never hold"),
  "policy/signal-without-event": warning("A signal in which none of the events comes"),
  "policy/endpoint-scheme": warning("An endpoint without http or https"),
  "policy/endpoint-plaintext": warning("Events that are sent without encryption"),
  "policy/tls-without-https": warning("Certificates that are never used"),
  "policy/sensitive-forwarded": warning("Prompts, output, identity or the like that are forwarded in clear"),
  "policy/unsalted-forwarded": warning("Hashes without salt that are forwarded"),
  "policy/trace-ids-dropped": warning("Traces without the ids that hold them together"),
  "policy/truncation-cuts-nothing": warning("A truncation that cuts nothing"),
  "policy/pattern-backspace": warning("A backspace where a word boundary was meant"),
  "policy/samples-not-run": warning("Samples that take too long to be run"),
  "policy/class-unmentioned": information("A data class that no destination mentions"),
  "policy/hash-without-salt": information("Hashes without salt"),
  "policy/unknown-attribute": hint("An attribute that the catalogue does not have"),
  "policy/class-undecided": hint("Data classes that a destination says nothing about"),
  "policy/detection-unproven": hint("A detection without samples"),
} as const satisfies Readonly<Record<string, PolicyCode>>;

export type PolicyDiagnosticCode = keyof typeof policyDiagnosticCodes;
