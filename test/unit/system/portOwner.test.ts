import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  describePortOwner,
  findPortOwner,
  kindOf,
  type SystemQuestions,
  sayWhoHolds,
  systemQuestions,
} from "../../../system/portOwner.ts";
import { parseLsof, parseNetstat, parseProcNetTcp, parseTasklist } from "../../../system/portTables.ts";
import { thisMachinesPrograms } from "../../../system/programs/findProgram.ts";

const procNetTcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:10DD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2011851 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 17263 1 0000000000000000 100 0 0 10 0
   2: 0100007F:10DE 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 2011860 1 0000000000000000 20 4 30 10 -1
   3: 0F02000A:10DE 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 2011861 1 0000000000000000 100 0 0 10 0
`;
const procNetTcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:10DD 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2011900 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000000000000:10DE 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2011901 1 0000000000000000 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:10DF 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2011902 1 0000000000000000 100 0 0 10 0
   3: B80D01200000000000000000010000FE:10E0 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2011903 1 0000000000000000 100 0 0 10 0
`;

describe("The tables of Linux name the socket that listens", () => {
  test.each([
    ["on 127.0.0.1", procNetTcp, 4317, ["2011851"]],
    ["on all addresses", procNetTcp, 22, ["17263"]],
    ["and not a connection, nor one on a network card", procNetTcp, 4318, []],
    ["on ::1", procNetTcp6, 4317, ["2011900"]],
    ["on all addresses of both kinds", procNetTcp6, 4318, ["2011901"]],
    ["on 127.0.0.1 as an IPv6 address", procNetTcp6, 4319, ["2011902"]],
    ["and not one on a network card with IPv6", procNetTcp6, 4320, []],
    ["or nothing when there is no table", "", 4317, []],
  ])("%s", (_, table, port, inodes) => {
    expect(parseProcNetTcp(table, port).map(({ inode }) => inode)).toEqual(inodes);
  });
});

describe("lsof names the program", () => {
  test("with its process, also one with a blank in its name", () => {
    expect(parseLsof("p1234\ncotelcol\nf7\np99\ncCode\\x20Helper\\x20(Plugin)\nf30\n")).toEqual([
      { process: 1234, program: "otelcol" },
      { process: 99, program: "Code Helper (Plugin)" },
    ]);
  });

  test("or none", () => expect(parseLsof("")).toEqual([]));
});

describe("netstat and tasklist of Windows name the program", () => {
  const netstat = `
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1092
  TCP    127.0.0.1:4317         0.0.0.0:0              LISTENING       8120
  TCP    127.0.0.1:4317         127.0.0.1:50832        ESTABLISHED     8120
  TCP    192.168.1.20:4318      0.0.0.0:0              LISTENING       4
  TCP    [::1]:4319             [::]:0                 LISTENING       7301
  UDP    127.0.0.1:4320         *:*                                    5544
`;
  test.each([
    [135, [1092]],
    [4317, [8120]],
    [4318, []],
    [4319, [7301]],
    [4320, []],
    [43, []],
  ])("port %i", (port, processes) => {
    expect(parseNetstat(netstat.replaceAll("\n", "\r\n"), port).map(({ process }) => process)).toEqual(processes);
  });

  test("whatever the language of the system", () => {
    const german = "  TCP    127.0.0.1:4317         0.0.0.0:0              ABHÖREN         8120\r\n";
    expect(parseNetstat(german, 4317)).toEqual([{ process: 8120 }]);
  });

  test("by its image", () => {
    expect(parseTasklist('"otelcol.exe","8120","Console","1","45,300 K"\r\n')).toBe("otelcol.exe");
    expect(parseTasklist("INFO: No tasks are running which match the specified criteria.\r\n")).toBeUndefined();
  });
});

describe("Who holds a port", () => {
  test("is found for a program that listens now, and for none otherwise", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
    onTestFinished(() => void server.close());
    expect(await findPortOwner(port)).toMatchObject({ process: process.pid, kind: "other" });
    expect(await sayWhoHolds(port)).toContain(`(process ${process.pid})`);
    await new Promise((resolve) => server.close(resolve));
    expect(await findPortOwner(port)).toBeUndefined();
  });

  test("is unknown where the system has no such program", async () => {
    const surroundings = { ...thisMachinesPrograms, platform: "win32", environment: {} } as const;
    expect(await findPortOwner(4317, systemQuestions(surroundings))).toBeUndefined();
    expect(await sayWhoHolds(4317, async () => undefined)).toBeUndefined();
  });

  test("is asked of the system's own programs on macOS and Windows", async () => {
    const asked: string[] = [];
    const answers: Readonly<Record<string, string>> = {
      lsof: "p1234\ncotelcol\n",
      ps: "otelcol --config a\n",
      netstat: "  TCP    127.0.0.1:4317         0.0.0.0:0              LISTENING       8120\r\n",
      tasklist: '"otelcol.exe","8120","Console","1","45,300 K"\r\n',
    };
    const on = (platform: NodeJS.Platform): SystemQuestions => ({
      surroundings: { ...thisMachinesPrograms, platform },
      ask: async (name) => {
        asked.push(name);
        return answers[name] ?? "";
      },
    });
    expect(await findPortOwner(4317, on("darwin"))).toEqual({ process: 1234, program: "otelcol", kind: "other" });
    expect(await findPortOwner(4317, on("win32"))).toEqual({ process: 8120, program: "otelcol.exe", kind: "other" });
    expect(asked).toEqual(["lsof", "ps", "netstat", "tasklist"]);
  });

  test.each([
    [
      { process: 7, program: "otelcol", kind: "other" },
      "Port 4317 is held by otelcol (process 7): stop it, or choose another port.",
    ],
    [
      { process: 7, program: "a\u001b[31m", kind: "other" },
      "Port 4317 is held by a\\u{1b}[31m (process 7): stop it, or choose another port.",
    ],
    [
      { process: undefined, program: "", kind: "other" },
      "Port 4317 is held by a program of another user: choose another port.",
    ],
    [
      { process: 7, program: "node", kind: "tail" },
      "Port 4317 is held by codex-otel tail in a terminal (process 7): end it there with Ctrl+C, or choose another port.",
    ],
    [
      { process: 7, program: "code", kind: "editor" },
      "Port 4317 is held by an extension in another editor window (code, process 7): stop the listener there, or choose another port.",
    ],
  ] as const)("%o is said in one sentence", (owner, sentence) => {
    expect(describePortOwner(4317, owner)).toBe(sentence);
  });

  test.each([
    ["tail", ["node", "/usr/lib/node_modules/codex-otel/dist/cli.js", "tail", "--http-port", "1"]],
    ["tail", ["/usr/bin/node", "/home/me/node_modules/.bin/codex-otel", "tail"]],
    ["other", ["node", "/home/me/node_modules/.bin/codex-otel", "replay", "tail"]],
    ["other", ["tail", "-f", "codex-otel"]],
    ["editor", ["node", "/usr/lib/code-server/lib/vscode/out/bootstrap-fork", "--type=extensionHost"]],
    ["editor", ["/usr/share/code/code", "--type=utility", "--utility-sub-type=node.mojom.NodeService"]],
    ["other", [""]],
  ] as const)("%s is told from the command line %o", (kind, command) => expect(kindOf(command)).toBe(kind));
});
