/**
 * What does not show, changes how others show, or is read as something else: controls, format characters, fillers, blanks of
 * any kind, and the backslash, which a URL takes for a slash.
 */
const deceptive = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\\]/u;

/** The part that names the host, with what stands in front of it: a URL skips any number of slashes before it. */
const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/*([^/?#]*)/;

/** Where user information begins and ends in an endpoint, its `@` included; undefined where there is none. */
export function userInformation(endpoint: string): { readonly start: number; readonly end: number } | undefined {
  const [whole = "", named = endpoint.split(/[/?#]/)[0] ?? ""] = authority.exec(endpoint) ?? [];
  const at = named.lastIndexOf("@");
  if (at < 0) return undefined;
  const start = whole === "" ? 0 : whole.length - named.length;
  return { start, end: start + at + 1 };
}

/**
 * One sentence why nothing is sent to an endpoint that leads somewhere else than it seems to a person who reads it;
 * undefined for one that may be used. The sentence quotes nothing of it.
 */
export function endpointDisguise(endpoint: string): string | undefined {
  if (deceptive.test(endpoint))
    return "The endpoint has blanks, backslashes or characters that do not show, so that it may lead somewhere else than it seems: write it as https://HOST:PORT.";
  if (userInformation(endpoint) !== undefined)
    return "What stands in front of @ in the endpoint looks like a host and is none: write https://HOST:PORT, and a key as a header.";
  if (authority.exec(endpoint)?.[1]?.includes("%"))
    return "The host of the endpoint is written with %, so that it may be another one than it seems: write it as https://HOST:PORT.";
  return undefined;
}
