/**
 * Reads an endpoint as Codex's URI reader does (the Rust crates `http` and, for gRPC, `rustls`; observed). It is
 * laxer than RFC 3986 in paths and schemes, and says nothing about whether anything is delivered.
 */
export interface Uri {
  /** In brackets for an IPv6 address; empty for a bare path. */
  readonly host: string;
}

export interface UriProblem {
  readonly problem: string;
}

const mostColons = 8;

/** The parts of the URI, or what keeps Codex from reading it. */
export function readUri(text: string): Uri | UriProblem {
  if (text === "") return { problem: "it is empty" };
  if (text.startsWith("/")) return pathProblem(text) ?? { host: "" };
  const scheme = /^[A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
  const rest = text.slice(scheme?.length ?? 0);
  const [authority = ""] = rest.split(/[/?#]/, 1);
  const problem = authorityProblem(authority);
  if (problem) return { problem };
  if (scheme === undefined && rest.length > authority.length) return { problem: "it has a path but no scheme" };
  if (authority === "") return { problem: "it has no host" };
  return pathProblem(rest.slice(authority.length)) ?? { host: hostOf(authority) };
}

function authorityProblem(authority: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(authority)) return "it contains a space or a control character";
  if (/\P{ASCII}/u.test(authority)) return "its host has characters beyond ASCII (write it in its xn-- form)";
  if (!/^[A-Za-z0-9\-._~!$&'()*+,;=:@%[\]]*$/.test(authority)) return "it contains characters no host has";
  let colons = 0;
  let open = false;
  let closed = false;
  let percent = false;
  for (const character of authority) {
    if (character === ":" && ++colons > mostColons) return "it has too many colons";
    if (character === "%") percent = true;
    if (character === "[") {
      if (percent || open) return "its brackets are out of place";
      open = true;
    }
    if (character === "]") {
      if (!open || closed) return "its brackets are out of place";
      closed = true;
    }
    if (character === "]" || character === "@") {
      colons = 0;
      percent = false;
    }
  }
  if (open !== closed) return "its brackets are out of place";
  if (colons > 1) return "it has more than one port";
  if (authority.endsWith("@")) return "it has no host";
  return percent ? "its host contains a percent sign" : undefined;
}

/** Characters beyond ASCII and the delete character are taken; what stands behind `#` is not looked at. */
function pathProblem(text: string): UriProblem | undefined {
  const [withoutFragment = ""] = text.split("#", 1);
  const mark = withoutFragment.indexOf("?");
  const path = mark < 0 ? withoutFragment : withoutFragment.slice(0, mark);
  const query = mark < 0 ? "" : withoutFragment.slice(mark + 1);
  if (/[^\P{Cc}\u007f]|\s/u.test((path + query).replace(/\P{ASCII}/gu, "")))
    return { problem: "it contains a space or a control character" };
  const wrong = /[<>`]/.exec(path) ?? /["<>]/.exec(query);
  return wrong ? { problem: `it contains ${wrong[0]}, which must be written as %${hexOf(wrong[0])}` } : undefined;
}

const hexOf = (character: string) => character.charCodeAt(0).toString(16).toUpperCase();

function hostOf(authority: string): string {
  const behindUser = authority.slice(authority.lastIndexOf("@") + 1);
  return /^\[[^\]]*\]/.exec(behindUser)?.[0] ?? behindUser.split(":", 1)[0] ?? "";
}

/** Whether a TLS server could be called so: a DNS name, whose last label is no number, or an IPv4 address. */
export function isServerName(host: string): boolean {
  if (isIpv4(host)) return true;
  const labels = host.replace(/\.$/, "").split(".");
  const sound = labels.every((label) => /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label));
  return (
    sound && host.length <= 253 && labels.every(({ length }) => length <= 63) && !/^\d+$/.test(labels.at(-1) ?? "")
  );
}

function isIpv4(host: string): boolean {
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
