/**
 * True for names and addresses that never leave this machine; an IPv6 address with or without brackets. Names below `localhost`
 * are none of them: Node and Codex ask whoever answers for names where they lead.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || /^127(?:\.\d{1,3}){3}$/.test(name) || name === "::1" || name === "0:0:0:0:0:0:0:1";
}
