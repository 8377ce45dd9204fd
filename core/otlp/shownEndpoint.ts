/**
 * An endpoint as it is written, as it may be shown: an address may carry credentials, as user information and in its query. Empty
 * for what is no address.
 */
export function shownEndpoint(endpoint: string): string {
  const [, scheme = "", host = "", path = ""] =
    /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)(?:[^/?#]*@)?([^/?#@]+)([^?#]*)/.exec(endpoint) ?? [];
  return scheme + host + path;
}
