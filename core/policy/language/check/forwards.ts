import type { Fix } from "../../../diagnostics/diagnostic.ts";
import { childOf, entriesIn, lastKeyOf, tablesIn, textOf } from "../../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../../toml/document.ts";
import { alternative, fix, replace } from "../../../toml/edit/edits.ts";
import { forwardReceiver } from "../../model/forwardReceiver.ts";
import { environmentName } from "../../read/parseEnvironmentName.ts";
import { isWrittenPem } from "../../read/parsePemPath.ts";
import { looksLikeCredential } from "../../secrets/credentialLook.ts";
import { endpointDisguise, userInformation } from "../../secrets/endpointLook.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/** Where events are sent on, and what stands in place of the names of environment variables. */
export function checkForwards(reporter: PolicyReporter): void {
  const { root } = reporter.document;
  for (const { entry, table } of tablesIn(childOf(root, "destinations"))) {
    const forward = childOf(table, "forward");
    if (forward?.kind !== "table") continue;
    checkEndpoint(reporter, childOf(forward, "endpoint"));
    const headers = childOf(forward, "headers_env");
    for (const header of entriesIn(headers))
      checkEnvironmentName(reporter, header.value, `${entry.name}_${header.name}`, `the header ${header.name}`);
    checkTls(reporter, forward);
  }
  const hashing = childOf(root, "hashing");
  const salt = hashing?.kind === "table" ? childOf(hashing, "salt_env") : undefined;
  if (salt !== undefined) checkEnvironmentName(reporter, salt, "CODEX_OTEL_HASH_SALT", "the salt");
}

function checkEndpoint(reporter: PolicyReporter, value: TomlValue | undefined): void {
  const text = textOf(value);
  if (text === undefined || value === undefined) return;
  const disguise = endpointDisguise(text);
  if (disguise !== undefined) {
    reporter.report("policy/endpoint-disguised", value.range, disguise, withoutUser(value, text));
    return;
  }
  const { scheme, host, isLocal: local } = forwardReceiver(text);
  if (scheme === "") {
    const fixed = `${local ? "http" : "https"}://${text}`;
    const fixes =
      host === "" || text.includes("://")
        ? []
        : [fix(`Write ${local ? "http" : "https"}:// in front`, replace(value.range, JSON.stringify(fixed)))];
    reporter.report(
      "policy/endpoint-scheme",
      value.range,
      "An endpoint begins with https://, or http:// for this machine.",
      fixes,
    );
  } else if (!/^https?$/i.test(scheme)) {
    const message = `An endpoint begins with https://, or http:// for this machine; not with ${scheme}://.`;
    const fixes = /^grpcs?$/i.test(scheme)
      ? [fix("Write https://", replace(value.range, JSON.stringify(text.replace(/^[^:]*/, local ? "http" : "https"))))]
      : [];
    reporter.report("policy/endpoint-scheme", value.range, message, fixes);
  } else if (/^http$/i.test(scheme) && !local) {
    const message = `Events and keys go to ${host} without encryption: everybody on the way can read them.`;
    const https = replace(value.range, JSON.stringify(text.replace(/^http/i, "https")));
    reporter.report("policy/endpoint-plaintext", value.range, message, [alternative("Write https://", https)]);
  }
}

/** Not preferred: a name or key that was meant as such would be lost. */
function withoutUser({ range }: TomlValue, text: string): readonly Fix[] {
  const user = userInformation(text);
  if (user === undefined) return [];
  const rest = text.slice(0, user.start) + text.slice(user.end);
  if (endpointDisguise(rest) !== undefined) return [];
  return [alternative("Leave out what stands in front of @", replace(range, JSON.stringify(rest)))];
}

/** Certificates that are never used, and the content of a file in place of its path: it may be a key and is not repeated. */
function checkTls(reporter: PolicyReporter, forward: TomlTable): void {
  const tls = forward.entries.get("tls");
  if (tls?.value.kind !== "table") return;
  for (const { name, value } of tls.value.entries.values())
    if (isWrittenPem(textOf(value) ?? "")) {
      const message = `This is the content of a PEM file. It never stands in a policy: keep it in a file, and write the path of that in ${name}.`;
      reporter.report("policy/credential-written", value.range, message);
    }
  const endpoint = childOf(forward, "endpoint");
  const url = textOf(endpoint);
  if (endpoint === undefined || url === undefined || !/^http:/i.test(url)) return;
  const https = replace(endpoint.range, JSON.stringify(url.replace(/^http/i, "https")));
  const message = "Certificates count for https:// alone, and this endpoint begins with http://: they are never used.";
  reporter.report("policy/tls-without-https", lastKeyOf(tls), message, [alternative("Write https://", https)]);
}

/** What the value is named after is said, the value itself never: it may be a key. */
function checkEnvironmentName(reporter: PolicyReporter, value: TomlValue, proposal: string, what: string): void {
  const text = textOf(value);
  if (text === undefined) return;
  const variable =
    /^\s*\$(?:env:)?\{?([A-Za-z_][A-Za-z0-9_]*)\}?\s*$|^\s+([A-Za-z_][A-Za-z0-9_]*)\s*$|^\s*([A-Za-z_][A-Za-z0-9_]*)\s+$|^%([A-Za-z_][A-Za-z0-9_]*)%$/.exec(
      text,
    );
  const name = variable?.slice(1).find((one) => one !== undefined);
  if (name !== undefined && !looksLikeCredential(name)) {
    const message = "The name of an environment variable stands here alone, without $ and brackets.";
    reporter.report("policy/environment-name", value.range, message, [
      fix(`Write ${name}`, replace(value.range, JSON.stringify(name))),
    ]);
  } else if (looksLikeCredential(text)) {
    const message = `This looks like the value of ${what} itself. Credentials never stand in a policy: put it into an environment variable and write the variable's name.`;
    reporter.report("policy/credential-written", value.range, message, [nameInstead(value, proposal)]);
  } else if (!environmentName.test(text)) {
    const message = `No environment variable can have this name, so ${what} would be empty: letters, digits and _ only, no digit first.`;
    const plain = text
      .trim()
      .replace(/[^A-Za-z0-9_]+/g, "_")
      .replace(/^(?=\d)/, "_");
    const fixes = /[A-Za-z]/.test(plain)
      ? [alternative(`Write ${plain}`, replace(value.range, JSON.stringify(plain)))]
      : [nameInstead(value, proposal)];
    reporter.report("policy/environment-name", value.range, message, fixes);
  }
}

/** Not preferred: whoever makes all fixes at once would lose the key. */
function nameInstead({ range }: TomlValue, proposal: string): Fix {
  const name = proposal
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^(?=\d)/, "_");
  return alternative(`Write the name of a variable: ${name}`, replace(range, JSON.stringify(name)));
}
