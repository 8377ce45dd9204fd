import { BlockList, isIP, isIPv4 } from "node:net";

/**
 * Whether a list such as that of `NO_PROXY` names a host, so that it is reached without a proxy: `*`, a domain with
 * all below it (with or without a dot or `*.` in front), an address, a network such as `10.0.0.0/8`; each may have a port.
 */
export function isExempt(host: string, port: number, list: readonly string[]): boolean {
  const name = plain(host);
  return list.some((written) => {
    const entry = written.trim().toLowerCase();
    if (entry === "*") return true;
    const [, address = "", ownPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [undefined, entry];
    if (ownPort !== undefined && Number(ownPort) !== port) return false;
    return isNamed(name, plain(address));
  });
}

/** The entries of `NO_PROXY`, which commas or spaces separate. */
export const noProxyEntries = (text: string): readonly string[] => text.split(/[\s,]+/).filter((entry) => entry !== "");

/** Without the brackets of an IPv6 address, and the dot that ends a whole name. */
const plain = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");

function isNamed(name: string, entry: string): boolean {
  if (entry === "") return false;
  const [network = "", bits] = entry.split("/");
  if (isIP(network) > 0) return isIP(name) > 0 && isInNetwork(name, network, bits);
  const domain = entry.replace(/^\*?\./, "");
  return domain !== "" && (name === domain || name.endsWith(`.${domain}`));
}

function isInNetwork(address: string, network: string, bits: string | undefined): boolean {
  const longest = isIPv4(network) ? 32 : 128;
  const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (prefix < 0 || prefix > longest) return false;
  const family = (ip: string) => (isIPv4(ip) ? "ipv4" : "ipv6");
  const list = new BlockList();
  list.addSubnet(network, prefix, family(network));
  return list.check(address, family(address));
}
