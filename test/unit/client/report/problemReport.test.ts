import { describe, expect, test } from "vitest";
import { type ProblemFacts, problemReport } from "../../../../client/report/problemReport.ts";
import { withoutSecrets } from "../../../../client/report/withoutSecrets.ts";
import { planted } from "../../policy/plantedSecrets.ts";
import { readMarkdown } from "../../text/readMarkdown.ts";

const home = "/home/maria";
const facts: ProblemFacts = {
  extensionVersion: "0.1.0",
  editor: "Visual Studio Code 1.120.0, desktop",
  codexVersion: "0.171.0",
  system: "linux 6.1.0 x64",
  nodeVersion: "v22.1.0",
  settings: [],
  listener: { kind: "listening", addresses: { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" } },
  totals: { events: 12, spans: 3, metricPoints: 4, requests: 6, refused: 0, findings: 1, evicted: 0 },
  isRecording: false,
  policy: "built-in",
  isPolicyBroken: false,
  isLanguageServerStarted: true,
  isWorkspaceTrusted: true,
  log: [],
};
const report = (changed: Partial<ProblemFacts> = {}) =>
  problemReport({ ...facts, ...changed }, { home, withoutSecrets });
const entry = (text: string, level: "info" | "output" = "info") => ({ time: 0, level, text });

test("A report says what it holds, and then what one has to know", () => {
  expect(report({ log: [entry("Listening"), entry("second\nthird", "output")] })).toMatchInlineSnapshot(`
    "This report holds versions, changed settings, the state of the listener, and the newest lines of the log of Codex OTel.
    Recognized credentials are replaced, and your home folder is written as \`~\`; hosts, files and folders may still be named.
    Please read it before you give it to anybody. Nothing was sent.

    ### Versions

    - Codex OTel: \`0.1.0\`
    - Editor: \`Visual Studio Code 1.120.0, desktop\`
    - Codex: \`0.171.0\`
    - System: \`linux 6.1.0 x64\`
    - Node: \`v22.1.0\`

    ### Settings

    None is changed.

    ### State

    - Listener: listening on \`127.0.0.1:4317\` (gRPC) and \`127.0.0.1:4318\` (HTTP)
    - Received: events 12, spans 3, metricPoints 4, requests 6, refused 0, findings 1, evicted 0
    - Recording: no
    - Policy: built-in
    - Language server started: yes
    - Workspace trusted: yes

    ### Log

    \`\`\`text
    1970-01-01T00:00:00.000Z [info] Listening
    1970-01-01T00:00:00.000Z [output] second
        third
    \`\`\`
    "
  `);
});

test("Without anything there is nothing to hide, and that is said", () => {
  const text = report({ codexVersion: undefined });
  expect(text).toContain("None is changed.");
  expect(text).toContain("Nothing was logged.");
  expect(text).toContain("not known, it has not been asked");
});

describe("Of a changed setting", () => {
  test.each<[value: unknown, shown: string]>([
    [4320, "`4320`"],
    [false, "`false`"],
    ["0.170.0", "changed, its value is left out"],
    [{ key: "value" }, "changed, its value is left out"],
    [null, "changed, its value is left out"],
  ])("%j is shown as %s", (value, shown) => {
    const text = report({ settings: [{ key: "codexOtel.x", value, where: "user" }] });
    expect(text).toContain(`- \`codexOtel.x\`: ${shown} (user)\n`);
  });
});

describe("The listener", () => {
  test("that another window has is told without that window's name", () => {
    const followed = { name: "secret project", pid: 1 } as never;
    const addresses = { grpc: "127.0.0.1:1", http: "127.0.0.1:2" };
    const text = report({ listener: { kind: "listening", addresses, followed } });
    expect(text).toContain("listening on `127.0.0.1:1` (gRPC) and `127.0.0.1:2` (HTTP), in another window");
    expect(text).not.toContain("secret project");
  });

  test("that failed says why", () => {
    const failure = { code: "port-in-use", message: `Port 4317 is held by ${home}/bin/\`x\`.` } as const;
    expect(report({ listener: { kind: "failed", failure } })).toContain(
      "failed, `port-in-use`: `Port 4317 is held by ~/bin/'x'.`",
    );
  });
});

describe("What others have written", () => {
  test.each(Object.entries(planted))("goes without a secret: %s", (_, { text, secret }) => {
    const log = report({ log: [entry(`Could not send: ${text} was refused`)] });
    expect(log).not.toContain(secret);
    const failure = { code: "failed", message: `It said ${text} here.` } as const;
    expect(report({ listener: { kind: "failed", failure } })).not.toContain(secret);
  });

  test("goes without the name of the home folder", () => {
    const text = report({ log: [entry(`at ${home}/.vscode/extensions/x.js, file://${home}/a`)] });
    expect(text).toContain("at ~/.vscode/extensions/x.js, file://~/a");
    expect(text).not.toContain("maria");
  });

  test("is text: it ends no block, and shows what would not show", () => {
    const words = "```\n<img src=x>\n[link](command:x)\n````\n\u202eabc\u0007";
    const text = report({ log: [entry(words, "output")] });
    expect(text).toContain("\\u{202e}abc\\u{7}");
    const { types } = readMarkdown(text);
    expect(types).not.toContain("html_block");
    expect(types).not.toContain("html_inline");
    expect(types).not.toContain("link_open");
  });
});
