/** A program that listens on a port, as far as one table tells. */
export interface Listening {
  /** Its process; undefined where the table has none. */
  readonly process?: number;
  /** Inode of the socket, by which Linux finds the process. */
  readonly inode?: string;
}

const listenState = "0A";

/**
 * Sockets that listen on the port, from `/proc/net/tcp` or `/proc/net/tcp6`. Only those on loopback or on all addresses
 * count. Source: Linux, Documentation/networking/proc_net_tcp.rst.
 */
export function parseProcNetTcp(text: string, port: number): readonly Listening[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const found: Listening[] = [];
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const [, local = "", , state, , , , , , inode] = fields;
    const [address = "", localPort] = local.split(":");
    if (state === listenState && localPort === wanted && inode !== undefined && isLocal(address)) found.push({ inode });
  }
  return found;
}

/** Loopback or all addresses, in the kernel's spelling: groups of four bytes, each in the machine's (little) order. */
function isLocal(address: string): boolean {
  if (/^0+$/.test(address)) return true;
  if (address.length === 8) return address.endsWith("7F");
  if (address === "00000000000000000000000001000000") return true;
  return address.startsWith("0000000000000000FFFF0000") && (address.endsWith("7F") || address.endsWith("00000000"));
}

/** Programs in the output of `lsof -nP -iTCP:PORT -sTCP:LISTEN -F pc`: lines that begin with `p` and `c`. */
export function parseLsof(text: string): readonly { readonly process: number; readonly program: string }[] {
  const found: { process: number; program: string }[] = [];
  for (const line of text.split("\n")) {
    const value = line.slice(1);
    if (line.startsWith("p") && /^\d+$/.test(value)) found.push({ process: Number(value), program: "" });
    const last = found.at(-1);
    // lsof writes blanks and other characters of a name as \x20
    const name = value.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (line.startsWith("c") && last !== undefined) last.program = name;
  }
  return found;
}

/**
 * Processes that listen on the port, from `netstat -ano` of Windows. The word for the state is in the language of the
 * system, so that the missing other side tells which sockets listen.
 */
export function parseNetstat(text: string, port: number): readonly Listening[] {
  const found: Listening[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [protocol, local = "", other = "", ...rest] = line.trim().split(/\s+/);
    const process = Number(rest.at(-1));
    if (protocol !== "TCP" || !/^(0\.0\.0\.0|\[::\]):0$/.test(other)) continue;
    if (!/^(0\.0\.0\.0|127\.[\d.]+|\[::1?\]):\d+$/.test(local) || !local.endsWith(`:${port}`)) continue;
    if (Number.isSafeInteger(process) && process > 0) found.push({ process });
  }
  return found;
}

/** The program's name in the output of `tasklist /FO CSV /NH`; undefined when it names no process. */
export function parseTasklist(text: string): string | undefined {
  return /^"((?:[^"]|"")+)","\d+"/m.exec(text)?.[1];
}
